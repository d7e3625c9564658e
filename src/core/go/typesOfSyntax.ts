import { namesOf, resolveName } from './scope';
import type { SyntaxNode } from './syntax';
import {
  emptyInterface,
  lazy,
  universeType,
  unknown,
  type ArrayType,
  type FuncType,
  type GoType,
  type InterfaceType,
  type LazyType,
  type Place,
  type StructField,
} from './types';
import { abiPackage } from './typesOfPackages';
import type { Typing } from './typing';

/** The type that a type expression denotes in a file of a view. */
export function typeFromSyntax(node: SyntaxNode, place: Place, typing: Typing): GoType {
  const child = (field: string): GoType => {
    const found = node.childForFieldName(field);
    return found ? typing.typeFrom(found, place) : unknown;
  };
  switch (node.type) {
    case 'type_identifier':
    case 'identifier':
      return namedType(node, place, typing);
    case 'qualified_type':
      return qualifiedType(node, place, typing);
    case 'selector_expression':
      return selectedType(node.childForFieldName('operand'), node.childForFieldName('field'), place, typing);
    case 'pointer_type':
      return { kind: 'pointer', elem: only(node, place, typing) };
    case 'parenthesized_type':
    case 'parenthesized_expression':
      return only(node, place, typing);
    case 'unary_expression':
      return node.childForFieldName('operator')?.type === '*'
        ? { kind: 'pointer', elem: child('operand') }
        : unknown;
    case 'slice_type':
      return { kind: 'slice', elem: child('element') };
    case 'array_type':
      return arrayType(node, child('element'), place, typing);
    case 'map_type':
      return { kind: 'map', key: child('key'), value: child('value') };
    case 'channel_type':
      return { kind: 'chan', direction: chanDirection(node), elem: child('value') };
    case 'function_type':
      return signature(node, place, typing);
    case 'struct_type':
      return { kind: 'struct', fields: structFields(node, place, typing) };
    case 'interface_type':
      return interfaceType(node, place, typing);
    default:
      return unknown;
  }
}

/** Whether a node in the place of an expression can only be a type. */
export function isTypeSyntax(node: SyntaxNode): boolean {
  return node.type.endsWith('_type') || node.type === 'type_identifier';
}

/** The function type of anything with `parameters` and `result`: functions, methods, literals, interface methods. */
export function signature(node: SyntaxNode, place: Place, typing: Typing): FuncType {
  const parameters = node.childForFieldName('parameters');
  const result = node.childForFieldName('result');
  const generic = node.childForFieldName('type_parameters') !== null;
  const of = (type: SyntaxNode | null): LazyType =>
    lazy(() => (type && !generic ? typing.typeFrom(type, place) : unknown));
  return {
    kind: 'func',
    params: parameters ? parameterTypes(parameters).map(of) : [],
    results: result?.type === 'parameter_list' ? parameterTypes(result).map(of) : result ? [of(result)] : [],
    variadic: parameters?.namedChildren.at(-1)?.type === 'variadic_parameter_declaration',
  };
}

/** The type expression of each parameter: `(a, b int)` has two. */
export function parameterTypes(list: SyntaxNode): readonly (SyntaxNode | null)[] {
  return list.namedChildren
    .filter((parameter) => parameter.type.endsWith('parameter_declaration'))
    .flatMap((parameter) => {
      const type = parameter.childForFieldName('type');
      const names = parameter.childrenForFieldName('name').filter((name) => name.isNamed);
      return names.length === 0 ? [type] : names.map(() => type);
    });
}

function only(node: SyntaxNode, place: Place, typing: Typing): GoType {
  const [inner] = node.namedChildren;
  return inner ? typing.typeFrom(inner, place) : unknown;
}

function namedType(node: SyntaxNode, place: Place, typing: Typing): GoType {
  const binding = resolveName(node, place, typing);
  switch (binding?.kind) {
    case 'universe':
      return universeType(binding.name) ?? unknown;
    case 'package': {
      const member = typing.declared(binding.declaration, place.view);
      return member.is === 'type' ? member.type : unknown;
    }
    case 'local': {
      const member = typing.local(binding, place);
      return member.is === 'type' ? member.type : unknown;
    }
    case 'import':
    case undefined:
      return unknown;
  }
}

function qualifiedType(node: SyntaxNode, place: Place, typing: Typing): GoType {
  return selectedType(node.childForFieldName('package'), node.childForFieldName('name'), place, typing);
}

function selectedType(
  qualifier: SyntaxNode | null,
  name: SyntaxNode | null,
  place: Place,
  typing: Typing,
): GoType {
  if (!qualifier || !name) return unknown;
  const imported = typing.importNamed(qualifier.text, place);
  const member = imported && typing.packageMember(imported, name.text, place);
  return member?.is === 'type' ? member.type : unknown;
}

function arrayType(node: SyntaxNode, elem: GoType, place: Place, typing: Typing): ArrayType {
  const length = node.childForFieldName('length');
  return { kind: 'array', length: length ? arrayLength(length, place, typing) : undefined, elem };
}

/** The length that a number, or a constant which is declared with one, gives an array. */
function arrayLength(node: SyntaxNode, place: Place, typing: Typing): number | undefined {
  if (node.type === 'int_literal') return integer(node.text);
  if (node.type === 'selector_expression') {
    const imported = typing.importNamed(node.childForFieldName('operand')?.text ?? '', place);
    const pkg = imported && abiPackage(imported.path);
    const name = node.childForFieldName('field')?.text ?? '';
    return pkg && integer(typing.abi.table(pkg, typing.goarch).constant(name)?.value ?? '');
  }
  if (node.type !== 'identifier') return undefined;
  const binding = resolveName(node, place, typing);
  if (binding?.kind !== 'package' || binding.declaration.kind !== 'const') return undefined;
  const { node: spec, nameNode } = binding.declaration;
  const index = namesOf(spec).findIndex((name) => name.startIndex === nameNode.startIndex);
  const value = spec.childForFieldName('value')?.namedChildren[index];
  return value?.type === 'int_literal' ? integer(value.text) : undefined;
}

function integer(text: string): number | undefined {
  const value = Number(text.replaceAll('_', ''));
  // JavaScript reads Go's old octal numbers as decimal ones.
  return /^0\d/.test(text) || !Number.isSafeInteger(value) || text === '' ? undefined : value;
}

function chanDirection(node: SyntaxNode): 'both' | 'send' | 'receive' {
  const [first, second] = node.children;
  if (first?.type === '<-') return 'receive';
  return second?.type === '<-' ? 'send' : 'both';
}

function structFields(node: SyntaxNode, place: Place, typing: Typing): readonly StructField[] {
  const declarations = node.namedChildren
    .filter((list) => list.type === 'field_declaration_list')
    .flatMap((list) => list.namedChildren.filter((field) => field.type === 'field_declaration'));
  return declarations.flatMap((field): StructField[] => {
    const syntax = field.childForFieldName('type');
    if (!syntax) return [];
    const names = field.childrenForFieldName('name').filter((name) => name.isNamed);
    const pointer = names.length === 0 && field.children.some((token) => token.type === '*');
    const type = lazy((): GoType => {
      const found = typing.typeFrom(syntax, place);
      return pointer ? { kind: 'pointer', elem: found } : found;
    });
    if (names.length > 0) return names.map((name) => ({ name: name.text, embedded: false, type }));
    const name = lastName(syntax);
    return name === undefined ? [] : [{ name, embedded: true, type }];
  });
}

/** The field name that embedding a type gives: `Stat_t` for `*unix.Stat_t`. */
function lastName(type: SyntaxNode): string | undefined {
  if (type.type === 'type_identifier') return type.text;
  const inner = type.childForFieldName('name') ?? type.childForFieldName('type') ?? type.namedChildren.at(-1);
  return inner ? lastName(inner) : undefined;
}

function interfaceType(node: SyntaxNode, place: Place, typing: Typing): InterfaceType {
  const elements = node.namedChildren.filter((element) => element.type !== 'comment');
  if (elements.length === 0) return emptyInterface;
  return {
    kind: 'interface',
    empty: false,
    methods: elements
      .filter((element) => element.type === 'method_elem')
      .map((element) => ({
        name: element.childForFieldName('name')?.text ?? '',
        type: lazy(() => signature(element, place, typing)),
      })),
    embedded: elements
      .filter((element) => element.type === 'type_elem')
      .map((element) => lazy(() => only(element, place, typing))),
  };
}
