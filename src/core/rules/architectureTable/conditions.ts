import { partsOf } from '../../go/nodes';
import type { SyntaxNode } from '../../go/syntax';
import { consequenceOf, statementsOf, type Consequence } from './consequence';
import { keyOf, type Key } from './key';
import { writtenName, type Sight } from './names';
import { functionName, type Row, type Table } from './table';

/** One comparison of a condition with an architecture's name. */
interface Comparison {
  readonly operator: '==' | '!=';
  readonly key: Key;
  readonly row: Row;
}

/**
 * An `if` that is about architectures: one that breaks for all but those its
 * condition names, or a chain of `else if` that ends in a break.
 */
export function conditionTable(node: SyntaxNode, sight: Sight): Table | undefined {
  // The rest of a chain is looked at with its head.
  if (node.parent?.type === 'if_statement') return undefined;
  return refused(node, sight) ?? chained(node, sight);
}

/** `if runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" { panic(…) }`. */
function refused(node: SyntaxNode, sight: Sight): Table | undefined {
  const condition = node.childForFieldName('condition');
  const consequence = consequenceOf(statementsOf(node.childForFieldName('consequence')));
  if (!condition || !consequence) return undefined;
  const negated = /^!\s*\(/.test(condition.text) ? condition.namedChildren[0] : undefined;
  const comparisons = negated
    ? all(operandsOf(negated, '||'), sight, '==')
    : some(operandsOf(condition, '&&'), sight, '!=');
  return tableOf(node, condition, comparisons, consequence);
}

/** `if arch == "amd64" {…} else if arch == "arm64" {…} else { return err }`. */
function chained(node: SyntaxNode, sight: Sight): Table | undefined {
  const comparisons: Comparison[] = [];
  let at: SyntaxNode | null = node;
  while (at?.type === 'if_statement') {
    const condition = at.childForFieldName('condition');
    const here = condition ? all(operandsOf(condition, '||'), sight, '==') : [];
    if (here.length === 0) return undefined;
    comparisons.push(...here);
    at = at.childForFieldName('alternative');
  }
  const consequence = at ? consequenceOf(statementsOf(at)) : undefined;
  const condition = node.childForFieldName('condition');
  return consequence && condition ? tableOf(node, condition, comparisons, consequence) : undefined;
}

function tableOf(
  node: SyntaxNode,
  at: SyntaxNode,
  comparisons: readonly Comparison[],
  consequence: Consequence,
): Table | undefined {
  const [first] = comparisons;
  if (!first || comparisons.some(({ key }) => key.text !== first.key.text)) return undefined;
  const rows = comparisons.map(({ row }) => row);
  return {
    shape: 'condition',
    at,
    node,
    key: first.key,
    rows,
    strangers: 0,
    consequence,
    about: functionName(node),
  };
}

/** The operands of a chain of one operator; the expression itself where it is none. */
function operandsOf(node: SyntaxNode, operator: '&&' | '||'): readonly SyntaxNode[] {
  if (node.type === 'parenthesized_expression')
    return partsOf(node).flatMap((one) => operandsOf(one, operator));
  if (node.type !== 'binary_expression' || node.childForFieldName('operator')?.text !== operator)
    return [node];
  return ['left', 'right'].flatMap((side) => {
    const operand = node.childForFieldName(side);
    return operand ? operandsOf(operand, operator) : [];
  });
}

/** The comparisons among operands. */
function some(operands: readonly SyntaxNode[], sight: Sight, operator: '==' | '!='): readonly Comparison[] {
  return operands
    .flatMap((operand) => comparisonOf(operand, sight) ?? [])
    .filter((one) => one.operator === operator);
}

/** The comparisons that operands are, or none where one of them is anything else. */
function all(operands: readonly SyntaxNode[], sight: Sight, operator: '==' | '!='): readonly Comparison[] {
  const found = some(operands, sight, operator);
  return found.length === operands.length ? found : [];
}

function comparisonOf(node: SyntaxNode, sight: Sight): Comparison | undefined {
  const operator = node.type === 'binary_expression' ? node.childForFieldName('operator')?.text : undefined;
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
  if ((operator !== '==' && operator !== '!=') || !left || !right) return undefined;
  const name = writtenName(right, sight);
  const key = name && keyOf(left, sight);
  return key ? { operator, key, row: { node, names: [name] } } : undefined;
}
