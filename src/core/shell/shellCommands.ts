import { shellTokens } from './shellTokens';
import type { ShellToken } from './shellTokens';

/** What decides whether a command of a shell script runs. */
export type ShellTest =
  | { readonly kind: 'command'; readonly words: readonly ShellToken[] }
  | { readonly kind: 'and' | 'or'; readonly left: ShellTest; readonly right: ShellTest }
  | { readonly kind: 'not'; readonly test: ShellTest }
  /** What stands before `&&`: a command there is expected to succeed. */
  | { readonly kind: 'passed'; readonly test: ShellTest }
  /** `subject` matches one of `patterns` and none of the `earlier` branches' patterns. */
  | {
      readonly kind: 'case';
      readonly subject: ShellToken;
      readonly patterns: readonly string[];
      readonly earlier: readonly string[];
    }
  | { readonly kind: 'loop'; readonly name: string; readonly items: readonly ShellToken[] }
  /** A pipeline, a group or a loop's condition, of which nothing is known. */
  | { readonly kind: 'other' };

/** A simple command: assignments before it, its words, and what decides whether it runs. */
export interface ShellCommand {
  readonly assignments: readonly ShellToken[];
  readonly words: readonly ShellToken[];
  readonly tests: readonly ShellTest[];
  /** The function it is in. */
  readonly inFunction: string | undefined;
  /** Whether it is in a subshell, a pipeline or a loop, so that an `exit` of it does not surely end the script. */
  readonly apart: boolean;
}

/** A part of a script that runs where its tests hold: an arm of `case`, a clause of `if`. */
export interface ShellBranch {
  /** Its first pattern or bracket; its `if`, `elif` or `else`. */
  readonly start: number;
  /** Behind its `;;`; the next clause's word or `fi`. */
  readonly end: number;
  /** The patterns of an arm. Empty for a clause of `if`. */
  readonly patterns: readonly ShellToken[];
  /** What a clause of `if` tests; undefined for `else` and for an arm. */
  readonly test: ShellTest | undefined;
  /** Whether an arm ends in `;;`, so that another can follow. */
  readonly closed: boolean;
  /** The commands in it, with those of what is nested. */
  readonly commands: readonly ShellCommand[];
}

/** A `case` or an `if` with its branches in order. */
export interface ShellChoice {
  /** What a `case` looks at; undefined for `if`. */
  readonly subject: ShellToken | undefined;
  readonly start: number;
  readonly branches: readonly ShellBranch[];
  readonly inFunction: string | undefined;
}

const redirections = new Set(['<', '>', '>>', '<<', '<<-', '<<<', '>|', '<>', '>&', '<&', '&>', '&>>']);
const separators = new Set([';', '&', '\n']);

/**
 * Every simple command of a shell script in the order they are written, with
 * the `if`, `case`, `for`, `&&` and `||` around each. Broken scripts give what
 * can be read; nothing is executed or expanded.
 */
export function shellCommands(text: string): readonly ShellCommand[] {
  return readScript(text).commands;
}

/** Every `case` and `if` of a shell script, those inside others before them. */
export function shellChoices(text: string): readonly ShellChoice[] {
  return readScript(text).choices;
}

interface ReadScript {
  readonly text: string;
  readonly commands: readonly ShellCommand[];
  readonly choices: readonly ShellChoice[];
}

let lastRead: ReadScript | undefined;

/** The rules ask for the same script one after another, so that the last one is kept. */
function readScript(text: string): ReadScript {
  if (lastRead?.text !== text) {
    const reader = new ShellReader(shellTokens(text));
    lastRead = { text, commands: reader.read(), choices: reader.choices };
  }
  return lastRead;
}

/** The assignments of a command that last: `A=b` alone, and `export A=b`. */
export function lastingAssignments({ assignments, words }: ShellCommand): readonly ShellToken[] {
  if (words.length === 0) return assignments;
  return /^(?:export|declare|local|readonly|typeset)$/.test(words[0]?.text ?? '') ? words.slice(1) : [];
}

class ShellReader {
  readonly choices: ShellChoice[] = [];
  private at = 0;
  private readonly found: (ShellCommand & { apart: boolean })[] = [];
  private apart = false;
  private tests: readonly ShellTest[] = [];
  private functionName: string | undefined;

  constructor(private readonly tokens: readonly ShellToken[]) {}

  read(): readonly ShellCommand[] {
    while (this.at < this.tokens.length) {
      this.list([]);
      // A closing word that nothing opened: skip it and go on.
      this.at++;
    }
    return this.found;
  }

  /** Reads commands up to one of the closing words, which it leaves; the result is the last one's test. */
  private list(closing: readonly string[]): ShellTest {
    let last: ShellTest = { kind: 'other' };
    for (;;) {
      this.skipSeparators();
      const text = this.peek();
      if (text === undefined || closing.includes(text) || text === ')' || text === ';;') return last;
      if (text === '}' || text === 'fi' || text === 'done' || text === 'esac') return last;
      const before = this.at;
      last = this.andOr();
      if (this.at === before) this.at++;
    }
  }

  private andOr(): ShellTest {
    let left = this.pipeline();
    for (;;) {
      const operator = this.peek();
      if (operator !== '&&' && operator !== '||') return left;
      this.at++;
      this.skipNewlines();
      const condition: ShellTest = { kind: operator === '&&' ? 'passed' : 'not', test: left };
      const right = this.within([condition], () => this.pipeline());
      left = { kind: operator === '&&' ? 'and' : 'or', left, right };
    }
  }

  private pipeline(): ShellTest {
    let negated = false;
    while (this.peek() === '!') {
      negated = !negated;
      this.at++;
    }
    const first = this.found.length;
    let test = this.command();
    const from = this.at;
    while (this.peek() === '|' || this.peek() === '|&') {
      this.at++;
      this.skipNewlines();
      this.command();
      test = { kind: 'other' };
    }
    if (this.at > from) for (const command of this.found.slice(first)) command.apart = true;
    return negated ? { kind: 'not', test } : test;
  }

  private command(): ShellTest {
    switch (this.peek() ?? '') {
      case 'if':
        return this.ifCommand();
      case 'case':
        return this.caseCommand();
      case 'for':
      case 'select':
        return this.forCommand();
      case 'while':
      case 'until':
        this.at++;
        this.list(['do']);
        return this.groupApart('do', 'done');
      case '{':
        return this.group('{', '}');
      case '(':
        return this.groupApart('(', ')');
      case 'function':
        this.at++;
        return this.functionBody(this.take()?.text);
      default:
        if (this.tokens[this.at + 1]?.text === '(' && this.tokens[this.at + 2]?.text === ')') {
          return this.functionBody(this.take()?.text);
        }
        return this.simple();
    }
  }

  private ifCommand(): ShellTest {
    const failed: ShellTest[] = [];
    const branches: ShellBranch[] = [];
    const start = this.offset();
    const clause = (from: number, test: ShellTest | undefined, read: () => void): void => {
      const first = this.found.length;
      read();
      branches.push({
        start: from,
        end: this.offset(),
        patterns: [],
        test,
        closed: true,
        commands: this.found.slice(first),
      });
    };
    for (;;) {
      const from = this.offset();
      this.at++;
      const test = this.within(failed, () => this.list(['then']));
      this.accept('then');
      clause(from, test, () => this.within([...failed, test], () => this.list(['elif', 'else'])));
      failed.push({ kind: 'not', test });
      if (this.peek() === 'elif') continue;
      const otherwise = this.offset();
      if (this.accept('else')) clause(otherwise, undefined, () => this.within(failed, () => this.list([])));
      if (this.accept('fi')) {
        this.choices.push({ subject: undefined, start, branches, inFunction: this.functionName });
      }
      return { kind: 'other' };
    }
  }

  private caseCommand(): ShellTest {
    const start = this.offset();
    this.at++;
    const subject = this.take();
    this.skipNewlines();
    this.accept('in');
    const earlier: string[] = [];
    const branches: ShellBranch[] = [];
    for (;;) {
      this.skipSeparators();
      const text = this.peek();
      if (text === undefined || text === 'esac') break;
      const from = this.offset();
      const first = this.found.length;
      this.accept('(');
      const patternTokens: ShellToken[] = [];
      while (this.peek() !== undefined && this.peek() !== ')' && this.tokens[this.at]?.kind !== 'newline') {
        const token = this.take();
        if (token && token.text !== '|') patternTokens.push(token);
      }
      const patterns = patternTokens.map((token) => token.text);
      this.accept(')');
      const tests: readonly ShellTest[] = subject
        ? [{ kind: 'case', subject, patterns, earlier: [...earlier] }]
        : [{ kind: 'other' }];
      this.within(tests, () => this.list([';;', ';&', ';;&']));
      // After `;&` and `;;&` the next branch may run although this one matched.
      const closed = this.accept(';;');
      branches.push({
        start: from,
        end: this.tokens[this.at - 1]?.end ?? from,
        patterns: patternTokens,
        test: undefined,
        closed,
        commands: this.found.slice(first),
      });
      if (closed) earlier.push(...patterns);
      else if (!this.accept(';&') && !this.accept(';;&')) break;
    }
    if (this.accept('esac')) this.choices.push({ subject, start, branches, inFunction: this.functionName });
    return { kind: 'other' };
  }

  private forCommand(): ShellTest {
    this.at++;
    const name = this.take()?.text ?? '';
    const items: ShellToken[] = [];
    this.skipNewlines();
    const listed = this.accept('in');
    while (listed && this.tokens[this.at]?.kind === 'word') items.push(...this.takeAll());
    this.skipSeparators();
    const test: ShellTest = listed ? { kind: 'loop', name, items } : { kind: 'other' };
    return this.within([test], () => this.groupApart('do', 'done'));
  }

  private groupApart(open: string, close: string): ShellTest {
    const outer = this.apart;
    this.apart = true;
    const test = this.group(open, close);
    this.apart = outer;
    return test;
  }

  private group(open: string, close: string): ShellTest {
    this.accept(open);
    this.list([close]);
    this.accept(close);
    this.skipRedirections();
    return { kind: 'other' };
  }

  private functionBody(name: string | undefined): ShellTest {
    while (this.peek() === '(' || this.peek() === ')') this.at++;
    this.skipNewlines();
    const outer = this.functionName;
    this.functionName = name;
    this.command();
    this.functionName = outer;
    return { kind: 'other' };
  }

  private simple(): ShellTest {
    const assignments: ShellToken[] = [];
    const words: ShellToken[] = [];
    for (;;) {
      this.skipRedirections();
      const token = this.tokens[this.at];
      if (token?.kind !== 'word') break;
      this.at++;
      if (words.length === 0 && /^\w+(?:\[[^\]]*\])?\+?=/.test(token.text)) assignments.push(token);
      else words.push(token);
    }
    if (assignments.length + words.length > 0) {
      const { tests, functionName: inFunction, apart } = this;
      this.found.push({ assignments, words, tests, inFunction, apart });
    }
    return { kind: 'command', words };
  }

  private within<T>(tests: readonly ShellTest[], read: () => T): T {
    const outer = this.tests;
    this.tests = [...outer, ...tests];
    try {
      return read();
    } finally {
      this.tests = outer;
    }
  }

  private skipRedirections(): void {
    for (;;) {
      const token = this.tokens[this.at];
      if (token?.kind === 'operator' && redirections.has(token.text)) this.at += 2;
      else if (/^\d+$/.test(token?.text ?? '') && this.isRedirectionAfterDigit()) this.at += 3;
      else return;
    }
  }

  private isRedirectionAfterDigit(): boolean {
    const [digits, operator] = [this.tokens[this.at], this.tokens[this.at + 1]];
    return operator !== undefined && redirections.has(operator.text) && operator.start === digits?.end;
  }

  private skipSeparators(): void {
    while (separators.has(this.peek() ?? '')) this.at++;
  }

  private skipNewlines(): void {
    while (this.tokens[this.at]?.kind === 'newline') this.at++;
  }

  private peek(): string | undefined {
    return this.tokens[this.at]?.text;
  }

  /** Where the next token begins, or the last one ended. */
  private offset(): number {
    return this.tokens[this.at]?.start ?? this.tokens.at(-1)?.end ?? 0;
  }

  private take(): ShellToken | undefined {
    return this.tokens[this.at++];
  }

  private takeAll(): readonly ShellToken[] {
    const token = this.take();
    return token ? [token] : [];
  }

  private accept(text: string): boolean {
    if (this.peek() !== text) return false;
    this.at++;
    return true;
  }
}
