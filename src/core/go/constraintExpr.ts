/** A build constraint as a boolean expression over tags. */
export type Constraint =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'not'; readonly operand: Constraint }
  | { readonly kind: 'and' | 'or'; readonly left: Constraint; readonly right: Constraint };

export type ParsedConstraint =
  { readonly ok: true; readonly constraint: Constraint } | { readonly ok: false; readonly error: string };

/** The operands that one expression may have, as in `go/build/constraint`; it also bounds our recursion. */
const maxOperands = 1000;
/** The operators that one `+build` line may have. */
const maxPlusBuildOperators = 100;

/** Evaluates a constraint, asking `holds` for each tag it needs. */
export function evaluate(constraint: Constraint, holds: (tag: string) => boolean): boolean {
  switch (constraint.kind) {
    case 'tag':
      return holds(constraint.tag);
    case 'not':
      return !evaluate(constraint.operand, holds);
    case 'and':
      return evaluate(constraint.left, holds) && evaluate(constraint.right, holds);
    case 'or':
      return evaluate(constraint.left, holds) || evaluate(constraint.right, holds);
  }
}

/** Parses what follows `//go:build`. */
export function parseGoBuild(text: string): ParsedConstraint {
  try {
    return { ok: true, constraint: new ExpressionParser(text).parse() };
  } catch (error) {
    if (error instanceof ConstraintError) return { ok: false, error: error.message };
    throw error;
  }
}

/**
 * Parses what follows `// +build`: options separated by spaces are alternatives,
 * terms separated by commas hold together. A term that is not a tag stands for
 * `ignore`, which holds nowhere. Undefined where the line is too long for Go,
 * which then disregards it.
 */
export function parsePlusBuild(text: string): Constraint | undefined {
  let operators = -1;
  let whole: Constraint | undefined;
  for (const option of text.split(goSpace).filter((word) => word !== '')) {
    let together: Constraint | undefined;
    for (const term of option.split(',')) {
      const constraint = plusBuildTerm(term);
      operators++;
      together = together ? { kind: 'and', left: together, right: constraint } : constraint;
    }
    if (together) whole = whole ? { kind: 'or', left: whole, right: together } : together;
  }
  if (operators > maxPlusBuildOperators) return undefined;
  return whole ?? { kind: 'tag', tag: 'ignore' };
}

/** Runs of what Go's `unicode.IsSpace` calls space; unlike JavaScript's it lacks U+FEFF and has U+0085. */
const goSpace = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

function plusBuildTerm(term: string): Constraint {
  const ignore: Constraint = { kind: 'tag', tag: 'ignore' };
  if (term.startsWith('!!') || term === '!') return ignore;
  const negated = term.startsWith('!');
  const word = negated ? term.slice(1) : term;
  const constraint: Constraint = /^[\p{L}\p{Nd}_.]+$/u.test(word) ? { kind: 'tag', tag: word } : ignore;
  return negated ? { kind: 'not', operand: constraint } : constraint;
}

class ConstraintError extends Error {}

/** Recursive descent over `||`, `&&`, `!`, parentheses and tags; throws ConstraintError. */
class ExpressionParser {
  private position = 0;
  private token = '';
  private operands = 0;

  constructor(private readonly text: string) {}

  parse(): Constraint {
    const constraint = this.or();
    if (!this.sees('')) throw new ConstraintError(`unexpected token ${this.token}`);
    return constraint;
  }

  private or(): Constraint {
    let left = this.and();
    while (this.sees('||')) left = { kind: 'or', left, right: this.and() };
    return left;
  }

  private and(): Constraint {
    let left = this.not();
    while (this.sees('&&')) left = { kind: 'and', left, right: this.not() };
    return left;
  }

  private not(): Constraint {
    if (++this.operands > maxOperands) throw new ConstraintError('build expression too large');
    this.next();
    if (!this.sees('!')) return this.atom();
    this.next();
    if (this.sees('!')) throw new ConstraintError('double negation not allowed');
    return { kind: 'not', operand: this.atom() };
  }

  private atom(): Constraint {
    if (this.sees('(')) return this.parenthesized();
    if (this.sees('')) throw new ConstraintError('unexpected end of expression');
    if (/^[()!&|]/.test(this.token)) throw new ConstraintError(`unexpected token ${this.token}`);
    const constraint: Constraint = { kind: 'tag', tag: this.token };
    this.next();
    return constraint;
  }

  private parenthesized(): Constraint {
    const inner = this.or();
    if (!this.sees(')')) throw new ConstraintError('missing close paren');
    this.next();
    return inner;
  }

  private sees(token: string): boolean {
    return this.token === token;
  }

  /** Reads the next token; the empty string is the end. */
  private next(): void {
    while (this.text[this.position] === ' ' || this.text[this.position] === '\t') this.position++;
    const pattern = /[()!]|&&|\|\||[\p{L}\p{Nd}_.]+/uy;
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text);
    if (found === null && this.position < this.text.length) {
      throw new ConstraintError(`invalid syntax at ${this.text.charAt(this.position)}`);
    }
    this.token = found?.[0] ?? '';
    this.position += this.token.length;
  }
}
