import { findTarget } from '../../target/targets';
import type { Target } from '../../target/targets';
import type { LinuxGoarch } from '../../target/architectureNames';
import { archWords, spellTarget } from '../buildFiles/archWords';
import type { ShellCommand } from '../../shell/shellCommands';
import { lastingAssignments } from '../../shell/shellCommands';
import { matchesGlob } from '../buildFiles/values';
import { nameOnTarget } from './tables';
import type { MachineTable, TableBranch } from './tables';

/** What is wrong with a table when the machine is the target. */
export type Fault =
  /** Ends in an error, in the branch of all others or in its own. */
  | { readonly kind: 'fails'; readonly branch: TableBranch }
  /** A branch for the host takes it too. */
  | { readonly kind: 'taken'; readonly branch: TableBranch }
  /** The name is used as it is, where other machines get Go's or Debian's names. */
  | { readonly kind: 'passed' }
  /** No branch sets what the others set. */
  | { readonly kind: 'unset'; readonly variable: string }
  /** Its branch takes the kernel's name of both byte orders for the other one. */
  | { readonly kind: 'otherOrder'; readonly branch: TableBranch; readonly becomes: string };

/** The command of a branch that says the name, with the architecture taken out. */
export interface NamingCommand {
  readonly branch: TableBranch;
  readonly goarch: LinuxGoarch;
  readonly command: ShellCommand;
  readonly start: number;
  readonly end: number;
  readonly template: string;
  /** The whole branch behind its patterns, with the architecture taken out of this command. */
  readonly body: string;
  /** The architecture's name in it. */
  readonly name: string;
}

const mark = '\0';

/** What happens on the target where a table decides by the machine's name; undefined where that is in order or not known. */
export function faultOf(
  table: MachineTable,
  script: string,
  commands: readonly ShellCommand[],
  host: Target,
  target: Target,
): Fault | undefined {
  const specific = table.branches.filter(({ isDefault }) => !isDefault);
  const wide = specific.filter((branch) => wideGoarch(branch) !== undefined);
  const named = new Set<string | undefined>(wide.map(wideGoarch));
  // A pattern of several machines may say the host only in what it does.
  if (specific.some((branch) => says(branch, host.goarch))) named.add(host.goarch);
  if (!named.has(host.goarch) || named.size < 2) return undefined;
  const naming = namingCommands(table, script);
  const spelled = spelling(naming, target.goarch);
  const name = nameOnTarget(table, target);
  const hit = table.branches.find((branch) => branch.patterns.some(({ text }) => matchesGlob(name, text)));
  const reached = hit ?? table.branches.find(({ isDefault }) => isDefault);
  const passes = table.source !== 'go' && spelled !== undefined && spelled !== name;
  if (!reached) {
    const variable = commonVariable(wide);
    if (variable === undefined) return undefined;
    if (new RegExp(`\\$\\{?${variable}\\b`).test(table.subject.text))
      return passes ? { kind: 'passed' } : undefined;
    return isAssignedElsewhere(variable, table, commands) ? undefined : { kind: 'unset', variable };
  }
  if (fails(reached.commands)) return { kind: 'fails', branch: reached };
  if (namesMips(reached)) return otherOrder(reached, table, naming, target);
  if (says(reached, host.goarch)) return { kind: 'taken', branch: reached };
  if (!reached.isDefault || !passes) return undefined;
  return setsOnlySubject(reached, table) ? { kind: 'passed' } : undefined;
}

/** The commands that say the name, one for each branch of a 64-bit architecture, of the form that most have. */
export function namingCommands(table: MachineTable, script: string): readonly NamingCommand[] {
  const all = table.branches.flatMap((branch): readonly NamingCommand[] => {
    const goarch = wideGoarch(branch);
    const found = branch.commands.flatMap((command) => {
      const tokens = [...command.assignments, ...command.words];
      const [first] = tokens;
      const last = tokens.at(-1);
      if (!first || !last) return [];
      const text = script.slice(first.start, last.end);
      const [word, ...more] = archWords(text);
      return word
        ? [{ command, start: first.start, end: last.end, text, word, single: more.length === 0 }]
        : [];
    });
    const [only] = found;
    if (goarch === undefined || found.length !== 1 || !only?.single) return [];
    const { command, start, end, text, word } = only;
    const bodyStart = branch.patterns.at(-1)?.end ?? start;
    const body = script.slice(bodyStart, start) + mark + script.slice(end, branch.end);
    const template = text.slice(0, word.start) + mark + text.slice(word.end);
    return [
      {
        branch,
        goarch,
        command,
        start,
        end,
        body: body.replace(/\s+/g, ' '),
        template: template.replace(/["']/g, ''),
        name: word.text,
      },
    ];
  });
  const groups = [...new Set(all.map(({ template }) => template))].map((template) =>
    all.filter((one) => one.template === template),
  );
  const [largest = []] = groups.sort((a, b) => b.length - a.length);
  return new Set(largest.map(({ goarch }) => goarch)).size > 1 ? largest : [];
}

/** What the commands of a table call an architecture, where they have Go's or Debian's names. */
export function spelling(naming: readonly NamingCommand[], goarch: string): string | undefined {
  return naming.length === 0
    ? undefined
    : spellTarget(
        goarch,
        naming.map(({ name }) => name),
        '',
      );
}

function wideGoarch({ patterns, isDefault }: TableBranch): LinuxGoarch | undefined {
  if (isDefault) return undefined;
  const goarchs = patterns.flatMap(({ text }) =>
    archWords(text).flatMap(({ goarchs: [first] }) => first ?? []),
  );
  return goarchs.find((goarch) => findTarget(goarch)?.bits === 64);
}

/** The variable that every one of these branches sets. */
function commonVariable(branches: readonly TableBranch[]): string | undefined {
  const [first = [], ...others] = branches.map(({ commands }) =>
    commands.flatMap(lastingAssignments).flatMap(({ text }) => /^(\w+)=/.exec(text)?.[1] ?? []),
  );
  return others.length > 0 ? first.find((name) => others.every((names) => names.includes(name))) : undefined;
}

function isAssignedElsewhere(
  variable: string,
  table: MachineTable,
  commands: readonly ShellCommand[],
): boolean {
  const inside = new Set(table.branches.flatMap((branch) => branch.commands.map(offsetOf)));
  const assigned = new RegExp(`^${variable}=.`);
  return commands.some(
    (command) =>
      !inside.has(offsetOf(command)) &&
      [...command.assignments, ...command.words].some(({ text }) => assigned.test(text)),
  );
}

function offsetOf({ assignments, words }: ShellCommand): number {
  return Math.min(...[...assignments, ...words].map(({ start }) => start));
}

const failing =
  /^(?:die|fatal|fail|err|error|abort|bail|panic|exit_with|usage_and_exit)(?:[_:-]\w+)*$|::(?:fatal|die|error_exit)$/i;

/** Whether commands end in an error, or say that there is none for this machine. */
export function fails(commands: readonly ShellCommand[]): boolean {
  return commands.some(({ words, tests }, at) => {
    const [name, argument] = words.map(({ text }) => text);
    if (name === 'exit' || name === 'return') {
      const inner = tests.length > (commands[0]?.tests.length ?? 0);
      return !inner && (argument === undefined ? at > 0 : !/^["']?0/.test(argument));
    }
    if (name === 'false' || failing.test(name ?? '')) return true;
    return (
      /^(?:echo|printf|log|warn|info)/i.test(name ?? '') &&
      words.some(({ text }) => /\b(?:not support|unsupported|unknown arch|not available for)/i.test(text)) &&
      commands.length === 1
    );
  });
}

function namesMips({ patterns }: TableBranch): boolean {
  return patterns.some(({ text }) => /mips/.test(text));
}

/** Whether the branch says an architecture: sets something to it or prints it. */
function says({ commands }: TableBranch, goarch: string): boolean {
  return commands.some((command) => {
    const words = /^(?:echo|printf)$/.test(command.words[0]?.text ?? '')
      ? command.words.slice(1)
      : lastingAssignments(command);
    return words.some(({ text }) => archWords(text).some(({ goarchs }) => goarchs[0] === goarch));
  });
}

function otherOrder(
  branch: TableBranch,
  table: MachineTable,
  naming: readonly NamingCommand[],
  target: Target,
): Fault | undefined {
  const other = findTarget(target.goarch.endsWith('le') ? target.goarch.slice(0, -2) : `${target.goarch}le`);
  const wrong =
    other &&
    spelling(
      naming.filter((one) => one.branch !== branch),
      other.goarch,
    );
  const [command, ...more] = branch.commands;
  if (table.source !== 'uname' || wrong === undefined || !command || more.length > 0) return undefined;
  const texts = [
    ...lastingAssignments(command),
    ...(command.words[0]?.text === 'echo' ? command.words.slice(1) : []),
  ];
  const says = texts.some(({ text }) => archWords(text).some((word) => word.text === wrong));
  return says ? { kind: 'otherOrder', branch, becomes: wrong } : undefined;
}

/** Whether the branch of all others hands on what it was given. */
function setsOnlySubject({ commands }: TableBranch, { subject }: MachineTable): boolean {
  const name = /\$\{?(\w+)/.exec(subject.text)?.[1];
  return commands.every((command) => {
    const texts = /^(?:echo|printf)$/.test(command.words[0]?.text ?? '')
      ? command.words.slice(1)
      : lastingAssignments(command);
    const hands = (text: string): boolean =>
      /uname -m|print-architecture/.test(text) ||
      (name !== undefined && new RegExp(`\\$\\{?${name}\\b`).test(text));
    return (
      (texts.length > 0 && texts.some(({ text }) => hands(text))) ||
      /^(?:return|:|true)$/.test(command.words[0]?.text ?? '')
    );
  });
}
