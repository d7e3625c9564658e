import { shellCommands } from '../../shell/shellCommands';
import type { ShellCommand } from '../../shell/shellCommands';
import { shellTokens, unquote } from '../../shell/shellTokens';
import type { ShellToken } from '../../shell/shellTokens';
import type { FileWork } from './work';

/** Where the shell text is, and what joins its lines. */
export interface ScriptSource {
  /** As the shell sees it, in as many characters as the file has from `start` on. */
  readonly text: string;
  readonly start: number;
  /** What Docker joins lines with; absent where the shell reads the lines itself. */
  readonly escape?: string;
}

/** A shell script inside a file, with edits that keep its lines, its comments and what a failure does. */
export class Script {
  readonly commands: readonly ShellCommand[];
  private readonly tokens: readonly ShellToken[];
  /** The number of a token by where it starts. */
  private readonly numbers: ReadonlyMap<number, number>;
  private readonly errexit: boolean;
  private assignments: ReadonlyMap<string, readonly ShellToken[]> | undefined;
  private readonly removed = new Set<ShellCommand>();

  constructor(
    readonly file: FileWork,
    private readonly source: ScriptSource,
  ) {
    this.commands = shellCommands(source.text);
    this.tokens = shellTokens(source.text);
    this.numbers = new Map(this.tokens.map(({ start }, at) => [start, at]));
    this.errexit =
      /^#!.*\s-\w*e/.test(source.text) ||
      this.commands.some(
        ({ words }) => words[0]?.text === 'set' && words.some(({ text }) => /^-\w*e|^errexit$/.test(text)),
      );
  }

  get text(): string {
    return this.source.text;
  }

  /** The offset in the file of one in the script. */
  offset(at: number): number {
    return this.source.start + at;
  }

  /** Whether a command always runs: not in a branch, a loop or a function. */
  isTop({ tests, inFunction }: ShellCommand): boolean {
    return inFunction === undefined && tests.every(({ kind }) => kind === 'passed');
  }

  /** What several commands in place of one become: a failure of any ends what a failure of the one did. */
  joined(parts: readonly string[], command: ShellCommand): string {
    if (parts.length === 1) return parts[0] ?? '';
    const [before, after] = this.operators(command);
    if (this.joint(command) === ';') return parts.join(`${this.semicolon}${this.newline(command)}`);
    const text = parts.join(' && ');
    return before === '||' || before === '|' || after === '|' || before === '!' ? `{ ${text}; }` : text;
  }

  /** `&&` where a command is part of such a list, or nothing else ends the script after a failure. */
  joint(command: ShellCommand): '&&' | ';' {
    const [before, after] = this.operators(command);
    return before === '&&' || after === '&&' || !this.errexit ? '&&' : ';';
  }

  /** Puts a command behind one, as `joined` would. */
  append(command: ShellCommand, last: ShellToken, isRemoved: boolean, text: string): void {
    const joint = this.joint(command);
    const ownLine = this.lineBefore(last).trim() === '';
    const broken = this.newline(command, last);
    if (isRemoved) {
      this.replaceWord(last, `${joint} ${text}`);
    } else if (joint === ';') {
      this.file.insert(this.offset(last.end), `${this.semicolon}${broken}${text}`);
    } else {
      const sign = this.source.escape ?? '\\';
      this.file.insert(
        this.offset(last.end),
        ownLine ? ` ${sign}\n${this.indent(last)}&& ${text}` : ` && ${text}`,
      );
    }
  }

  replaceWord({ start, end }: ShellToken, text: string): void {
    this.file.replace(this.offset(start), this.offset(end), text);
  }

  /** Takes a word out, with its line where it has one of its own. */
  removeWord(token: ShellToken): void {
    const { text } = this.file;
    const start = this.offset(token.start);
    const end = this.offset(token.end);
    const line = this.lineBefore(token);
    const lineEnd = text.indexOf('\n', end);
    const rest = text.slice(end, lineEnd < 0 ? undefined : lineEnd + 1);
    const spaces = /[ \t]*$/.exec(line)?.[0].length ?? 0;
    if (line.trim() !== '') this.file.replace(start - spaces, end, '');
    else if (/^[ \t]*[\\`][ \t]*\r?\n/.test(rest)) this.file.replace(start - spaces, end + rest.length, '');
    else if (rest.trim() === '') {
      const before = text.slice(text.lastIndexOf('\n', start - line.length - 2) + 1, start);
      const joined = /[ \t]*[\\`][ \t]*\r?\n[ \t]*$/.exec(before)?.[0].length ?? 0;
      this.file.replace(start - joined, end, '');
    } else this.file.replace(start, end + (/^[ \t]*/.exec(rest)?.[0].length ?? 0), '');
  }

  /** Puts a text in place of a command's assignments and words. */
  replaceCommand(command: ShellCommand, text: string): void {
    const { start, end } = this.span(command);
    this.file.replace(start, end, text);
  }

  /**
   * Takes a command out, with its redirections and what joins it to its
   * neighbor; where it has none, or a comment is between them, it becomes `true`.
   */
  removeCommand(command: ShellCommand): void {
    this.removed.add(command);
    const { start } = this.span(command);
    const end = this.endOf(command);
    const { before, operator } = this.around(command);
    const next = this.tokens[this.behind(command) + 1];
    const until = next && this.offset(next.start);
    const joins = (text = ''): boolean => /^(?:&&|;)$/.test(text);
    const isFree = (from: number, to: number): boolean => !this.file.text.slice(from, to).includes('#');
    const opens = /^(?:then|do|else|elif|if|while|until|\{|.*[()])$/.test(before?.text ?? '');
    const closes = /^(?:fi|done|else|elif|esac|\}|\)|;;&?)$/.test(next?.text ?? '');
    const isFirst = before === undefined || before.kind === 'newline' || opens || joins(before.text);
    if (isFirst && !(opens && closes) && until !== undefined && joins(operator?.text) && isFree(end, until)) {
      this.file.replace(start, until, '');
      return;
    }
    const previous = this.tokens[(this.numberOf(before) ?? 0) - 1];
    const from = previous && this.offset(previous.end);
    const isLast = next === undefined && joins(before?.text) && (before?.text === '&&' || !operator);
    const isFreed =
      isLast && !opens && from !== undefined && isFree(from, start) && this.file.replace(from, end, '');
    if (!isFreed) this.file.replace(start, end, 'true');
  }

  /** Whether nothing is left of the script but comments. */
  get isGone(): boolean {
    return this.commands.length > 0 && this.commands.every((command) => this.removed.has(command));
  }

  /** Offsets in the file, from the first assignment or word to the last word. */
  span({ assignments, words }: ShellCommand): { readonly start: number; readonly end: number } {
    const all = [...assignments, ...words];
    return { start: this.offset(all[0]?.start ?? 0), end: this.offset(all.at(-1)?.end ?? 0) };
  }

  /** What a variable is assigned in the script by a plain assignment before a command; undefined where there is none or several. */
  assigned(name: string): ShellToken | undefined {
    this.assignments ??= assignmentsOf(this.commands);
    const found = this.assignments.get(name);
    return found?.length === 1 ? found[0] : undefined;
  }

  /** A line end between commands, joined where Docker has to, and the indentation of the command. */
  private newline(command: ShellCommand, at = command.words[0] ?? command.assignments[0]): string {
    const sign = this.source.escape === undefined ? '' : ` ${this.source.escape}`;
    return `${sign}\n${this.indent(command.words[0] ?? at)}`;
  }

  private indent(token: ShellToken | undefined): string {
    const line = token ? this.lineBefore(token) : '';
    if (line.trim() === '') return line;
    return this.source.escape === undefined ? (/^[ \t]*/.exec(line)?.[0] ?? '') : '    ';
  }

  /** What stands before a word on its line of the file. */
  private lineBefore({ start }: ShellToken): string {
    const at = this.offset(start);
    return this.file.text.slice(at === 0 ? 0 : this.file.text.lastIndexOf('\n', at - 1) + 1, at);
  }

  /** Between two commands on lines of their own; a shell that reads the lines itself needs nothing there. */
  private get semicolon(): string {
    return this.source.escape === undefined ? '' : ';';
  }

  private operators(command: ShellCommand): readonly [string, string] {
    const { before, operator } = this.around(command);
    return [before?.text ?? '', operator?.text ?? ''];
  }

  private around(command: ShellCommand): {
    readonly before: ShellToken | undefined;
    readonly operator: ShellToken | undefined;
  } {
    const at = this.numberOf(command.assignments[0] ?? command.words[0]) ?? 0;
    return { before: this.tokens[at - 1], operator: this.tokens[this.behind(command)] };
  }

  /** The text that a command's output goes to: the words behind `>` and `>>`. */
  written(command: ShellCommand): readonly ShellToken[] {
    const found: ShellToken[] = [];
    for (let at = this.numberOf(command.words[0]) ?? this.tokens.length; at < this.behind(command); at++) {
      const next = this.tokens[at + 1];
      if (next && /^>{1,2}\|?$/.test(this.tokens[at]?.text ?? '')) found.push(next);
    }
    return found;
  }

  /** The offset in the file behind a command and its redirections. */
  private endOf(command: ShellCommand): number {
    const last = this.tokens[this.behind(command) - 1];
    return last ? this.offset(last.end) : this.span(command).end;
  }

  /** The number of the operator behind a command, its redirections aside. */
  private behind({ assignments, words }: ShellCommand): number {
    let at = (this.numberOf(words.at(-1) ?? assignments.at(-1)) ?? this.tokens.length) + 1;
    while (at < this.tokens.length) {
      const { kind, text } = this.tokens[at] ?? { kind: 'newline', text: '' };
      if (kind === 'newline' || (kind === 'operator' && !/[<>]/.test(text))) break;
      at++;
    }
    return at;
  }

  private numberOf(token: ShellToken | undefined): number | undefined {
    return token && this.numbers.get(token.start);
  }
}

/** Plain assignments by the names of their variables. */
function assignmentsOf(commands: readonly ShellCommand[]): ReadonlyMap<string, readonly ShellToken[]> {
  const found = new Map<string, ShellToken[]>();
  for (const token of commands.flatMap(({ assignments }) => assignments)) {
    const name = token.text.slice(0, Math.max(token.text.indexOf('='), 0));
    const known = found.get(name);
    if (known) known.push(token);
    else found.set(name, [token]);
  }
  return found;
}

/** A command's words behind what only starts it: `sudo apk add` is `apk add`. */
export function effectiveWords({ words }: ShellCommand): readonly ShellToken[] {
  const at = words.findIndex(({ text }) => !/^(?:sudo|exec|command|time|-E|\w+=.*)$/.test(text));
  return at < 0 ? [] : words.slice(at);
}

/** The last element of a command's name. */
export function commandName(words: readonly ShellToken[]): string {
  return unquote(words[0]?.text ?? '').replace(/^.*\//, '');
}
