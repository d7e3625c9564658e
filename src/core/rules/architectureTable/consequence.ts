import { partsOf } from '../../go/nodes';
import type { SyntaxNode } from '../../go/syntax';

/** What happens to an architecture that a table lacks. */
export interface Consequence {
  readonly kind: 'panic' | 'error' | 'exit' | 'log' | 'unknown' | 'empty' | 'zero' | 'itself';
  /** What is given or left, for the last four. */
  readonly text: string;
}

const exits = /(?:^|\.)(?:Fatal\w*|Exit\w*|Panic\w*|FailNow)$/;
const makesError =
  /(?:^|\.)(?:Errorf|Errorln|Error[A-Z]\w*|NewError\w*|new\w*Error\w*|New\w*Error\w*|Wrapf?|InvalidArgument\w*|Unsupported\w*|NotSupported\w*|NotImplemented\w*)$|(?:^|\b)(?:x?errors|status)\.(?:New|Error)\w*$/;
const logsError = /^(?:\w+\.)*(?:k?log|glog|logrus|logger|plog|lg|l|logging)\.(?:\w+\([^()]*\)\.)*Error\w*$/i;
const errorValue = /^(?:\w+\.)?(?:[eE]rr[A-Z]\w*|E[A-Z]{2,}|[A-Z]\w*Error)$/;
const sentinel = /unknown|unsupported|invalid|undefined|notsupported|_NONE$|Bad$|^BAD_|not supported/i;

/** The statements of a block, a case or a list of statements. */
export function statementsOf(node: SyntaxNode | null): readonly SyntaxNode[] {
  const list =
    node?.type === 'statement_list' ? node : node?.namedChildren.find((one) => one.type === 'statement_list');
  return partsOf(list ?? null);
}

/**
 * How statements break, if they do: a panic, an end of the program, an error
 * that is returned or logged, a value that says that nothing is known.
 */
export function consequenceOf(statements: readonly SyntaxNode[]): Consequence | undefined {
  const found = statements.map(ofStatement);
  // The last statement decides; before it only an error that is put together or logged counts.
  const last = found.at(-1);
  if (last) return last;
  const before = found.find((one) => one?.kind === 'error' || one?.kind === 'log');
  const end = statements.at(-1);
  return before && (end?.type !== 'return_statement' || partsOf(end).length === 0) ? before : undefined;
}

function ofStatement(statement: SyntaxNode): Consequence | undefined {
  if (statement.type === 'expression_statement') {
    const [call] = statement.namedChildren;
    const callee = call?.type === 'call_expression' ? (call.childForFieldName('function')?.text ?? '') : '';
    if (callee === 'panic') return { kind: 'panic', text: '' };
    if (exits.test(callee)) return { kind: 'exit', text: '' };
    if (logsError.test(callee)) return { kind: 'log', text: '' };
    return undefined;
  }
  if (statement.type === 'return_statement') {
    const values = partsOf(partsOf(statement)[0] ?? null);
    if (values.some(isError)) return { kind: 'error', text: '' };
    const [first] = values;
    return first && (values.length === 1 || values.slice(1).every(isNothing)) ? sentinelOf(first) : undefined;
  }
  if (statement.type === 'assignment_statement') {
    const values = partsOf(statement.childForFieldName('right'));
    if (values.some((value) => isError(value) && value.type === 'call_expression'))
      return { kind: 'error', text: '' };
    const [first] = values;
    return first && values.length === 1 ? sentinelOf(first) : undefined;
  }
  return undefined;
}

function isError(value: SyntaxNode): boolean {
  if (value.type === 'call_expression') {
    return makesError.test(value.childForFieldName('function')?.text.replace(/\s/g, '') ?? '');
  }
  if (value.type === 'unary_expression' || value.type === 'composite_literal') {
    return /^&?(?:\w+\.)?\w*Err(?:or)?\w*\{/.test(value.text);
  }
  return errorValue.test(value.text);
}

function isNothing(value: SyntaxNode): boolean {
  return value.text === 'nil' || value.text === 'false';
}

/** A value whose name says that the architecture is not known: `elf.EM_NONE`, `"unknown"`. */
function sentinelOf(value: SyntaxNode): Consequence | undefined {
  const text = value.text;
  if (
    value.type !== 'identifier' &&
    value.type !== 'selector_expression' &&
    value.type !== 'interpreted_string_literal'
  )
    return undefined;
  return sentinel.test(text) && !text.includes(' ') ? { kind: 'unknown', text } : undefined;
}

/** Whether a statement leaves the block it is in. */
export function leaves(statement: SyntaxNode | undefined): boolean {
  if (!statement) return false;
  if (/^(?:return|continue|goto)_statement$/.test(statement.type)) return true;
  return ofStatement(statement)?.kind === 'panic' || ofStatement(statement)?.kind === 'exit';
}

/** The zero value that an expression is written as: `""`, `nil`, `0`, `[]T{}`. */
export function isZero(value: SyntaxNode): boolean {
  return /^(?:""|``|nil|0|false)$/.test(value.text) || /^(?:\[\]|map\[)[^{]*\{\s*\}$/.test(value.text);
}
