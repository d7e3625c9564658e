import type { SyntaxNode } from '../../go/syntax';
import { importedView } from '../../go/typesOfPackages';
import {
  namesOf,
  goarchsNamed,
  nameOf,
  type LinuxGoarch,
  type NameWorld,
} from '../../target/architectureNames';
import { derive, repeatsNames, type Sample } from './families';
import { everyName, importOf, seccompConstant, type NamedArchitectures, type Sight } from './names';

/** The text of an entry of a table, and the architecture it is for. */
export interface EntryText {
  readonly goarch: LinuxGoarch;
  readonly name: string;
  readonly text: string;
}

/** The entry for the target, or what is open about it. */
export type TargetEntry =
  | { readonly kind: 'derived'; readonly text: string; readonly isChosen: boolean }
  | { readonly kind: 'open'; readonly choices: readonly string[] };

/** Words around a table that say whose names its values are. */
const hints: readonly (readonly [RegExp, NameWorld])[] = [
  [/dpkg|deb/i, 'debian'],
  [/qemu/i, 'qemu'],
  [/seccomp|scmp/i, 'libseccomp'],
  [/uname|uts/i, 'uname'],
  [/triplet|tuple|gnu/i, 'triplet'],
  [/rpm|yum|dnf/i, 'rpm'],
  [/clang|llvm|rust/i, 'llvm'],
];

const listOfSeccomp = /\{\s*((?:\w+\.)?Arch[A-Z]\w*(?:\s*,\s*(?:\w+\.)?Arch[A-Z]\w*)*)\s*,?\s*\}/g;

/**
 * The text that an entry for the target would have, where the others tell it:
 * what is the same in all of them stays, and what differs is the architecture's
 * name somewhere, its byte order or width, or a system call's number.
 *
 * @param about names around the table, for telling worlds apart in which all others fit
 */
export function entryForTarget(
  entries: readonly EntryText[],
  lacking: NamedArchitectures,
  about: string,
  sight: Sight,
): TargetEntry {
  const open: TargetEntry = { kind: 'open', choices: [] };
  const read = entries.map((entry) => ({ ...entry, tokens: tokensOf(entry) }));
  const host = read.find(({ goarch }) => goarch === sight.context.host.goarch);
  if (!host || read.length < 2) return open;
  const alike = read.filter(({ tokens }) => tokens.length === host.tokens.length);
  // Lists of sub-architectures are there or not; in all other tables every entry has the same form.
  const isSeccomp = host.tokens.some((token) => token.startsWith('§'));
  if (alike.length < 2 || (alike.length < read.length && !isSeccomp)) return open;
  const texts: string[] = [];
  let isChosen = false;
  for (const [index, token] of host.tokens.entries()) {
    const samples = alike.map(({ goarch, name, tokens }) => ({ goarch, name, token: tokens[index] ?? '' }));
    if (samples.every((sample) => sample.token === token)) {
      texts.push(token);
      continue;
    }
    const declared = (one: string): boolean => exists(one, texts, samples, sight);
    const found = ofToken(samples, lacking, about, declared, sight);
    if (found.kind === 'open') return found;
    isChosen ||= found.isChosen;
    texts.push(found.text);
  }
  return { kind: 'derived', text: texts.map((token) => written(token, sight)).join(''), isChosen };
}

function ofToken(
  samples: readonly Sample[],
  lacking: NamedArchitectures,
  about: string,
  declared: (token: string) => boolean,
  { context }: Sight,
): TargetEntry {
  const { target, abi } = context;
  // Values that are the keys once more stay so.
  if (samples.every(({ name, token }) => token.replace(/^(["`])(?:linux\/)?(.*)\1$/, '$2') === name)) {
    const name = nameOf(target.goarch, lacking.world);
    const [first] = samples;
    if (name !== undefined && first) return derivedText(first.token.replace(first.name, name), false);
  }
  const all = derive(samples, target, abi).filter(({ token }) => declared(token));
  const own = repeatsNames(samples) ? all.filter(({ from }) => from === lacking.world) : [];
  const found = own.length > 0 ? own : all;
  // A name that is the whole value says more than one inside a longer text, and both more than none.
  const whole = found.filter(({ isPart }) => !isPart);
  const best = whole.length > 0 ? whole : found;
  const [only, ...others] = new Set(best.map(({ token }) => token));
  if (only !== undefined && others.length === 0) {
    return derivedText(only, best.every(({ isPart }) => isPart) && /^["`]/.test(only));
  }
  const world = hints.find(([pattern]) => pattern.test(about))?.[1];
  const hinted = best.find(({ from }) => from === world);
  if (hinted) return derivedText(hinted.token, true);
  // Names of images and files made of a name are too many to choose from.
  return { kind: 'open', choices: [...new Set(whole.map(({ token }) => token))] };
}

function derivedText(text: string, isChosen: boolean): TargetEntry & { kind: 'derived' } {
  return { kind: 'derived', text, isChosen };
}

/** Words, strings and signs; a braced list of libseccomp's names of the entry's architecture is one token. */
function tokensOf({ goarch, text }: EntryText): readonly string[] {
  const marked = text.replace(listOfSeccomp, (braced, list: string) => {
    const names = list.split(/\s*,\s*/);
    const qualifier = /^\w+\./.exec(list)?.[0] ?? '';
    const suffixes = names.map((name) => name.replace(/^(?:\w+\.)?Arch/, ''));
    const all = namesOf(goarch, 'scmp').map((name) => name.slice('SCMP_ARCH_'.length));
    if (isSameSet(suffixes, all)) return `{§all ${qualifier}§}`;
    return isSameSet(suffixes, all.slice(1)) ? `{§others ${qualifier}§}` : braced;
  });
  return marked.match(/\u00a7[^\u00a7]*\u00a7|"(?:[^"\\]|\\.)*"|`[^`]*`|\w+|\s+|[^]/g) ?? [];
}

/** A token with the list of the target's names for libseccomp written out. */
function written(token: string, { context }: Sight): string {
  const [, which, qualifier = ''] = /^\u00a7(all|others) (.*)\u00a7$/.exec(token) ?? [];
  if (which === undefined) return token;
  const names = namesOf(context.target.goarch, 'scmp').slice(which === 'all' ? 0 : 1);
  return names.map((name) => `${qualifier}Arch${name.slice('SCMP_ARCH_'.length)}`).join(', ');
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length > 0 && some.length === others.length && some.every((one) => others.includes(one));
}

/** Whether a name that a new entry uses is declared: it is no string or number, and no other entry has it. */
function exists(token: string, before: readonly string[], samples: readonly Sample[], sight: Sight): boolean {
  if (!/^[A-Za-z_]\w*$/.test(token) || samples.some((sample) => sample.token === token)) return true;
  const { place, typing } = sight;
  if (before.at(-1) !== '.') return place.view.lookup(token) !== undefined;
  const imported = importOf(before.at(-2) ?? '', sight);
  if (!imported) return false;
  const view = importedView(imported, place, typing);
  if (view) return view.lookup(token) !== undefined;
  if (imported.path === 'debug/elf') return everyName.has(token);
  // Both have had every MIPS since they had a second architecture.
  return (
    /(?:libseccomp-golang|\/specs-go)$/.test(imported.path) && seccompConstant(token, imported) !== undefined
  );
}

/** The one GOARCH that names of a row stand for in the table's world. */
export function goarchOf(names: readonly string[], world: NameWorld): LinuxGoarch | undefined {
  const found = new Set(names.flatMap((name) => goarchsNamed(name, world).slice(0, 1)));
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

/** Whether a node's text has a comment, which a new entry should not repeat. */
export function hasComment(node: SyntaxNode): boolean {
  return node.descendantsOfType('comment').length > 0;
}
