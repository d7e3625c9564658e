import type { UseContext } from './facts';
import { literalPart, type LiteralPart } from './literals';
import { declares, namesOf } from './scope';
import { enclosing, indexIn, isSame, partsOf } from './nodes';
import type { SyntaxNode } from './syntax';
import { unknown, type FuncType, type GoType, type LazyType, type Place } from './types';
import { assigned } from './typesOfDeclarations';
import { argumentsOf } from './typesOfBuiltins';
import { calleeOf } from './typesOfExpressions';
import { signature } from './typesOfSyntax';
import type { Typing } from './typing';

/** One side's eyes on a file. */
export interface Sight {
  readonly typing: Typing;
  readonly place: Place;
}

export type TypeAt = (sight: Sight) => GoType;

/** What the place of an expression asks of its type. */
export type Requirement =
  /** The expression must be assignable to `to`. */
  | {
      readonly kind: 'assign';
      readonly context: UseContext;
      readonly to: TypeAt;
      /** What asks for that type, for a message. */
      readonly taker?: SyntaxNode;
      /** Where the compiler complains, if not at the expression. */
      readonly complaint?: SyntaxNode;
    }
  /** The expression and `other` must have the same type; with `result`, the operation's value goes on. */
  | {
      readonly kind: 'match';
      readonly context: UseContext;
      readonly other: SyntaxNode;
      readonly result?: SyntaxNode;
    }
  /** The expression is assigned to: a value of type `from` must fit it. */
  | { readonly kind: 'receive'; readonly from: TypeAt; readonly taker?: SyntaxNode }
  /** The value becomes that of a new variable. */
  | { readonly kind: 'flow'; readonly nameNode: SyntaxNode }
  /** Nothing is asked; the value of `node`, which holds the expression, has its type from it. */
  | { readonly kind: 'through'; readonly node: SyntaxNode; readonly address?: true }
  | { readonly kind: 'none' };

const none: Requirement = { kind: 'none' };
const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);
const functions = new Set(['func_literal', 'function_declaration', 'method_declaration']);

/** What the place where an expression stands asks of its type. */
export function requirementOf(node: SyntaxNode): Requirement {
  const { parent } = node;
  if (!parent) return none;
  switch (parent.type) {
    case 'parenthesized_expression':
      return { kind: 'through', node: parent };
    case 'unary_expression':
      return ofUnary(parent);
    case 'binary_expression':
      return ofBinary(node, parent);
    case 'argument_list':
      return parent.parent?.type === 'call_expression' ? ofArgument(node, parent.parent) : none;
    case 'index_expression':
      return ofIndex(node, parent);
    case 'literal_element':
      return ofElement(parent);
    case 'expression_list':
      return ofList(node, parent);
    case 'send_statement': {
      const channel = parent.childForFieldName('channel');
      if (!channel || isSame(channel, node)) return none;
      return assign('send', channel, (sight) => {
        const type = sight.typing.underlying(typeOf(channel, sight));
        return type.kind === 'chan' ? type.elem : unknown;
      });
    }
    case 'expression_switch_statement':
      return isSame(parent.childForFieldName('value'), node) ? ofSwitch(parent) : none;
    case 'range_clause':
      return ofRange(node, parent);
    default:
      return none;
  }
}

function assign(context: UseContext, taker: SyntaxNode | null | undefined, to: TypeAt): Requirement {
  return { kind: 'assign', context, to, ...(taker && { taker }) };
}

function typeOf(node: SyntaxNode, sight: Sight): GoType {
  return sight.typing.typeOf(node, sight.place);
}

function ofUnary(parent: SyntaxNode): Requirement {
  switch (parent.childForFieldName('operator')?.type ?? '') {
    case '&':
      return { kind: 'through', node: parent, address: true };
    case '-':
    case '+':
    case '^':
    case '*':
      return { kind: 'through', node: parent };
    default:
      return none;
  }
}

function ofBinary(node: SyntaxNode, parent: SyntaxNode): Requirement {
  const operator = parent.childForFieldName('operator')?.type ?? '';
  const left = parent.childForFieldName('left');
  const right = parent.childForFieldName('right');
  if (!left || !right) return none;
  const isLeft = isSame(left, node);
  if (operator === '<<' || operator === '>>') return isLeft ? { kind: 'through', node: parent } : none;
  if (operator === '&&' || operator === '||') return none;
  const other = isLeft ? right : left;
  return comparisons.has(operator)
    ? { kind: 'match', context: 'operation', other }
    : { kind: 'match', context: 'operation', other, result: parent };
}

function ofArgument(node: SyntaxNode, call: SyntaxNode): Requirement {
  const args = argumentsOf(call);
  const index = indexIn(args, node);
  if (index < 0) return none;
  const [first] = args;
  return assign('argument', call.childForFieldName('function'), (sight) => {
    const callee = calleeOf(call, sight.place, sight.typing);
    if (callee.kind === 'function') return parameter(callee.type, index)?.() ?? unknown;
    if (callee.kind !== 'builtin' || !first || index === 0) return unknown;
    const type = sight.typing.underlying(typeOf(first, sight));
    if (callee.name === 'append' && type.kind === 'slice') return type.elem;
    return callee.name === 'delete' && type.kind === 'map' ? type.key : unknown;
  });
}

/** The type that the argument at an index must fit. */
export function parameter(type: FuncType, index: number): LazyType | undefined {
  return type.params[type.variadic ? Math.min(index, type.params.length - 1) : index];
}

function ofIndex(node: SyntaxNode, parent: SyntaxNode): Requirement {
  const operand = parent.childForFieldName('operand');
  if (!operand) return none;
  if (isSame(operand, node)) return { kind: 'through', node: parent };
  return assign('index', operand, (sight) => {
    const type = sight.typing.underlying(typeOf(operand, sight));
    return type.kind === 'map' ? type.key : unknown;
  });
}

function ofElement(element: SyntaxNode): Requirement {
  const part: LiteralPart | undefined = literalPart(element);
  return part ? assign(part.context, part.taker, part.type) : none;
}

function ofList(node: SyntaxNode, list: SyntaxNode): Requirement {
  const owner = list.parent;
  const index = indexIn(partsOf(list), node);
  if (!owner || index < 0) return none;
  switch (owner.type) {
    case 'short_var_declaration':
      return isSame(owner.childForFieldName('right'), list) ? ofShortVar(owner, list, index) : none;
    case 'assignment_statement':
      return isSame(owner.childForFieldName('left'), list)
        ? ofAssigned(owner, list, index)
        : ofAssignment(owner, list, index);
    case 'var_spec':
      return ofVarSpec(owner, list, index);
    case 'return_statement':
      return ofReturn(owner, list, index);
    case 'expression_case': {
      const value = owner.parent?.childForFieldName('value');
      return value ? { kind: 'match', context: 'case', other: value } : none;
    }
    default:
      return none;
  }
}

function ofShortVar(statement: SyntaxNode, right: SyntaxNode, index: number): Requirement {
  const left = partsOf(statement.childForFieldName('left'));
  const nameNode = left[index];
  if (left.length !== partsOf(right).length || nameNode?.type !== 'identifier') return none;
  return { kind: 'flow', nameNode };
}

function ofAssignment(statement: SyntaxNode, right: SyntaxNode, index: number): Requirement {
  const left = partsOf(statement.childForFieldName('left'));
  const target = left[index];
  if (!target || left.length !== partsOf(right).length || target.text === '_') return none;
  const operator = statement.childForFieldName('operator')?.type ?? '=';
  if (operator === '<<=' || operator === '>>=') return none;
  return assign(operator === '=' ? 'assignment' : 'operation', target, (sight) => typeOf(target, sight));
}

/** The node is on the left of `=`, `+=` and their like. */
function ofAssigned(statement: SyntaxNode, left: SyntaxNode, index: number): Requirement {
  const right = partsOf(statement.childForFieldName('right'));
  const operator = statement.childForFieldName('operator')?.type ?? '=';
  if (operator === '<<=' || operator === '>>=') return none;
  const count = partsOf(left).length;
  const own = right.length === count ? right[index] : undefined;
  return {
    kind: 'receive',
    ...(own && { taker: own }),
    from: ({ typing, place }) =>
      own ? typing.typeOf(own, place) : assigned(right, index, count, place, typing),
  };
}

function ofVarSpec(spec: SyntaxNode, values: SyntaxNode, index: number): Requirement {
  const written = spec.childForFieldName('type');
  const names = namesOf(spec);
  if (written) {
    return assign('declaration', names[index], (sight) => sight.typing.typeFrom(written, sight.place));
  }
  const nameNode = names[index];
  return nameNode && names.length === partsOf(values).length ? { kind: 'flow', nameNode } : none;
}

function ofReturn(statement: SyntaxNode, values: SyntaxNode, index: number): Requirement {
  const owner = enclosing(statement, functions);
  if (!owner) return none;
  const count = partsOf(values).length;
  return assign('return', owner.childForFieldName('name'), (sight) => {
    const { results } = signature(owner, sight.place, sight.typing);
    return results.length === count ? (results[index]?.() ?? unknown) : unknown;
  });
}

/** The value of `switch value { case … }`: the first case that has a type decides. */
function ofSwitch(statement: SyntaxNode): Requirement {
  const cases = statement.namedChildren
    .filter((child) => child.type === 'expression_case')
    .flatMap((child) => partsOf(child.childForFieldName('value')));
  const typeOfCases = (sight: Sight): GoType => {
    const types = cases.map((value) => typeOf(value, sight));
    return types.find((type) => type.kind !== 'untyped') ?? types[0] ?? unknown;
  };
  const [first] = cases;
  return {
    kind: 'assign',
    context: 'case',
    to: typeOfCases,
    ...(first && { taker: first, complaint: first }),
  };
}

/** `for i := range n` over an integer gives `i` the type of `n`; over an array, the elements'. */
function ofRange(node: SyntaxNode, clause: SyntaxNode): Requirement {
  if (!isSame(clause.childForFieldName('right'), node) || !declares(clause)) return none;
  const names = partsOf(clause.childForFieldName('left'));
  const nameNode = names[names.length - 1];
  return nameNode?.type === 'identifier' ? { kind: 'flow', nameNode } : none;
}
