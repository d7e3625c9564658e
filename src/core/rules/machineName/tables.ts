import type { Target } from '../../target/targets';
import { nameOf } from '../../target/architectureNames';
import { archWords } from '../buildFiles/archWords';
import type { ShellBranch, ShellChoice, ShellCommand, ShellTest } from '../../shell/shellCommands';
import { unquote } from '../../shell/shellTokens';
import type { ShellToken } from '../../shell/shellTokens';

/** Who says the name that a choice looks at. */
export type NameSource = 'uname' | 'dpkg' | 'go';

/** A pattern of a branch, without quotes, with its place in the script. */
export interface Pattern {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface TableBranch {
  /** Empty for the branch of all others. */
  readonly patterns: readonly Pattern[];
  readonly isDefault: boolean;
  readonly start: number;
  readonly end: number;
  readonly closed: boolean;
  readonly commands: readonly ShellCommand[];
}

/** A `case` or a chain of `if` that decides by the name of the machine. */
export interface MachineTable {
  readonly kind: 'case' | 'if';
  readonly source: NameSource;
  /** What it looks at, as written. */
  readonly subject: ShellToken;
  /** What says the name: the command where the script calls it, else what is looked at. */
  readonly saying: string;
  readonly branches: readonly TableBranch[];
  /** Whether patterns are platforms: `linux/amd64`. */
  readonly ofPlatforms: boolean;
}

/** The choice as a table of machine names, or undefined where it looks at something else. */
export function machineTable(
  choice: ShellChoice,
  commands: readonly ShellCommand[],
): MachineTable | undefined {
  const read = choice.subject
    ? { subject: choice.subject, branches: choice.branches.map(armOf) }
    : clausesOf(choice.branches);
  if (!read) return undefined;
  const patterns = read.branches.flatMap((branch) => branch.patterns.map(({ text }) => text));
  const asked = askedSource(read.subject.text, commands);
  const source = asked ?? sourceByNames(read.subject.text, patterns);
  if (source === undefined) return undefined;
  return {
    kind: choice.subject ? 'case' : 'if',
    source,
    saying: asked ? sayings[asked] : unquote(read.subject.text),
    ...read,
    ofPlatforms: patterns.some((text) => text.startsWith('linux/')),
  };
}

/** What a source says on the target: `mips64` for `uname -m`, `mips64el` for dpkg. */
export function nameOnTarget({ source, ofPlatforms }: MachineTable, target: Target): string {
  const name =
    source === 'go' ? target.goarch : nameOf(target.goarch, source === 'dpkg' ? 'debian' : 'uname');
  return `${ofPlatforms ? 'linux/' : ''}${name ?? target.goarch}`;
}

function armOf({ patterns, start, end, closed, commands }: ShellBranch): TableBranch {
  const texts = patterns.map((token) => ({ text: unquote(token.text), start: token.start, end: token.end }));
  return { patterns: texts, isDefault: texts.some(({ text }) => text === '*'), start, end, closed, commands };
}

/** The clauses of an `if` that all compare the same text with a word. */
function clausesOf(
  clauses: readonly ShellBranch[],
): { readonly subject: ShellToken; readonly branches: readonly TableBranch[] } | undefined {
  let subject: ShellToken | undefined;
  const branches: TableBranch[] = [];
  for (const { test, start, end, commands } of clauses) {
    const compared = test && comparisons(test);
    if (test && !compared) return undefined;
    for (const { left } of compared ?? []) {
      subject ??= left;
      if (unquote(left.text) !== unquote(subject.text)) return undefined;
    }
    const patterns = (compared ?? []).map(({ right }) => ({
      text: unquote(right.text),
      start: right.start,
      end: right.end,
    }));
    // The commands of the test are among those of the clause only from `then` on.
    branches.push({ patterns, isDefault: test === undefined, start, end, closed: true, commands });
  }
  return subject && branches.length > 1 ? { subject, branches } : undefined;
}

interface Comparison {
  readonly left: ShellToken;
  readonly right: ShellToken;
}

/** The comparisons of which one has to hold; undefined for any other test. */
function comparisons(test: ShellTest): readonly Comparison[] | undefined {
  if (test.kind === 'or') {
    const [left, right] = [comparisons(test.left), comparisons(test.right)];
    return left && right ? [...left, ...right] : undefined;
  }
  if (test.kind !== 'command') return undefined;
  const [name] = test.words;
  if (!name || !/^(?:\[|\[\[|test)$/.test(name.text)) return undefined;
  const words = test.words.slice(1, name.text === 'test' ? undefined : -1);
  const found: Comparison[] = [];
  for (let at = 0; at < words.length; at += 4) {
    const [left, operator, right, or] = words.slice(at, at + 4);
    if (!left || !right || !/^==?$/.test(operator?.text ?? '')) return undefined;
    if (or && !/^(?:\|\||-o)$/.test(or.text)) return undefined;
    found.push({ left, right });
  }
  return found.length > 0 ? found : undefined;
}

const sayings: Readonly<Record<NameSource, string>> = {
  uname: 'uname -m',
  dpkg: 'dpkg --print-architecture',
  go: 'GOARCH',
};

/** Who says what a text gives: a command in it, or what its variable was set to. */
function askedSource(text: string, commands: readonly ShellCommand[]): NameSource | undefined {
  const direct = sourceInText(text);
  const variable = variableIn(text);
  if (direct || variable === undefined) return direct;
  const plain = `${variable}=`;
  const quoted = `"${plain}`;
  for (const { assignments, words } of commands) {
    for (const token of [...assignments, ...words]) {
      if (!token.text.startsWith(plain) && !token.text.startsWith(quoted)) continue;
      const assigned = sourceInText(token.text.slice(variable.length + 1));
      if (assigned) return assigned;
    }
  }
  return undefined;
}

function variableIn(text: string): string | undefined {
  return /^"?\$\{?(\w+)(?:[:,^-][^}]*)?\}?"?$/.exec(text)?.[1];
}

/** Whose names a variable holds, by its own name or by those it is compared with. */
function sourceByNames(text: string, patterns: readonly string[]): NameSource | undefined {
  const variable = variableIn(text);
  if (variable === undefined) return undefined;
  if (/^(?:GOARCH|TARGETARCH|GOHOSTARCH|TARGETPLATFORM|BUILDARCH)$/.test(variable)) return 'go';
  const names = patterns.flatMap((pattern) => archWords(pattern).map((word) => word.text));
  if (names.some((name) => name === 'x86_64' || name === 'aarch64')) return 'uname';
  const onlyGo = names.some((name) => /^(?:386|ppc64le|mips(?:64)?le)$/.test(name));
  if (!onlyGo && names.some((name) => /^(?:ppc64el|armhf|armel|i386)$/.test(name))) return 'dpkg';
  return names.includes('amd64') ? 'go' : undefined;
}

function sourceInText(text: string): NameSource | undefined {
  // What else a pipeline does to the name is not known, but for small letters.
  const command = text.replace(/\|\s*tr\s+[^|)]*/, '');
  if (/(?:\$\(|`)\s*(?:uname\s+(?:-m|-p|--machine)|arch)\s*(?:2>\S+\s*)?(?:\)|`)/.test(command))
    return 'uname';
  if (/(?:\$\(|`)\s*dpkg\s+--print-architecture/.test(command)) return 'dpkg';
  if (/(?:\$\(|`)\s*\S*go\S*\s+env\s+GO(?:HOST)?ARCH/.test(command)) return 'go';
  return undefined;
}
