import { partsOf } from '../../go/nodes';
import type { SyntaxNode } from '../../go/syntax';
import { consequenceOf, statementsOf, type Consequence } from './consequence';
import { keyOf, type Key } from './key';
import { namedByStruct } from './maps';
import { stringOf, writtenName, type Sight, type WrittenName } from './names';
import { functionName, type Row, type Table } from './table';

/** Names of variables, fields and functions that hold what is supported. */
const speaking = /arch|platform|goarch|machine|targets?$/i;

/** A list of architectures: of their names, of `os/arch`, or of structs that each name one. */
export function listTable(literal: SyntaxNode, sight: Sight): Table | undefined {
  const type = literal.childForFieldName('type')?.type ?? '';
  if (type !== 'slice_type' && type !== 'array_type' && type !== 'implicit_length_array_type')
    return undefined;
  const elements = partsOf(literal.childForFieldName('body'));
  const rows = elements.flatMap((node): readonly Row[] => {
    const name = node.type === 'literal_element' ? namedByElement(node, sight) : undefined;
    return name ? [{ node, names: [name], value: node }] : [];
  });
  const asked = askedOf(literal, sight);
  const name = nameOf(literal);
  if (rows.length < 2 || (!asked && !speaking.test(name))) return undefined;
  return {
    shape: 'list',
    at: literal.childForFieldName('type') ?? literal,
    node: literal,
    ...(asked?.key && { key: asked.key }),
    rows,
    strangers: elements.length - rows.length,
    consequence: asked?.consequence,
    about: name,
  };
}

function namedByElement(element: SyntaxNode, sight: Sight): WrittenName | undefined {
  const plain = writtenName(element, sight);
  if (plain) return plain;
  const [system, architecture, ...more] = stringOf(element, sight)?.split('/') ?? [];
  if (system === 'linux' && architecture !== undefined && more.length === 0)
    return { node: element, name: architecture };
  const [inner] = element.namedChildren;
  const body = inner?.type === 'composite_literal' ? inner.childForFieldName('body') : inner;
  return body?.type === 'literal_value' ? namedByStruct(body, sight) : undefined;
}

/** What a list is the value of: a variable, a field, or what a function returns. */
function nameOf(literal: SyntaxNode): string {
  for (let at = literal.parent; at; at = at.parent) {
    if (at.type === 'var_spec') return at.childForFieldName('name')?.text ?? '';
    if (at.type === 'short_var_declaration' || at.type === 'assignment_statement')
      return at.childForFieldName('left')?.text ?? '';
    if (at.type === 'keyed_element') return at.childForFieldName('key')?.text ?? '';
    if (at.type === 'return_statement') return functionName(at);
    if (at.type === 'range_clause') return at.childForFieldName('left')?.text ?? '';
    if (at.type !== 'expression_list' && at.type !== 'literal_element') return '';
  }
  return '';
}

/** `if !slices.Contains([]string{…}, arch) { return err }`. */
function askedOf(literal: SyntaxNode, sight: Sight): { key: Key; consequence: Consequence } | undefined {
  const call = literal.parent?.type === 'argument_list' ? literal.parent.parent : null;
  if (!call || !/contains|has|in(?:slice|list)/i.test(call.childForFieldName('function')?.text ?? ''))
    return undefined;
  const [key] = partsOf(literal.parent)
    .filter((one) => one.startIndex !== literal.startIndex)
    .flatMap((one) => keyOf(one, sight) ?? []);
  const not = call.parent;
  const test = not?.type === 'unary_expression' && not.text.startsWith('!') ? not.parent : null;
  const consequence =
    test?.type === 'if_statement'
      ? consequenceOf(statementsOf(test.childForFieldName('consequence')))
      : undefined;
  return key && consequence ? { key, consequence } : undefined;
}
