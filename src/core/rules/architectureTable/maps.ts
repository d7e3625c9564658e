import { nodesNamed, partsOf } from '../../go/nodes';
import { findAssigned, usesOf } from '../../go/scope';
import type { SyntaxNode } from '../../go/syntax';
import { consequenceOf, leaves, statementsOf, type Consequence } from './consequence';
import { isLocal, keyOf, type Key } from './key';
import { mayBeSame, stringOf, writtenName, type Sight, type WrittenName } from './names';
import { checksEmpty } from './switches';
import { functionName, promisesToKnow, statementsAfter, type Row, type Table } from './table';

const systems =
  /^(?:aix|android|darwin|dragonfly|freebsd|illumos|ios|js|linux|netbsd|openbsd|plan9|solaris|windows)$/;

/** A map literal whose keys name architectures, with what its lookups do about others. */
export function mapTable(literal: SyntaxNode, sight: Sight): Table | undefined {
  if (literal.childForFieldName('type')?.type !== 'map_type') return undefined;
  const elements = partsOf(literal.childForFieldName('body'));
  const rows = elements.flatMap((node): readonly Row[] => {
    const key = node.type === 'keyed_element' ? node.childForFieldName('key') : null;
    const value = node.childForFieldName('value');
    const name = key ? namedByKey(key, sight) : undefined;
    return name ? [{ node, names: [name], ...(value && { value }) }] : [];
  });
  if (rows.length === 0) return undefined;
  const holder = holderOf(literal);
  const lookups = lookupsOf(literal, holder, sight);
  const found = lookups.find(({ consequence }) => consequence) ?? lookups[0];
  if (!found) return undefined;
  return {
    shape: 'map',
    at: holder ?? literal.childForFieldName('type') ?? literal,
    node: literal,
    ...(found.key && { key: found.key }),
    rows,
    strangers: elements.length - rows.length,
    consequence: found.consequence,
    about: `${holder?.text ?? ''} ${functionName(literal)}`,
  };
}

/** The architecture that a key names: itself, or as a field beside an operating system. */
function namedByKey(key: SyntaxNode, sight: Sight): WrittenName | undefined {
  const plain = writtenName(key, sight);
  if (plain) return plain;
  const [inner] = key.namedChildren;
  const body = inner?.type === 'composite_literal' ? inner.childForFieldName('body') : inner;
  return body?.type === 'literal_value' ? namedByStruct(body, sight) : undefined;
}

/** The one architecture that the fields of a struct literal name, unless they name another system than linux. */
export function namedByStruct(body: SyntaxNode, sight: Sight): WrittenName | undefined {
  const values = partsOf(body).flatMap((part) => {
    const value = part.type === 'keyed_element' ? part.childForFieldName('value') : part;
    return value ? [value] : [];
  });
  const strings = values.map((value) => stringOf(value, sight));
  const system = strings.find((one) => one !== undefined && systems.test(one));
  if (system !== undefined && system !== 'linux') return undefined;
  const [first, ...more] = values.flatMap((value) => writtenName(value, sight) ?? []);
  return first && more.every(({ name }) => mayBeSame(first.name, name)) ? first : undefined;
}

/** The name of the variable that a literal is the value of. */
function holderOf(literal: SyntaxNode): SyntaxNode | undefined {
  const list = literal.parent;
  const statement = list?.type === 'expression_list' ? list.parent : undefined;
  if (!statement || partsOf(list).length !== 1) return undefined;
  if (statement.type === 'var_spec') return statement.childForFieldName('name') ?? undefined;
  if (statement.type === 'short_var_declaration') return partsOf(statement.childForFieldName('left'))[0];
  return undefined;
}

interface Lookup {
  readonly key?: Key;
  readonly consequence?: Consequence | undefined;
}

function lookupsOf(literal: SyntaxNode, holder: SyntaxNode | undefined, sight: Sight): readonly Lookup[] {
  const direct = literal.parent?.type === 'index_expression' ? [literal] : [];
  const operands: readonly { readonly node: SyntaxNode; readonly sight: Sight }[] = [
    ...direct.map((node) => ({ node, sight })),
    ...(holder ? usesOfHolder(holder, sight) : []),
  ];
  return operands.flatMap(({ node, sight: there }): readonly Lookup[] => {
    const index = node.parent;
    if (
      index?.type !== 'index_expression' ||
      index.childForFieldName('operand')?.startIndex !== node.startIndex
    )
      return [];
    const asked = index.childForFieldName('index');
    const key = asked ? keyOf(asked, there) : undefined;
    if (isWritten(index)) return [];
    return [{ ...(key && { key }), consequence: ofLookup(index, holder?.text ?? '') }];
  });
}

function usesOfHolder(holder: SyntaxNode, sight: Sight): readonly { node: SyntaxNode; sight: Sight }[] {
  if (isInFunction(holder)) {
    const binding = findAssigned(holder);
    return binding ? usesOf(binding).map((node) => ({ node, sight })) : [];
  }
  const { view } = sight.place;
  const names = new Set([holder.text]);
  return view.files
    .filter((file) => file.text.includes(`${holder.text}[`))
    .flatMap((file) =>
      nodesNamed(file, names)
        .filter((node) => node.type === 'identifier' && !isLocal(node))
        .map((node) => ({ node, sight: { ...sight, place: { view, file } } })),
    );
}

function isInFunction(node: SyntaxNode): boolean {
  return functionName(node) !== '' || hasLiteralFunction(node);
}

function hasLiteralFunction(node: SyntaxNode): boolean {
  for (let at = node.parent; at; at = at.parent) if (at.type === 'func_literal') return true;
  return false;
}

function isWritten(index: SyntaxNode): boolean {
  const statement = index.parent?.parent;
  return (
    statement?.type === 'assignment_statement' &&
    statement.childForFieldName('left')?.startIndex === index.parent?.startIndex
  );
}

/** What a lookup in a map makes of a key that is not there; undefined where that is provided for. */
function ofLookup(index: SyntaxNode, name: string): Consequence | undefined {
  const operand = index.childForFieldName('operand');
  const asked = `${name === '' ? '{…}' : (operand?.text ?? name)}[${index.childForFieldName('index')?.text ?? ''}]`;
  const zero: Consequence = { kind: 'zero', text: asked };
  const list = index.parent;
  const statement = list?.type === 'expression_list' ? list.parent : list;
  if (!statement) return zero;
  if (statement.type === 'unary_expression' && statement.text.startsWith('!')) {
    const test = statement.parent;
    return test?.type === 'if_statement'
      ? consequenceOf(statementsOf(test.childForFieldName('consequence')))
      : undefined;
  }
  // `if m[k] {`, `for … range m[k]` and `switch m[k]` provide for a zero value.
  if (
    /^(?:if_statement|range_clause|for_statement|expression_switch_statement|binary_expression|parenthesized_expression)$/.test(
      statement.type,
    )
  )
    return undefined;
  if (statement.type === 'return_statement')
    return isMembership(index) && !promisesToKnow(`${name} ${functionName(index)}`) ? undefined : zero;
  const isShort = statement.type === 'short_var_declaration';
  if (!isShort && statement.type !== 'assignment_statement' && statement.type !== 'var_spec') return zero;
  const left =
    statement.type === 'var_spec'
      ? statement.childrenForFieldName('name').filter((one) => one.isNamed)
      : partsOf(statement.childForFieldName('left'));
  const [value, ok] = left.map((one) => one.text);
  if (ok !== undefined) return ofChecked(statement, ok, index.childForFieldName('index')?.text ?? '');
  const [next] = statementsAfter(statement.type === 'var_spec' ? (statement.parent ?? statement) : statement);
  if (next?.type === 'if_statement' && value !== undefined && checksEmpty(next, value)) {
    return consequenceOf(statementsOf(next.childForFieldName('consequence')));
  }
  // What is asked of the value later is not known: only one that is used at once counts.
  return next !== undefined && value !== undefined && asks(next, value) ? undefined : zero;
}

function asks(statement: SyntaxNode, value: string): boolean {
  return (
    statement.type === 'if_statement' &&
    new RegExp(`\\b${value}\\b`).test(statement.childForFieldName('condition')?.text ?? '')
  );
}

/** `if v, ok := m[k]; ok {…}` and `v, ok := m[k]` with the `if` behind it. */
function ofChecked(statement: SyntaxNode, ok: string, key: string): Consequence | undefined {
  const isInitializer = statement.parent?.type === 'if_statement';
  const test = isInitializer ? statement.parent : statementsAfter(statement)[0];
  if (test?.type !== 'if_statement') return undefined;
  const condition = test.childForFieldName('condition')?.text;
  const then = statementsOf(test.childForFieldName('consequence'));
  const missing = (statements: readonly SyntaxNode[]): Consequence | undefined =>
    consequenceOf(statements) ?? asItself(statements, key);
  if (condition === `!${ok}`) return missing(then);
  if (condition !== ok) return undefined;
  const otherwise = test.childForFieldName('alternative');
  if (otherwise) return missing(statementsOf(otherwise));
  const rest = statementsAfter(test);
  return leaves(then.at(-1)) && rest.length <= 2 ? missing(rest.slice(-1)) : undefined;
}

/** A key that is taken as it is where the map does not have it. */
function asItself([only, ...more]: readonly SyntaxNode[], key: string): Consequence | undefined {
  if (!only || more.length > 0 || !/^(?:return|assignment)_statement$/.test(only.type)) return undefined;
  const given =
    only.type === 'return_statement' ? only.namedChildren[0]?.text : only.childForFieldName('right')?.text;
  return given === key ? { kind: 'itself', text: key } : undefined;
}

/** Whether a map has `bool` or `struct{}` values. */
function isMembership(index: SyntaxNode): boolean {
  const type = index.childForFieldName('operand')?.childForFieldName('type');
  return type?.text.endsWith(']bool') ?? true;
}
