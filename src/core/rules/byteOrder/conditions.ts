import { partsOf } from '../../go/nodes';
import type { SyntaxNode } from '../../go/syntax';
import { statementsOf } from '../architectureTable/consequence';
import { keyOf } from '../architectureTable/key';
import { stringOf, type Sight } from '../architectureTable/names';
import { functionName } from '../architectureTable/table';
import { edit, ownNames } from './switches';
import { orderOfStatements, orderOfText, otherOrder, type ByteOrder } from './words';
import type { WrongOrder } from './wrong';

/**
 * `strings.HasPrefix(runtime.GOARCH, "mips")`, or a comparison with the
 * target's name, where what it leads to is the other byte order.
 */
export function wrongInCondition(node: SyntaxNode, sight: Sight): WrongOrder | undefined {
  const { target, t } = sight.context;
  const asked = prefixOf(node, sight) ?? comparedOf(node, sight);
  if (!asked) return undefined;
  const reached = orderWhereTrue(node);
  if (reached !== otherOrder(target.endian)) return undefined;
  const { key, prefix } = asked;
  if (prefix === undefined) return { at: node, how: { kind: 'named' }, isGoarch: key.isGoarch };
  const suffix =
    key.isGoarch && target.endian === 'little' && target.goarch.endsWith('le') ? 'le' : undefined;
  return {
    at: node,
    how: { kind: 'prefix', prefix },
    isGoarch: key.isGoarch,
    ...(suffix !== undefined && {
      fix: {
        title: t('Leave out the little-endian ones'),
        edits: [
          edit(node.endIndex, node.endIndex, ` && !strings.HasSuffix(${key.text}, "${suffix}")`, sight),
        ],
      },
    }),
  };
}

interface Asked {
  readonly key: NonNullable<ReturnType<typeof keyOf>>;
  readonly prefix?: string;
}

/** A test for the beginning that the names of both byte orders have. */
function prefixOf(node: SyntaxNode, sight: Sight): Asked | undefined {
  if (node.type !== 'call_expression') return undefined;
  if (!/^strings\.(?:HasPrefix|Contains)$/.test(node.childForFieldName('function')?.text ?? ''))
    return undefined;
  const [asked, text] = partsOf(node.childForFieldName('arguments'));
  const prefix = text && stringOf(text, sight);
  const key = asked && keyOf(asked, sight);
  const { goarch } = sight.context.target;
  return key && prefix !== undefined && /^mips(?:64)?$/.test(prefix) && goarch.startsWith(prefix)
    ? { key, prefix }
    : undefined;
}

function comparedOf(node: SyntaxNode, sight: Sight): Asked | undefined {
  if (node.type !== 'binary_expression' || node.childForFieldName('operator')?.text !== '==')
    return undefined;
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
  const name = right ? stringOf(right, sight) : undefined;
  const key =
    left && name !== undefined && ownNames(sight.context.target).includes(name)
      ? keyOf(left, sight)
      : undefined;
  return key && { key };
}

/** The byte order that a test leads to where it is true, and other tests beside it do not narrow it. */
function orderWhereTrue(node: SyntaxNode): ByteOrder | undefined {
  let { parent } = node;
  while (parent && (parent.type === 'parenthesized_expression' || isOr(parent))) parent = parent.parent;
  const within = functionName(node);
  if (parent?.type === 'if_statement')
    return orderOfStatements(statementsOf(parent.childForFieldName('consequence')), within);
  const list = parent?.type === 'expression_list' ? parent : undefined;
  const statement = list?.parent;
  if (!list || !statement) return undefined;
  if (statement.type === 'expression_case') {
    // Only in a switch without a value is a case a condition.
    const isCondition = statement.parent?.childForFieldName('value') === null;
    return isCondition ? orderOfStatements(statementsOf(statement), within) : undefined;
  }
  if (partsOf(list).length !== 1) return undefined;
  if (statement.type === 'return_statement') return orderOfText(within);
  const name = statement.childForFieldName('left') ?? statement.childForFieldName('name');
  return name ? orderOfText(name.text) : undefined;
}

function isOr(node: SyntaxNode): boolean {
  return node.type === 'binary_expression' && node.childForFieldName('operator')?.text === '||';
}
