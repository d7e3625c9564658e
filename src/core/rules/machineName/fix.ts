import type { Target } from '../../target/targets';
import type { TextEdit } from '../buildFiles/appendItem';
import { nameOnTarget } from './tables';
import type { MachineTable } from './tables';
import { namingCommands, spelling } from './verdict';
import type { Fault, NamingCommand } from './verdict';

/** Where a script stands: what its file does to dollars, and the script as the file has it. */
export interface ScriptPlace {
  /** As written in the file, as long as the script that was read. */
  readonly text: string;
  /** Offset in the file. */
  readonly start: number;
  /** Whether `$$` stands for the shell's dollar. */
  readonly inMake: boolean;
}

/**
 * What mends a table: a branch for the target like the last one for another
 * 64-bit architecture, or in a branch that has the wrong byte order a look at
 * it. Undefined where the other branches do not show what to write.
 */
export function tableFix(
  table: MachineTable,
  fault: Fault,
  script: string,
  place: ScriptPlace,
  target: Target,
): TextEdit | undefined {
  const naming = namingCommands(table, script);
  if (fault.kind === 'otherOrder') {
    const own = fault.branch.commands[0];
    const said = naming.find(({ command }) => command === own);
    const model = naming.find((one) => one.branch !== fault.branch);
    const replacement = model && command(table, model, naming, place, target);
    return said && replacement !== undefined
      ? { start: place.start + said.start, end: place.start + said.end, newText: replacement }
      : undefined;
  }
  const model = naming.findLast(
    ({ branch, body }) =>
      branch.closed &&
      (table.kind === 'case' || branch.patterns.length === 1) &&
      // What only one branch has beside the name, such as a checksum, is its own.
      naming.some((other) => other.branch !== branch && other.body === body),
  );
  const replacement = model && command(table, model, naming, place, target);
  if (!model || replacement === undefined) return undefined;
  const branch = branchText(table, model, replacement, place, target);
  // A branch that already takes the target has to come behind the new one.
  const taker = fault.kind === 'taken' || fault.kind === 'fails' ? fault.branch : undefined;
  if (taker && table.kind === 'case' && !taker.isDefault) {
    const at = table.branches.indexOf(taker);
    return {
      start: place.start + taker.start,
      end: place.start + taker.start,
      newText: branch + leadOf(table, at, place),
    };
  }
  return insertion(table, branch, place);
}

/** The new branch goes behind the last one that is not for all others. */
function insertion(table: MachineTable, branch: string, place: ScriptPlace): TextEdit | undefined {
  const otherwise = table.branches.findIndex(({ isDefault }) => isDefault);
  const next = table.branches[otherwise];
  const last = otherwise < 0 ? table.branches.at(-1) : table.branches[otherwise - 1];
  if (!last?.closed) return undefined;
  if (table.kind === 'if') {
    const at = place.start + last.end;
    return { start: at, end: at, newText: branch };
  }
  if (next && next.patterns.length > 1) return undefined;
  // A comment behind `;;` stays with its branch.
  const comment = /^[ \t]*#[^\n]*/.exec(place.text.slice(last.end))?.[0].length ?? 0;
  const at = place.start + last.end + comment;
  return { start: at, end: at, newText: leadOf(table, table.branches.indexOf(last), place) + branch };
}

/** What stands between a branch and the one before it, from the line end on. */
function leadOf(table: MachineTable, at: number, { text }: ScriptPlace): string {
  const branch = table.branches[at];
  const before = table.branches[at - 1]?.end ?? table.subject.end;
  const between = text.slice(before, branch?.start ?? before).replace(/^\s*in\b/, '');
  const newline = between.lastIndexOf('\n');
  if (newline < 0) return between.trim() === '' ? between : ' ';
  // Comments stay where they are; lines that a backslash joins go on being joined.
  const end = between[newline - 1] === '\r' ? '\r\n' : '\n';
  return (/\\[ \t]*\r?\n/.test(between) ? ' \\' : '') + end + between.slice(newline + 1);
}

/** The model's text with the target's name for its pattern and the command in place of its own. */
function branchText(
  table: MachineTable,
  model: NamingCommand,
  replacement: string,
  { text }: ScriptPlace,
  target: Target,
): string {
  const { branch } = model;
  const [first] = branch.patterns;
  const last = branch.patterns.at(-1);
  if (!first || !last) return '';
  const name = nameOnTarget(table, target);
  const quote = /^["']/.exec(text.slice(first.start, first.end))?.[0] ?? '';
  // Patterns that end in a star allow for what some kernels add.
  const star = table.kind === 'case' && table.source === 'uname' && first.text.endsWith('*') ? '*' : '';
  const pattern = quote + name + quote + star;
  const head = text.slice(branch.start, first.start).replace(/^if\b/, 'elif');
  return head + pattern + text.slice(last.end, model.start) + replacement + text.slice(model.end, branch.end);
}

/** The model's command with the target's name; for a name of both byte orders one that looks at the order. */
function command(
  table: MachineTable,
  model: NamingCommand,
  naming: readonly NamingCommand[],
  { text, inMake }: ScriptPlace,
  target: Target,
): string | undefined {
  const own = text.slice(model.start, model.end);
  const named = (goarch: string): string | undefined => {
    const name = spelling(naming, goarch);
    return name === undefined ? undefined : own.replace(model.name, name);
  };
  const little = target.endian === 'little' ? target.goarch : `${target.goarch}le`;
  const onTarget = named(target.goarch);
  if (table.source !== 'uname' || !target.goarch.startsWith('mips')) return onTarget;
  const [ifLittle, ifBig] = [named(little), named(little.slice(0, -2))];
  if (ifLittle === undefined || ifBig === undefined) return undefined;
  const dollar = inMake ? '$$' : '$';
  return `if [ "${dollar}(${byteOrder})" = 1 ]; then ${ifLittle}; else ${ifBig}; fi`;
}

/** Prints 1 where the byte of the lowest value comes first. */
const byteOrder = `printf '\\1\\0' | od -An -tu2 | tr -d ' '`;
