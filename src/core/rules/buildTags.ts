import { createBuildContext, tagHolds } from '../go/buildContext';
import { evaluate, parseGoBuild, parsePlusBuild, type Constraint } from '../go/constraintExpr';
import { knownArch } from '../go/syslist';

/** Some builds of every kind, to see whether a changed constraint means the same for all but the target. */
const systems = ['linux', 'windows', 'darwin', 'freebsd'];

/**
 * A `//go:build` expression that holds for one more GOARCH and means the same
 * for every other build, or undefined where adding the tag to the list of
 * GOARCHs does not do that. In gofmt's form.
 */
export function widenGoBuild(expression: string, goarch: string): string | undefined {
  const tokens = [...expression.matchAll(/\|\||&&|[!()]|[^\s!()&|]+/g)];
  for (let at = 0; at < tokens.length; at += 1) {
    if (!isArch(tokens[at]?.[0]) || tokens[at - 1]?.[0] === '!') continue;
    let last = at;
    while (tokens[last + 1]?.[0] === '||' && isArch(tokens[last + 2]?.[0])) last += 2;
    const [first, end] = [tokens[at], tokens[last]];
    if (!first || !end) continue;
    const before = expression.slice(0, first.index);
    const list = expression.slice(first.index, end.index + end[0].length);
    const after = expression.slice(end.index + end[0].length);
    const joined = tokens[at - 1]?.[0] === '&&' || tokens[last + 1]?.[0] === '&&';
    const widened = `${before}${joined ? `(${list} || ${goarch})` : `${list} || ${goarch}`}${after}`;
    const constraint = parse(widened);
    if (constraint && onlyAdds(parse(expression), constraint, goarch)) return format(constraint);
    at = last;
  }
  return undefined;
}

/** An expression that holds where either of two does, in gofmt's form; undefined where one cannot be read. */
export function eitherGoBuild(expression: string, other: string): string | undefined {
  const [left, right] = [parse(expression), parse(other)];
  return left && right && format({ kind: 'or', left, right });
}

/** The `// +build` lines (what follows `+build`) that gofmt writes for an expression; undefined where it gives up. */
export function plusBuildLines(expression: string): readonly string[] | undefined {
  const constraint = parse(expression);
  if (!constraint) return undefined;
  const lines = operands('and', pushNot(constraint, false)).map((or) =>
    operands('or', or).map((and) => operands('and', and).map(literal)),
  );
  if (lines.flat(2).includes(undefined)) return undefined;
  if (lines.every((line) => line.length === 1)) return [lines.flat(2).join(',')];
  return lines.map((line) => line.map((option) => option.join(',')).join(' '));
}

/** Whether a `// +build` line (what follows `+build`) holds on linux for a GOARCH. */
export function plusBuildHolds(line: string, goarch: string): boolean {
  const constraint = parsePlusBuild(line);
  const context = createBuildContext({ goarch });
  return constraint !== undefined && evaluate(constraint, (tag) => tagHolds(tag, context));
}

/** A `// +build` line that holds for one more GOARCH: its options are repeated with the new tag in place of a GOARCH's. */
export function widenPlusBuild(line: string, goarch: string): string | undefined {
  const options = line.split(/\s+/).filter((option) => option !== '');
  const model = options.find((option) => option.split(',').some(isArch));
  if (model === undefined) return undefined;
  const added = model.split(',').map((term) => (isArch(term) ? goarch : term));
  const widened = [...options, added.join(',')].join(' ');
  return onlyAdds(parsePlusBuild(line), parsePlusBuild(widened), goarch) ? widened : undefined;
}

function onlyAdds(before: Constraint | undefined, after: Constraint | undefined, goarch: string): boolean {
  if (!before || !after) return false;
  const holds = (constraint: Constraint, goos: string, arch: string, cgo: boolean): boolean => {
    const context = createBuildContext({ goos, goarch: arch, cgo });
    return evaluate(constraint, (tag) => tagHolds(tag, context));
  };
  if (!holds(after, 'linux', goarch, true)) return false;
  return systems.every((goos) =>
    [...knownArch]
      .filter((arch) => arch !== goarch)
      .every((arch) =>
        [true, false].every((cgo) => holds(before, goos, arch, cgo) === holds(after, goos, arch, cgo)),
      ),
  );
}

function parse(expression: string): Constraint | undefined {
  const parsed = parseGoBuild(expression);
  return parsed.ok ? parsed.constraint : undefined;
}

/** As gofmt writes it: parentheses where `&&` and `||` meet. */
function format(constraint: Constraint): string {
  switch (constraint.kind) {
    case 'tag':
      return constraint.tag;
    case 'not': {
      const { operand } = constraint;
      return operand.kind === 'and' || operand.kind === 'or'
        ? `!(${format(operand)})`
        : `!${format(operand)}`;
    }
    case 'and':
    case 'or': {
      const other = constraint.kind === 'and' ? 'or' : 'and';
      const side = (part: Constraint): string => (part.kind === other ? `(${format(part)})` : format(part));
      return `${side(constraint.left)} ${constraint.kind === 'and' ? '&&' : '||'} ${side(constraint.right)}`;
    }
  }
}

function isArch(tag: string | undefined): boolean {
  return tag !== undefined && knownArch.has(tag);
}

function pushNot(constraint: Constraint, negated: boolean): Constraint {
  switch (constraint.kind) {
    case 'tag':
      return negated ? { kind: 'not', operand: constraint } : constraint;
    case 'not':
      return pushNot(constraint.operand, !negated);
    case 'and':
    case 'or': {
      const kind = negated === (constraint.kind === 'and') ? 'or' : 'and';
      return { kind, left: pushNot(constraint.left, negated), right: pushNot(constraint.right, negated) };
    }
  }
}

function operands(kind: 'and' | 'or', constraint: Constraint): readonly Constraint[] {
  if (constraint.kind !== kind) return [constraint];
  return [...operands(kind, constraint.left), ...operands(kind, constraint.right)];
}

function literal(constraint: Constraint): string | undefined {
  if (constraint.kind === 'tag') return constraint.tag;
  if (constraint.kind === 'not' && constraint.operand.kind === 'tag') return `!${constraint.operand.tag}`;
  return undefined;
}
