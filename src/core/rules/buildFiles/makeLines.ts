/** A conditional directive around a line of a makefile; `negated` in its `else` part. */
export interface MakeCondition {
  readonly directive: 'ifeq' | 'ifneq' | 'ifdef' | 'ifndef';
  /** `ifeq`: the two sides. `ifdef`: the variable's name, and the empty string. */
  readonly left: string;
  readonly right: string;
  readonly negated: boolean;
}

interface Placed {
  /** Offset of the line's first character in the makefile. */
  readonly start: number;
  /** Offset of the line's end, before its line end; continuation lines belong to it. */
  readonly end: number;
  readonly conditions: readonly MakeCondition[];
}

export interface MakeAssignment extends Placed {
  readonly kind: 'assignment';
  readonly name: string;
  readonly operator: '=' | ':=' | '::=' | '?=' | '+=' | '!=';
  /** As written; continuation line ends are blanks, so that offsets fit. */
  readonly value: string;
  readonly valueStart: number;
  /** For a target-specific variable: the targets as written. */
  readonly targets: string | undefined;
  readonly exported: boolean;
  /** Whether it is the body of a `define`. */
  readonly multiline: boolean;
}

export interface MakeRule extends Placed {
  readonly kind: 'rule';
  readonly targets: string;
}

export interface MakeRecipe extends Placed {
  readonly kind: 'recipe';
  /** The commands, without the leading tab and `@`, `-` and `+`; continuation line ends stay, as the shell sees them. */
  readonly text: string;
  readonly textStart: number;
  /** The targets of its rule as written. */
  readonly targets: string;
}

export interface MakeInclude extends Placed {
  readonly kind: 'include';
  readonly paths: readonly string[];
}

/** `export NAME…` without a value. */
export interface MakeExport extends Placed {
  readonly kind: 'export';
  readonly names: readonly string[];
}

export type MakeLine = MakeAssignment | MakeRule | MakeRecipe | MakeInclude | MakeExport;

const assignmentPattern =
  /^(\s*(?:(?:export|override|private|unexport)\s+)*)([^\s:#=!?+]+)\s*(=|:=|::=|\?=|\+=|!=)[ \t]*/;
const targetAssignmentPattern =
  /^([^:=#]+?)\s*::?\s*((?:(?:export|override|private)\s+)*)([\w.-]+)\s*(=|:=|\?=|\+=)[ \t]*/;

/**
 * Reads a makefile line by line: assignments, rules, recipe lines and
 * includes, each with the conditionals around it. Nothing is expanded. What it
 * does not know (`vpath`, `$(eval …)`) is left out.
 */
export function makeLines(text: string): readonly MakeLine[] {
  if (lastRead?.text !== text) lastRead = { text, lines: readLines(text) };
  return lastRead.lines;
}

/** The rules ask for the same makefile one after another, so that the last one is kept. */
let lastRead: { readonly text: string; readonly lines: readonly MakeLine[] } | undefined;

function readLines(text: string): readonly MakeLine[] {
  const found: MakeLine[] = [];
  const stack: MakeCondition[][] = [];
  let targets: string | undefined;
  for (let at = 0; at < text.length;) {
    const start = at;
    const end = endOfLogicalLine(text, at);
    at = nextLine(text, end);
    const raw = text.slice(start, end);
    const conditions = stack.flat();
    const placed = { start, end, conditions };
    if (raw.startsWith('\t') && targets !== undefined) {
      const prefix = /^\t[\s@+-]*/.exec(raw)?.[0].length ?? 1;
      found.push({ ...placed, kind: 'recipe', text: raw.slice(prefix), textStart: start + prefix, targets });
      continue;
    }
    const line = withoutComment(joined(raw));
    const words = line.trim();
    if (words === '') continue;
    if (readConditional(words, stack)) continue;
    const define = /^\s*(?:(?:export|override)\s+)*define\s+([^\s=:+?]+)\s*(=|:=|\+=|\?=)?\s*$/.exec(line);
    if (define) {
      const bodyStart = at;
      const body = endOfDefine(text, at);
      at = body.next;
      found.push({
        ...placed,
        end: body.end,
        kind: 'assignment',
        name: define[1] ?? '',
        operator: '=',
        value: text.slice(bodyStart, body.end),
        valueStart: bodyStart,
        targets: undefined,
        exported: false,
        multiline: true,
      });
      continue;
    }
    const read = readAssignment(line, placed) ?? readInclude(words, placed) ?? readExport(words, placed);
    if (read) {
      found.push(read);
      continue;
    }
    const rule = /^([^:=]*\S)\s*::?(?!=)(?:.*?;(.*))?/.exec(line);
    if (rule) {
      targets = (rule[1] ?? '').trim();
      found.push({ ...placed, kind: 'rule', targets });
      const recipe = rule[2];
      if (recipe !== undefined) {
        found.push({
          ...placed,
          kind: 'recipe',
          text: recipe,
          textStart: end - (raw.length - line.lastIndexOf(recipe)),
          targets,
        });
      }
    }
  }
  return found;
}

function readAssignment(line: string, placed: Placed): MakeAssignment | undefined {
  const plain = assignmentPattern.exec(line);
  if (plain) {
    const [whole, prefix = '', name = '', operator = '='] = plain;
    return assignment(placed, line, whole, name, operator, undefined, /\bexport\b/.test(prefix));
  }
  const specific = targetAssignmentPattern.exec(line);
  if (!specific) return undefined;
  const [whole, targets = '', prefix = '', name = '', operator = '='] = specific;
  return assignment(placed, line, whole, name, operator, targets.trim(), /\bexport\b/.test(prefix));
}

function assignment(
  placed: Placed,
  line: string,
  head: string,
  name: string,
  operator: string,
  targets: string | undefined,
  exported: boolean,
): MakeAssignment {
  return {
    ...placed,
    kind: 'assignment',
    name,
    operator: operator as MakeAssignment['operator'],
    value: line.slice(head.length).trimEnd(),
    valueStart: placed.start + head.length,
    targets,
    exported,
    multiline: false,
  };
}

function readInclude(words: string, placed: Placed): MakeInclude | undefined {
  const match = /^(?:-include|sinclude|include)\s+(.*)$/.exec(words);
  return match ? { ...placed, kind: 'include', paths: (match[1] ?? '').split(/\s+/) } : undefined;
}

function readExport(words: string, placed: Placed): MakeExport | undefined {
  const match = /^export\s+([\w\s.-]+)$/.exec(words);
  return match ? { ...placed, kind: 'export', names: (match[1] ?? '').trim().split(/\s+/) } : undefined;
}

/** Keeps the stack of open conditionals; says whether the line was a directive of one. */
function readConditional(words: string, stack: MakeCondition[][]): boolean {
  const opening = /^(ifeq|ifneq|ifdef|ifndef)\b\s*(.*)$/.exec(words);
  if (opening) {
    stack.push([condition(opening[1] ?? '', opening[2] ?? '')]);
    return true;
  }
  if (/^endif\b/.test(words)) {
    stack.pop();
    return true;
  }
  const otherwise = /^else\b\s*(?:(ifeq|ifneq|ifdef|ifndef)\b\s*(.*))?$/.exec(words);
  if (!otherwise) return false;
  const open = stack.pop() ?? [];
  const last = open.at(-1);
  const failed = last ? [...open.slice(0, -1), { ...last, negated: true }] : [];
  stack.push(otherwise[1] === undefined ? failed : [...failed, condition(otherwise[1], otherwise[2] ?? '')]);
  return true;
}

function condition(directive: string, rest: string): MakeCondition {
  const kind = directive as MakeCondition['directive'];
  if (kind === 'ifdef' || kind === 'ifndef') {
    return { directive: kind, left: rest.trim(), right: '', negated: false };
  }
  const [left, right] = twoSides(rest.trim());
  return { directive: kind, left, right, negated: false };
}

/** The sides of `(a,b)`, `"a" "b"` and `'a' 'b'`. */
function twoSides(text: string): readonly [string, string] {
  const quoted = /^(["'])([\s\S]*?)\1\s*(["'])([\s\S]*?)\3\s*$/.exec(text);
  if (quoted) return [quoted[2] ?? '', quoted[4] ?? ''];
  const inner = text.startsWith('(') && text.endsWith(')') ? text.slice(1, -1) : text;
  let depth = 0;
  for (let at = 0; at < inner.length; at++) {
    const char = inner[at] ?? '';
    if (char === '(' || char === '{') depth++;
    else if (char === ')' || char === '}') depth--;
    else if (char === ',' && depth === 0)
      return [inner.slice(0, at).trimEnd(), inner.slice(at + 1).trimStart()];
  }
  return [inner, ''];
}

function endOfLogicalLine(text: string, start: number): number {
  for (let at = start; ;) {
    const newline = text.indexOf('\n', at);
    if (newline < 0) return text.length;
    const before = text.slice(start, newline).replace(/\r$/, '');
    const backslashes = /\\*$/.exec(before)?.[0].length ?? 0;
    if (backslashes % 2 === 0) return start + before.length;
    at = newline + 1;
  }
}

function nextLine(text: string, end: number): number {
  const newline = text.indexOf('\n', end);
  return newline < 0 ? text.length : newline + 1;
}

function endOfDefine(text: string, start: number): { readonly end: number; readonly next: number } {
  for (let at = start; at < text.length;) {
    const end = endOfLogicalLine(text, at);
    const next = nextLine(text, end);
    if (/^\s*endef\b/.test(text.slice(at, end))) return { end: Math.max(start, at - 1), next };
    at = next;
  }
  return { end: text.length, next: text.length };
}

/** Continuation line ends as blanks of the same length. */
function joined(line: string): string {
  return line.replace(/\\\r?\n/g, (end) => ' '.repeat(end.length));
}

function withoutComment(line: string): string {
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === '#') return line.slice(0, at);
  }
  return line;
}
