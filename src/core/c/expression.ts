/** What a preprocessor's condition asks of its surroundings; undefined means that it is not known. */
export interface Lookup {
  /** Whether a macro is defined. */
  defined(name: string): boolean | undefined;
  /** The value of an identifier in a condition: of a macro what it expands to, 0 for what is none. */
  value(name: string): number | undefined;
  /** `__has_include(<name>)`. */
  hasInclude(name: string): boolean | undefined;
}

type Value = number | undefined;

/**
 * Evaluates the condition of an `#if` as far as it is known (C11 6.10.1), in
 * JavaScript's numbers. Anything that cannot be read is not known.
 */
export function evaluateCondition(text: string, lookup: Lookup): Value {
  const reader = new Reader(tokensOf(text), lookup);
  const value = reader.ternary();
  return reader.isAtEnd() ? value : undefined;
}

function tokensOf(text: string): readonly string[] {
  return (
    text.match(/[A-Za-z_]\w*|0[xX][\da-fA-F]+[uUlL]*|\d+[uUlL]*|\|\||&&|[=!<>]=|<<|>>|"[^"]*"|\S/g) ?? []
  );
}

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

class Reader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly lookup: Lookup,
  ) {}

  isAtEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  ternary(): Value {
    const condition = this.binary(0);
    if (!this.take('?')) return condition;
    const yes = this.ternary();
    const no = this.take(':') ? this.ternary() : undefined;
    return condition === undefined ? undefined : condition !== 0 ? yes : no;
  }

  private binary(level: number): Value {
    const operators = levels[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    for (let operator = this.peek(); operators.includes(operator); operator = this.peek()) {
      this.at++;
      left = combine(operator, left, this.binary(level + 1));
    }
    return left;
  }

  private unary(): Value {
    // Conditions nest a few levels at most; a text that is no condition may nest without end.
    if (++this.depth > 200) return undefined;
    if (this.take('!')) return negate(this.unary());
    if (this.take('-')) return map(this.unary(), (value) => -value);
    if (this.take('+')) return this.unary();
    if (this.take('~')) return map(this.unary(), (value) => ~value);
    if (this.take('(')) {
      const value = this.ternary();
      return this.take(')') ? value : undefined;
    }
    return this.primary();
  }

  private primary(): Value {
    const token = this.peek();
    this.at++;
    if (/^\d/.test(token)) return Number(token.replace(/[uUlL]+$/, '').replace(/^0(?=\d)/, '0o'));
    if (token === 'defined') return this.definedName();
    if (!/^[A-Za-z_]/.test(token)) return undefined;
    if (this.peek() !== '(') return this.lookup.value(token);
    const argument = this.argument();
    if (token !== '__has_include') return undefined;
    return toNumber(this.lookup.hasInclude(argument));
  }

  private definedName(): Value {
    const inBrackets = this.take('(');
    const name = this.peek();
    this.at++;
    if (inBrackets && !this.take(')')) return undefined;
    return toNumber(this.lookup.defined(name));
  }

  /** What stands in the brackets of a call, without spaces. */
  private argument(): string {
    const start = this.at + 1;
    let open = 0;
    do {
      if (this.peek() === '(') open++;
      if (this.peek() === ')') open--;
      this.at++;
    } while (open > 0 && !this.isAtEnd());
    return this.tokens.slice(start, this.at - 1).join('');
  }

  private take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.at++;
    return true;
  }

  private peek(): string {
    return this.tokens[this.at] ?? '';
  }
}

function combine(operator: string, left: Value, right: Value): Value {
  // One side can decide alone.
  if (operator === '||') {
    if ((left ?? 0) !== 0 || (right ?? 0) !== 0) return 1;
    return left === undefined || right === undefined ? undefined : 0;
  }
  if (operator === '&&') {
    if (left === 0 || right === 0) return 0;
    return left === undefined || right === undefined ? undefined : 1;
  }
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '<':
      return Number(left < right);
    case '>':
      return Number(left > right);
    case '<=':
      return Number(left <= right);
    case '>=':
      return Number(left >= right);
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&':
      return left & right;
    case '<<':
      return left * 2 ** right;
    case '>>':
      return Math.floor(left / 2 ** right);
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : Math.trunc(left / right);
    default:
      return right === 0 ? undefined : left % right;
  }
}

function negate(value: Value): Value {
  return map(value, (known) => Number(known === 0));
}

function map(value: Value, change: (known: number) => number): Value {
  return value === undefined ? undefined : change(value);
}

function toNumber(value: boolean | undefined): Value {
  return value === undefined ? undefined : Number(value);
}
