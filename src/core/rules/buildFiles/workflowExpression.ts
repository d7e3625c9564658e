import { and, check, equal, known, mapValue, not, or, unknown } from './values';
import type { Value, Verdict } from './values';

/** What names in an expression of GitHub's workflows mean: `matrix.goarch`, `env.FLAGS`, `runner.os`. */
export type WorkflowNames = (path: string) => Value;

type Token = { readonly kind: 'text' | 'name' | 'operator'; readonly text: string };

/**
 * What an expression of GitHub's workflow language can be (`matrix.goarch !=
 * 'mips64le' && contains(matrix.os, 'ubuntu')`), with or without `${{ }}`
 * around it. Comparisons give `true` and `false`; what is not known gives an
 * unknown value.
 */
export function expressionValue(expression: string, names: WorkflowNames): Value {
  const inner = /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(expression)?.[1] ?? expression;
  const tokens = tokensOf(inner);
  if (!tokens) return unknown;
  return new ExpressionReader(tokens, names).read();
}

/** Whether an `if:` holds. */
export function expressionVerdict(expression: string, names: WorkflowNames): Verdict {
  return truthOf(expressionValue(expression, names));
}

function truthOf(value: Value): Verdict {
  return check(value, (text) => text !== '' && text !== 'false' && text !== '0');
}

function fromVerdict({ truth, arch }: Verdict): Value {
  return { options: truth === undefined ? undefined : [String(truth)], arch };
}

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const pattern = /\s*(?:'((?:[^']|'')*)'|(&&|\|\||[=!<>]=|[<>!(),[\]])|([\w.*-]+))/y;
  while (pattern.lastIndex < text.trimEnd().length) {
    const match = pattern.exec(text);
    if (!match) return undefined;
    const [, quoted, operator, name] = match;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replaceAll("''", "'") });
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator });
    else tokens.push({ kind: 'name', text: name ?? '' });
  }
  return tokens;
}

class ExpressionReader {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly names: WorkflowNames,
  ) {}

  read(): Value {
    const value = this.either();
    return this.at === this.tokens.length ? value : { options: undefined, arch: value.arch };
  }

  private either(): Value {
    let left = this.both();
    while (this.accept('||')) {
      const right = this.both();
      const { truth, arch } = truthOf(left);
      // `a || b` is a where it holds, and b otherwise, whatever b is.
      left =
        truth === true
          ? left
          : truth === false
            ? right
            : this.combined(or([truthOf(left), truthOf(right)]), arch);
    }
    return left;
  }

  private both(): Value {
    let left = this.compared();
    while (this.accept('&&')) {
      const right = this.compared();
      const { truth, arch } = truthOf(left);
      if (truth === true) left = { ...right, arch: right.arch || arch };
      else if (truth === undefined) left = this.combined(and([truthOf(left), truthOf(right)]), arch);
    }
    return left;
  }

  private combined(verdict: Verdict, arch: boolean): Value {
    return fromVerdict({ truth: verdict.truth, arch: verdict.arch || arch });
  }

  private compared(): Value {
    const left = this.primary();
    const lower = (value: Value): Value => mapValue(value, (text) => text.toLowerCase());
    if (this.accept('==')) return fromVerdict(equal(lower(left), lower(this.primary())));
    if (this.accept('!=')) return fromVerdict(not(equal(lower(left), lower(this.primary()))));
    for (const operator of ['<=', '>=', '<', '>']) {
      if (this.accept(operator)) return { options: undefined, arch: left.arch || this.primary().arch };
    }
    return left;
  }

  private primary(): Value {
    if (this.accept('!')) return fromVerdict(not(truthOf(this.primary())));
    if (this.accept('(')) {
      const inner = this.either();
      this.accept(')');
      return inner;
    }
    const token = this.tokens[this.at++];
    if (!token || token.kind === 'operator') return unknown;
    if (token.kind === 'text') return known(token.text);
    if (this.accept('(')) return this.call(token.text.toLowerCase());
    if (/^(?:true|false|\d+)$/.test(token.text)) return known(token.text);
    if (token.text === 'null') return known('');
    return this.names(token.text);
  }

  private call(name: string): Value {
    const args: Value[] = [];
    while (this.at < this.tokens.length && !this.accept(')')) {
      args.push(this.either());
      this.accept(',');
    }
    const [first = unknown, second = unknown] = args;
    const [needle] = second.options?.length === 1 ? second.options : [];
    const arch = first.arch || second.arch;
    const tests: Readonly<Record<string, (text: string, part: string) => boolean>> = {
      contains: (text, part) => text.includes(part),
      startswith: (text, part) => text.startsWith(part),
      endswith: (text, part) => text.endsWith(part),
    };
    const test = Object.hasOwn(tests, name) ? tests[name] : undefined;
    if (test && needle !== undefined) {
      const verdict = check(first, (text) => test(text.toLowerCase(), needle.toLowerCase()));
      return fromVerdict({ ...verdict, arch });
    }
    if (name === 'always' || name === 'success') return known('true');
    if (name === 'failure' || name === 'cancelled') return known('false');
    return { options: undefined, arch };
  }

  private accept(text: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'operator' || token.text !== text) return false;
    this.at++;
    return true;
  }
}
