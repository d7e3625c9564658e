import { namesOf } from '../../target/architectureNames';
import type { LinuxGoarch } from '../../target/architectureNames';
import { findTarget } from '../../target/targets';
import type { Target } from '../../target/targets';
import { archWords, spellTarget } from '../buildFiles/archWords';
import type { ArchWord } from '../buildFiles/archWords';
import { isExclusion, saysAll } from './lists';
import type { Span } from '../buildFiles/appendItem';
import type { ArchitectureList } from './lists';

/** An item of a list that is for one architecture. */
export interface ArchItem extends Span {
  readonly goarch: LinuxGoarch;
  readonly words: readonly ArchWord[];
  /** The item without quotes, and with the names of its architecture taken out: `linux/\0`. Items of one kind share it. */
  readonly template: string;
  /** Whether it may be for Linux: it names no other system. */
  readonly linux: boolean;
}

/** What a list lacks. */
export interface Lack {
  /** The 64-bit architectures it names, in its order, by GOARCH. */
  readonly named: readonly LinuxGoarch[];
  /** What to add behind which item, one for each kind of items; empty where the spelling is open. */
  readonly additions: readonly Addition[];
}

export interface Addition {
  readonly behind: ArchItem;
  /** The item as it has to be written, quotes and all. */
  readonly newText: string;
}

/** The items of a list that are for one architecture each. */
export function archItems(text: string, items: readonly Span[]): readonly ArchItem[] {
  return items.flatMap(({ start, end }) => {
    const item = text.slice(start, end);
    const words = archWords(item);
    const [goarch, ...others] = words.reduce<readonly LinuxGoarch[]>(
      (common, word) => common.filter((one) => word.goarchs.includes(one)),
      words[0]?.goarchs ?? [],
    );
    // `mips64` is both byte orders to the kernel; Go's own name comes first.
    if (goarch === undefined || (others.length > 0 && !goarch.startsWith('mips'))) return [];
    return [{ start, end, goarch, words, template: templateOf(item, words), linux: isLinux(item) }];
  });
}

/** Whether a list names the target, under any of its names. */
export function namesTarget(items: readonly ArchItem[], target: Target): boolean {
  const own = (['go', 'debian', 'rpm', 'qemu', 'llvm'] as const).flatMap((world) =>
    namesOf(target.goarch, world),
  );
  // In a list of what `uname -m` says, its name for the target is the target.
  const ofUname = items.some(({ words }) =>
    words.some(({ text }) => text === 'x86_64' || text === 'aarch64'),
  );
  const names = new Set([...own, ...(ofUname ? namesOf(target.goarch, 'uname') : [])]);
  return items.some(({ words }) => words.some(({ text }) => names.has(text)));
}

/**
 * What a list lacks that names the host and other 64-bit architectures and not
 * the target; undefined where it lacks nothing or is no such list.
 */
export function lackOf(list: ArchitectureList, text: string, host: Target, target: Target): Lack | undefined {
  if (isExclusion(list.name)) return undefined;
  const items = archItems(text, list.items);
  const ofLinux = items.filter(({ linux, goarch }) => linux && isWide(goarch));
  const named = [...new Set(ofLinux.map(({ goarch }) => goarch))];
  const enough = saysAll(list.name) ? 2 : 3;
  // What is cross-compiled for is often listed without the machine that compiles.
  const isWhole = named.includes(host.goarch) || (/cross/i.test(list.name) && named.length > 1);
  if (named.length < enough || !isWhole || namesTarget(items, target)) return undefined;
  return { named, additions: list.canAppend ? additionsTo(items, text, list.name, host, target) : [] };
}

function additionsTo(
  items: readonly ArchItem[],
  text: string,
  name: string,
  host: Target,
  target: Target,
): readonly Addition[] {
  const additions: Addition[] = [];
  for (const template of new Set(items.map((item) => item.template))) {
    const group = items.filter((item) => item.template === template && item.linux);
    const wide = group.filter(({ goarch }) => isWide(goarch));
    // One architecture may have something of its own; what two have, all have.
    if (
      new Set(wide.map(({ goarch }) => goarch)).size < 2 ||
      wide.every(({ goarch }) => goarch === host.goarch)
    ) {
      continue;
    }
    const behind = wide.at(-1);
    const newText = behind && respell(template, group, name, target);
    if (!behind || newText === undefined) return [];
    const first = text[behind.start] ?? '';
    const quote = isQuoted(text.slice(behind.start, behind.end)) ? first : '';
    additions.push({ behind, newText: quote + newText + quote });
  }
  return additions;
}

/** The template with the target's name in each place, in the naming that the items have there. */
function respell(
  template: string,
  group: readonly ArchItem[],
  name: string,
  target: Target,
): string | undefined {
  let result = '';
  for (const [at, part] of template.split(mark).entries()) {
    if (at > 0) {
      const spelling = (items: readonly ArchItem[]): string | undefined =>
        spellTarget(
          target.goarch,
          items.flatMap(({ words }) => words[at - 1]?.text ?? []),
          name,
        );
      // Names of 32-bit ones tell Debian's naming from Go's, unless they are of no naming (`armv7`).
      const word = spelling(group) ?? spelling(group.filter(({ goarch }) => isWide(goarch)));
      if (word === undefined) return undefined;
      result += word;
    }
    result += part;
  }
  return result;
}

const mark = '\0';

function templateOf(item: string, words: readonly ArchWord[]): string {
  let result = '';
  let from = 0;
  for (const { start, end } of words) {
    result += item.slice(from, start) + mark;
    from = end;
  }
  const template = result + item.slice(from);
  return isQuoted(template) ? template.slice(1, -1) : template;
}

function isQuoted(item: string): boolean {
  return /^(["'])[^"']*\1$/.test(item);
}

const otherSystem =
  /(?:^|[^a-z])(?:windows|win|darwin|macos|osx|freebsd|netbsd|openbsd|solaris|illumos|dragonfly|plan9|aix|android|ios|js)(?![a-z])/i;

function isLinux(item: string): boolean {
  return !otherSystem.test(item);
}

/** Whether an architecture has 64 bits and is one that ports of Kubernetes exist for. */
function isWide(goarch: LinuxGoarch): boolean {
  return findTarget(goarch)?.bits === 64;
}
