import { partsOf } from '../../go/nodes';
import { findLocal } from '../../go/scope';
import type { SyntaxNode } from '../../go/syntax';
import { consequenceOf, isZero, leaves, statementsOf, type Consequence } from './consequence';
import { keyOf, valueFor, type Key } from './key';
import { writtenName, type Sight, type WrittenName } from './names';
import { functionName, promisesToKnow, statementsAfter, type Row, type Table } from './table';

/** How many statements after a switch may lead to the error that it is there to avoid. */
const maxRest = 6;

/** A switch over names of architectures, with what happens to others. */
export function switchTable(node: SyntaxNode, sight: Sight): Table | undefined {
  const tag = node.childForFieldName('value');
  const within = functionName(node);
  if (!tag) return undefined;
  const cases = partsOf(node).filter((one) => one.type === 'expression_case');
  const labels = cases.map((one) => partsOf(one.childForFieldName('value')));
  const rows = cases.map((one, index): Row => {
    const names = (labels[index] ?? []).flatMap((label): readonly WrittenName[] => {
      const written = writtenName(label, sight);
      return written ? [written] : [];
    });
    const [only, ...others] = statementsOf(one);
    return { node: one, names, ...(only && others.length === 0 && { value: only }) };
  });
  const named = rows.filter(({ names }) => names.length > 0);
  if (named.length === 0) return undefined;
  const key: Key | undefined =
    keyOf(tag, sight) ?? (/arch/i.test(within) ? { text: tag.text, isGoarch: false } : undefined);
  if (!key) return undefined;
  return {
    shape: 'switch',
    at: tag,
    node,
    key,
    rows: named,
    strangers: labels.flat().length - rows.flatMap(({ names }) => names).length,
    consequence: forOthers(node, named, within),
    about: `${within} ${assignedName(named) ?? ''}`,
  };
}

function forOthers(node: SyntaxNode, rows: readonly Row[], within: string): Consequence | undefined {
  const fallback = partsOf(node).find((one) => one.type === 'default_case');
  const statements = statementsOf(fallback ?? null);
  if (statements.length > 0) return consequenceOf(statements) ?? emptyReturn(statements, rows, within);
  const bodies = rows.map((row) => statementsOf(row.node));
  if (bodies.every((body) => leaves(body.at(-1)))) {
    const rest = statementsAfter(node);
    if (rest.length > maxRest) return undefined;
    const last = rest.slice(-1);
    return consequenceOf(last) ?? (rest.length === 1 ? emptyReturn(rest, rows, within) : undefined);
  }
  return leftEmpty(node, rows);
}

/** A default that returns nothing where every case returns a name, a list for libseccomp, or that it is known. */
function emptyReturn(
  statements: readonly SyntaxNode[],
  rows: readonly Row[],
  within: string,
): Consequence | undefined {
  const [only, ...more] = statements;
  const given = only && more.length === 0 ? returned(only) : undefined;
  if (!given || !isZero(given)) return undefined;
  const values = rows.map(({ value }) => value && returned(value));
  const every = (test: (value: SyntaxNode) => boolean): boolean =>
    values.every((value) => value !== undefined && test(value));
  if (given.text === 'false') {
    return promisesToKnow(within) && every((value) => value.text === 'true')
      ? { kind: 'zero', text: 'false' }
      : undefined;
  }
  if (every((value) => /string_literal$/.test(value.type))) return { kind: 'empty', text: given.text };
  return every((value) =>
    /\bArch(?:X86_64|AARCH64|S390X?|PPC\w*|MIPS\w*|RISCV64|ARM|LOONGARCH64)\b/.test(value.text),
  )
    ? { kind: 'zero', text: given.text }
    : undefined;
}

function returned(statement: SyntaxNode): SyntaxNode | undefined {
  if (statement.type !== 'return_statement') return undefined;
  return partsOf(partsOf(statement)[0] ?? null)[0];
}

/** The one variable that every case gives a value to, and does no more. */
function assignedName(rows: readonly Row[]): string | undefined {
  const names = rows.map(({ value }) => {
    if (value?.type !== 'assignment_statement' || !/^\S+\s*=[^=]/.test(value.text)) return undefined;
    return value.childForFieldName('left')?.text;
  });
  const [first] = names;
  return first !== undefined && names.every((name) => name === first) ? first : undefined;
}

/** A variable without a value that only the cases fill, and that is looked at afterwards or is a name. */
function leftEmpty(node: SyntaxNode, rows: readonly Row[]): Consequence | undefined {
  const name = assignedName(rows);
  if (name === undefined || !/^\w+$/.test(name)) return undefined;
  const binding = findLocal(name, node);
  if (!binding) return undefined;
  const { declaredBy } = binding;
  const initial = valueFor(declaredBy, name);
  const isResult =
    declaredBy.type === 'parameter_declaration' &&
    declaredBy.parent?.startIndex === resultsOf(binding.scope)?.startIndex;
  const isBare = declaredBy.type === 'var_spec' && !declaredBy.childForFieldName('value');
  if (!isBare && !isResult && !(initial && isZero(initial))) return undefined;
  if (isGivenBefore(node, name)) return undefined;
  const [next] = statementsAfter(node);
  if (next?.type === 'if_statement' && checksEmpty(next, name)) {
    return consequenceOf(statementsOf(next.childForFieldName('consequence')));
  }
  const areNames = rows.every(({ value }) =>
    /string_literal$/.test(partsOf(value?.childForFieldName('right') ?? null)[0]?.type ?? ''),
  );
  return areNames && isUsedAfter(node, name) ? { kind: 'empty', text: name } : undefined;
}

function resultsOf(scope: SyntaxNode): SyntaxNode | null {
  return scope.childForFieldName('result');
}

/** Whether an earlier statement of the block assigns to a variable, other than by declaring it. */
function isGivenBefore(node: SyntaxNode, name: string): boolean {
  for (let at = node.previousNamedSibling; at; at = at.previousNamedSibling) {
    if (at.type !== 'var_declaration' && new RegExp(`(?:^|[^.\\w])${name}\\s*=[^=]`).test(at.text))
      return true;
  }
  return false;
}

function isUsedAfter(node: SyntaxNode, name: string): boolean {
  return statementsAfter(node).some((statement) => new RegExp(`\\b${name}\\b`).test(statement.text));
}

/** Whether an `if` asks whether a variable is still empty. */
export function checksEmpty(statement: SyntaxNode, name: string): boolean {
  const condition = statement.childForFieldName('condition')?.text ?? '';
  return new RegExp(`^(?:${name}\\s*==\\s*(?:""|nil|0)|len\\(${name}\\)\\s*==\\s*0)$`).test(condition);
}
