import type { Target } from '../../target/targets';
import type { MakeAssignment, MakeCondition, MakeLine } from './makeLines';
import {
  and,
  check,
  commandOutput,
  concat,
  either,
  empty,
  equal,
  known,
  mapValue,
  matchesGlob,
  not,
  outsideVariable,
  unknown,
} from './values';
import type { Value, Verdict } from './values';

/** One piece of a make text after conditional functions were decided for the target. */
export type MakePiece =
  | { readonly kind: 'literal'; readonly text: string; readonly start: number; readonly verdict: Verdict }
  /** A reference to a variable. */
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly start: number;
      readonly end: number;
      readonly verdict: Verdict;
    }
  /** A function call of which nothing is known. */
  | { readonly kind: 'other'; readonly start: number; readonly end: number };

/** A reference's inside, and where it ends. */
interface Reference {
  readonly inner: string;
  readonly innerStart: number;
  readonly end: number;
}

const certainly: Verdict = { truth: true, arch: false };
/** Variables that refer to each other may go round; no real makefile nests as deep as this. */
const deepest = 20;

/** Answers what a makefile's variables and conditionals are when the build is for the target. */
export class MakeScope {
  private readonly assignments = new Map<string, MakeAssignment[]>();
  private readonly expanding: string[] = [];

  /**
   * @param lines The lines of the makefile and of those it includes, in the order make reads them.
   */
  constructor(
    lines: readonly MakeLine[],
    private readonly target: Target,
  ) {
    for (const line of lines) {
      if (line.kind !== 'assignment') continue;
      const list = this.assignments.get(line.name);
      if (list) list.push(line);
      else this.assignments.set(line.name, [line]);
    }
  }

  /** The assignments of a variable, in the order they are written. */
  assignmentsOf(name: string): readonly MakeAssignment[] {
    return this.assignments.get(name) ?? [];
  }

  /** What a variable is: one of the assignments that count, or what comes from outside. */
  variable(name: string): Value {
    const outside = outsideVariable(name, this.target);
    const assignments = this.assignmentsOf(name).filter(({ targets }) => targets === undefined);
    // `?=` is a default for what the caller says; a caller who ports says the target.
    const counting = outside ? assignments.filter(({ operator }) => operator !== '?=') : assignments;
    if (counting.length === 0) return outside ?? empty;
    if (this.expanding.includes(name) || this.expanding.length > deepest) return unknown;
    this.expanding.push(name);
    try {
      return either(this.valuesAfter(counting, outside));
    } finally {
      this.expanding.pop();
    }
  }

  /** What a variable can be after its assignments; where one may or may not count, there are several. */
  private valuesAfter(assignments: readonly MakeAssignment[], outside: Value | undefined): readonly Value[] {
    let values: readonly Value[] = outside ? [outside] : [];
    let maybeUndefined = !outside;
    for (const assignment of assignments) {
      const { truth } = this.verdict(assignment.conditions);
      if (truth === false || (assignment.operator === '?=' && !maybeUndefined)) continue;
      const next = this.assigned(assignment, values);
      const replaces = truth === true && (assignment.operator !== '?=' || values.length === 0);
      values = replaces ? [next] : [...values, next];
      maybeUndefined &&= truth !== true;
    }
    return values.length === 0 || (maybeUndefined && values.length < 2) ? [...values, empty] : values;
  }

  /** Whether a line counts under its conditionals. */
  verdict(conditions: readonly MakeCondition[]): Verdict {
    return and(conditions.map((condition) => this.conditionVerdict(condition)));
  }

  /** What a make text can be after expansion. */
  value(text: string): Value {
    const parts: Value[] = [];
    let literal = '';
    for (let at = 0; at < text.length;) {
      const reference = readReference(text, at);
      if (reference === undefined) {
        const dollar = text.startsWith('$$', at);
        literal += dollar ? '$' : (text[at] ?? '');
        at += dollar ? 2 : 1;
        continue;
      }
      parts.push(known(literal), this.referenceValue(reference.inner));
      literal = '';
      at = reference.end;
    }
    return concat([...parts, known(literal)]);
  }

  /** The pieces of a text that are there when the build is for the target, with offsets from `start`. */
  pieces(text: string, start: number, verdict: Verdict = certainly): readonly MakePiece[] {
    const pieces: MakePiece[] = [];
    let from = 0;
    const literal = (end: number): void => {
      if (end > from)
        pieces.push({ kind: 'literal', text: text.slice(from, end), start: start + from, verdict });
    };
    for (let at = 0; at < text.length;) {
      const reference = readReference(text, at);
      if (reference === undefined) {
        at += text.startsWith('$$', at) ? 2 : 1;
        continue;
      }
      literal(at);
      pieces.push(...this.referencePieces(reference, start, at, verdict));
      at = reference.end;
      from = at;
    }
    literal(text.length);
    return pieces;
  }

  private referencePieces(
    reference: Reference,
    start: number,
    at: number,
    verdict: Verdict,
  ): readonly MakePiece[] {
    const { inner, innerStart, end } = reference;
    if (/^[\w.-]+$/.test(inner)) {
      return [{ kind: 'variable', name: inner, start: start + at, end: start + end, verdict }];
    }
    const call = readCall(inner);
    const inside = (index: number, under: Verdict): readonly MakePiece[] => {
      const argument = call?.args[index];
      return argument ? this.pieces(argument.text, start + innerStart + argument.start, under) : [];
    };
    if (call?.name === 'if') {
      const condition = check(this.value(call.args[0]?.text.trim() ?? ''), (text) => text.trim() !== '');
      return [...inside(1, and([verdict, condition])), ...inside(2, and([verdict, not(condition)]))];
    }
    if (call?.name === 'strip' || call?.name === 'or' || call?.name === 'and') {
      return call.args.flatMap((_, index) => inside(index, verdict));
    }
    return [{ kind: 'other', start: start + at, end: start + end }];
  }

  private assigned(assignment: MakeAssignment, before: readonly Value[]): Value {
    if (assignment.operator === '!=') return commandOutput(assignment.value, this.target) ?? unknown;
    const value = this.value(assignment.value);
    if (assignment.operator === '+=' && before.length > 0) return concat([either(before), known(' '), value]);
    return value;
  }

  private conditionVerdict({ directive, left, right, negated }: MakeCondition): Verdict {
    const defined = directive === 'ifdef' || directive === 'ifndef';
    const holds = defined
      ? check(this.variable(left), (text) => text !== '')
      : equal(this.value(left), this.value(right));
    return (directive === 'ifneq' || directive === 'ifndef') !== negated ? not(holds) : holds;
  }

  private referenceValue(inner: string): Value {
    if (/^[\w.-]+$/.test(inner)) return this.variable(inner);
    if (inner.length === 1) return unknown;
    const call = readCall(inner);
    if (!call) return this.substitution(inner);
    const texts = call.args.map(({ text }) => text);
    const [first, second, third] = [0, 1, 2].map((index) => this.value((texts[index] ?? '').trim()));
    if (!first || !second || !third) return unknown;
    switch (call.name) {
      case 'shell':
        return this.shell(inner.replace(/^shell\s+/, ''));
      case 'strip':
        return mapValue(first, (text) => words(text).join(' '));
      case 'filter':
      case 'filter-out':
        return this.filter(first, second, call.name === 'filter');
      case 'findstring':
        return combine(first, second, (needle, text) => (text.includes(needle) ? needle : ''));
      case 'firstword':
        return mapValue(first, (text) => words(text)[0] ?? '');
      case 'lastword':
        return mapValue(first, (text) => words(text).at(-1) ?? '');
      case 'subst': {
        const arch = first.arch || second.arch || third.arch;
        const [from] = first.options ?? [];
        const [to] = second.options ?? [];
        if (from === undefined || to === undefined) return { options: undefined, arch };
        return { ...mapValue(third, (text) => text.replaceAll(from, to)), arch };
      }
      case 'if': {
        const { truth, arch } = check(first, (text) => text !== '');
        if (truth !== undefined)
          return { ...(truth ? second : third), arch: arch || (truth ? second : third).arch };
        return { options: undefined, arch };
      }
      case 'or': {
        const values = texts.map((text) => this.value(text.trim()));
        const chosen = values.findIndex((value) => check(value, (text) => text !== '').truth !== false);
        const value = values[chosen] ?? empty;
        return check(value, (text) => text !== '').truth === true
          ? value
          : { options: undefined, arch: value.arch };
      }
      default:
        return { options: undefined, arch: texts.some((text) => this.value(text).arch) };
    }
  }

  /** `$(VAR:a=b)` and names that are computed. */
  private substitution(inner: string): Value {
    const name = /^([\w.-]+):/.exec(inner)?.[1];
    return { options: undefined, arch: name !== undefined && this.variable(name).arch };
  }

  private shell(command: string): Value {
    const expanded = this.value(command.replace(/^([$][({]GO(?:CMD|_CMD)?[)}]|[$]GO\b)/, 'go'));
    const [text] = expanded.options ?? [];
    return (
      (text === undefined ? undefined : commandOutput(text, this.target)) ??
      commandOutput(command, this.target) ??
      unknown
    );
  }

  private filter(patterns: Value, text: Value, keep: boolean): Value {
    return combine(patterns, text, (pattern, from) =>
      words(from)
        .filter((word) => words(pattern).some((one) => matchesGlob(word, one.replace('%', '*'))) === keep)
        .join(' '),
    );
  }
}

function combine(left: Value, right: Value, join: (left: string, right: string) => string): Value {
  const arch = left.arch || right.arch;
  if (left.options === undefined || right.options === undefined) return { options: undefined, arch };
  const { options } = right;
  return { options: [...new Set(left.options.flatMap((a) => options.map((b) => join(a, b))))], arch };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function readReference(text: string, at: number): Reference | undefined {
  if (text[at] !== '$') return undefined;
  const open = text[at + 1] ?? '$';
  if (open === '$' || /\s/.test(open)) return undefined;
  // `$@` and `$X`: a name of one character needs no brackets.
  if (open !== '(' && open !== '{') return { inner: open, innerStart: at + 1, end: at + 2 };
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === open) depth++;
    else if (text[i] === close && --depth === 0) {
      return { inner: text.slice(at + 2, i), innerStart: at + 2, end: i + 1 };
    }
  }
  return undefined;
}

function readCall(
  inner: string,
):
  | { readonly name: string; readonly args: readonly { readonly text: string; readonly start: number }[] }
  | undefined {
  const head = /^([a-z][\w-]*)\s+/.exec(inner);
  if (!head?.[1]) return undefined;
  const args: { text: string; start: number }[] = [];
  let depth = 0;
  let start = head[0].length;
  for (let at = start; at <= inner.length; at++) {
    const char = inner[at] ?? ',';
    if (char === '(' || char === '{') depth++;
    else if (char === ')' || char === '}') depth--;
    else if (char === ',' && (depth === 0 || at === inner.length)) {
      args.push({ text: inner.slice(start, at), start });
      start = at + 1;
    }
  }
  return { name: head[1], args };
}
