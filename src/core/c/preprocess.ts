import { evaluateCondition, type Lookup } from './expression';
import { blank, type CFile, type Directive } from './lines';
import type { Macros } from './macros';

/** Yes, no, or not known. */
type Truth = boolean | undefined;

/** An `#include`. */
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
  readonly file: CFile;
  /** Offsets of the code that is certainly compiled, in order. */
  readonly activeRanges: readonly (readonly [start: number, end: number])[];
  /** The headers that are certainly included and are not of the tree. */
  readonly includes: readonly Include[];
}

/** A file's code, of the same length as its text, with everything blanked that is a comment, a directive, or not certainly compiled. */
export function activeText({ activeRanges, file: { clean } }: SeenFile): string {
  let active = '';
  for (const [start, end] of activeRanges) {
    active += blank(clean.slice(active.length, start)) + clean.slice(start, end);
  }
  return active + blank(clean.slice(active.length));
}

export interface CompilationOptions {
  readonly predefined: Macros;
  /** Whether a name that no file defines is certainly no macro. */
  readonly isAbsent: (name: string) => boolean;
  /** Whether a header that is not of the tree is there; undefined where it is not known. */
  readonly hasHeader: (name: string) => boolean | undefined;
  /** The file of the tree that an `#include` in a file means. */
  readonly find: (include: Include, from: string) => FoundFile | undefined;
}

export interface FoundFile {
  readonly path: string;
  readonly file: CFile;
}

/** How often a compilation reads files, the same one again included; real ones of Go packages stay below. */
const maxReadings = 1000;

/** How often it reads the same one: those without a guard are read for each of a few settings. */
const maxReadingsOfOne = 8;

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
  private readonly readings = new Map<string, number>();
  private total = 0;

  constructor(private readonly options: CompilationOptions) {
    this.macros = new Map(options.predefined);
  }

  /** Every file that was read, the first one first; of one that was read twice, the first reading. */
  read(path: string, file: CFile): readonly SeenFile[] {
    this.readFile(path, file, true);
    return [...this.seen.values()];
  }

  /** Whether one of the files defines a macro of this name, or may. */
  mayDefine(name: string): boolean {
    return this.macros.has(name) || this.doubtful.has(name);
  }

  private readFile(path: string, file: CFile, certain: Truth): void {
    const { clean, directives } = file;
    const before = this.readings.get(path) ?? 0;
    if (this.total >= maxReadings || before >= maxReadingsOfOne) return;
    this.total++;
    this.readings.set(path, before + 1);
    const stack: Conditional[] = [];
    const includes: Include[] = [];
    const activeRanges: [number, number][] = [];
    if (before === 0) this.seen.set(path, { path, file, activeRanges, includes });
    let codeStart = 0;
    for (const [index, directive] of directives.entries()) {
      const { word, rest, start, end } = directive;
      const now = activeIn(stack, certain);
      if (now === true) activeRanges.push([codeStart, start]);
      codeStart = end;
      this.conditional(directive, directives[index + 1], stack, certain);
      if (now === false) continue;
      if (word === 'define') this.define(rest, now);
      else if (word === 'undef') this.undefine(rest, now);
      else if (word === 'include' || word === 'include_next') {
        const include = includeOf(directive);
        const found = include && this.options.find(include, path);
        if (include && now === true && !found) includes.push(include);
        if (found) this.readFile(found.path, found.file, now);
      }
    }
    if (activeIn(stack, certain) === true) activeRanges.push([codeStart, clean.length]);
  }

  /** `#ifndef NAME` before `#define NAME` keeps a header from being read twice, or gives a default. */
  private isGuard(name: string, next: Directive | undefined): boolean {
    return next?.word === 'define' && firstWord(next.rest) === name && !this.macros.has(name);
  }

  private conditional(
    { word, rest }: Directive,
    next: Directive | undefined,
    stack: Conditional[],
    certain: Truth,
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
        begin(this.isGuard(firstWord(rest), next) ? true : not(this.isDefined(firstWord(rest))));
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
        if (!this.macros.has(name)) return this.options.isAbsent(name) ? 0 : undefined;
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
    return this.options.isAbsent(name) ? false : undefined;
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

function includeOf({ rest, hash, end }: Directive): Include | undefined {
  const [, angled, quoted] = /^\s*(?:<([^>]+)>|"([^"]+)")/.exec(rest) ?? [];
  const name = angled ?? quoted;
  return name === undefined ? undefined : { name, quoted: quoted !== undefined, start: hash, end };
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
