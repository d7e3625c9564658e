import { evaluateCondition, type Lookup } from './expression';
import { blank, logicalLines, withoutComments } from './lines';
import { isMachineMacro, type Macros } from './macros';

/** Yes, no, or not known. */
type Truth = boolean | undefined;

/** An `#include` that is certainly followed. */
export interface Include {
  /** `immintrin.h`. */
  readonly name: string;
  readonly quoted: boolean;
  /** Offsets of the whole directive, from the `#` on. */
  readonly start: number;
  readonly end: number;
}

/** A C file as one compilation sees it. */
export interface SeenFile {
  readonly path: string;
  /** The text, of the same length, with everything blanked that is a comment, a directive, or not certainly compiled. */
  readonly active: string;
  readonly includes: readonly Include[];
}

export interface CompilationOptions {
  readonly predefined: Macros;
  /** Whether a header that is not of the tree is there; undefined where it is not known. */
  readonly hasHeader: (name: string) => boolean | undefined;
  /** The file of the tree that an `#include` in a file means, with its text. */
  readonly find: (
    include: Include,
    from: string,
  ) => { readonly path: string; readonly text: string } | undefined;
}

/** How many files one compilation may have; real ones of Go packages stay below. */
const maxFiles = 400;

interface Conditional {
  readonly outer: Truth;
  /** Whether an earlier branch was taken. */
  taken: Truth;
  active: Truth;
}

/**
 * Reads a C file and the files of the tree that it includes as the compiler
 * for a machine does, as far as the conditions can be known from the macros
 * that the compiler begins with and those that these files define.
 *
 * Headers of the system are not read. A name that none of the files defines
 * may be defined there or by a flag, so it is not known, unless it is one that
 * only compilers define.
 */
export class Compilation {
  private readonly macros: Map<string, string | undefined>;
  /** Names that may or may not be defined. */
  private readonly doubtful = new Set<string>();
  private readonly seen = new Map<string, SeenFile>();

  constructor(private readonly options: CompilationOptions) {
    this.macros = new Map(options.predefined);
  }

  /** Every file that was read, the first one first; of one that was read twice, the first reading. */
  read(path: string, text: string): readonly SeenFile[] {
    this.readFile(path, text, true);
    return [...this.seen.values()];
  }

  private readFile(path: string, text: string, certain: Truth): void {
    if (this.seen.size >= maxFiles) return;
    const clean = withoutComments(text);
    const stack: Conditional[] = [];
    const includes: Include[] = [];
    const isFirst = !this.seen.has(path);
    // Known before it is read, so that a header that includes itself ends.
    if (isFirst) this.seen.set(path, { path, active: '', includes });
    const lines = logicalLines(clean);
    let active = '';
    for (const [index, line] of lines.entries()) {
      const now = activeIn(stack, certain);
      const directive = /^\s*#\s*(\w+)\b[ \t]*([^]*)$/.exec(line.text);
      const raw = clean.slice(line.start, line.end);
      active += (directive === null && now === true ? raw : blank(raw)) + clean.slice(line.end, line.end + 1);
      if (directive === null) continue;
      const [, word = '', rest = ''] = directive;
      const opens =
        word === 'ifndef' && this.isGuard(rest, lines[index + 1]?.text ?? lines[index + 2]?.text ?? '');
      this.conditional(word, rest.trim(), stack, certain, opens);
      if (now === false) continue;
      if (word === 'define') this.define(rest, now);
      else if (word === 'undef') this.undefine(rest.trim(), now);
      else if (word === 'include' || word === 'include_next') {
        const include = includeOf(rest, line.start + line.text.indexOf('#'), line.end);
        if (!include) continue;
        if (now === true) includes.push(include);
        this.follow(include, path, now);
      }
    }
    if (isFirst) this.seen.set(path, { path, active, includes });
  }

  /** `#ifndef NAME` before `#define NAME` keeps a header from being read twice, or gives a default. */
  private isGuard(rest: string, next: string): boolean {
    const name = rest.trim();
    return (
      new RegExp(`^\\s*#\\s*define\\s+${name.replace(/\W/g, '')}\\b`).test(next) && !this.macros.has(name)
    );
  }

  private follow(include: Include, from: string, now: Truth): void {
    const found = this.options.find(include, from);
    if (!found) return;
    const before = this.seen.get(found.path);
    // A file that is read again from inside itself has nothing new to say.
    if (before?.active === '') return;
    this.readFile(found.path, found.text, now);
  }

  private conditional(
    word: string,
    rest: string,
    stack: Conditional[],
    certain: Truth,
    opens: boolean,
  ): void {
    const outer = activeIn(stack, certain);
    const begin = (holds: Truth): void => {
      stack.push({ outer, taken: holds, active: and(outer, holds) });
    };
    const top = stack.at(-1);
    switch (word) {
      case 'if':
        begin(this.condition(rest));
        return;
      case 'ifdef':
        begin(this.isDefined(firstWord(rest)));
        return;
      case 'ifndef':
        begin(opens ? true : not(this.isDefined(firstWord(rest))));
        return;
      case 'elif':
      case 'else': {
        if (!top) return;
        const holds = word === 'else' ? true : this.condition(rest);
        top.active = and(top.outer, and(not(top.taken), holds));
        top.taken = or(top.taken, holds);
        return;
      }
      case 'endif':
        stack.pop();
        return;
    }
  }

  private condition(text: string): Truth {
    const value = evaluateCondition(text, this.lookup(0));
    return value === undefined ? undefined : value !== 0;
  }

  private lookup(depth: number): Lookup {
    return {
      defined: (name) => this.isDefined(name),
      value: (name) => {
        if (this.doubtful.has(name)) return undefined;
        if (!this.macros.has(name)) return isMachineMacro(name) ? 0 : undefined;
        const body = this.macros.get(name);
        // An empty macro leaves nothing behind, which is an error or another expression.
        if (body === undefined || body === '' || depth > 20) return undefined;
        return evaluateCondition(body, this.lookup(depth + 1));
      },
      hasInclude: (name) => this.options.hasHeader(name.replace(/^[<"]|[>"]$/g, '')),
    };
  }

  private isDefined(name: string): Truth {
    if (this.doubtful.has(name)) return undefined;
    if (this.macros.has(name)) return true;
    return isMachineMacro(name) ? false : undefined;
  }

  private define(rest: string, now: Truth): void {
    const [, name = '', call, body = ''] = /^\s*([A-Za-z_]\w*)(\([^)]*\))?([^]*)$/.exec(rest) ?? [];
    if (name === '') return;
    if (now === true) {
      this.macros.set(name, call === undefined ? body.trim() : undefined);
      this.doubtful.delete(name);
    } else {
      this.doubtful.add(name);
    }
  }

  private undefine(name: string, now: Truth): void {
    if (now === true) this.macros.delete(name);
    // Once it is taken away it is only known to be away when it was a machine's; else a header may bring it back.
    if (now === undefined) this.doubtful.add(name);
  }
}

/** Whether what stands inside the open conditionals is compiled. */
function activeIn(stack: readonly Conditional[], certain: Truth): Truth {
  const top = stack.at(-1);
  return top === undefined ? certain : top.active;
}

function includeOf(rest: string, start: number, end: number): Include | undefined {
  const [, angled, quoted] = /^\s*(?:<([^>]+)>|"([^"]+)")/.exec(rest) ?? [];
  const name = angled ?? quoted;
  return name === undefined ? undefined : { name, quoted: quoted !== undefined, start, end };
}

function firstWord(text: string): string {
  return /^\w*/.exec(text)?.[0] ?? '';
}

function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
}

function or(a: Truth, b: Truth): Truth {
  return not(and(not(a), not(b)));
}

function not(a: Truth): Truth {
  return a === undefined ? undefined : !a;
}
