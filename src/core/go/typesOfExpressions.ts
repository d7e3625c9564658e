import { resolveName } from './scope';
import type { SyntaxNode } from './syntax';
import {
  basic,
  resultOf,
  universeType,
  unknown,
  type FuncType,
  type GoType,
  type Place,
  type UntypedType,
} from './types';
import { typeOfBuiltinCall } from './typesOfBuiltins';
import { isTypeSyntax, signature } from './typesOfSyntax';
import type { Typing } from './typing';

const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);
const untypedRanks: readonly UntypedType['name'][] = ['int', 'rune', 'float', 'imaginary'];

/** The type of an expression in a file of a view. */
export function typeOfExpression(node: SyntaxNode, place: Place, typing: Typing): GoType {
  const child = (field: string): GoType => {
    const found = node.childForFieldName(field);
    return found ? typing.typeOf(found, place) : unknown;
  };
  switch (node.type) {
    case 'identifier':
      return ofIdentifier(node, place, typing);
    case 'true':
    case 'false':
      return { kind: 'untyped', name: 'bool' };
    case 'nil':
      return { kind: 'untyped', name: 'nil' };
    case 'iota':
    case 'int_literal':
      return { kind: 'untyped', name: 'int' };
    case 'rune_literal':
      return { kind: 'untyped', name: 'rune' };
    case 'float_literal':
      return { kind: 'untyped', name: 'float' };
    case 'imaginary_literal':
      return { kind: 'untyped', name: 'imaginary' };
    case 'interpreted_string_literal':
    case 'raw_string_literal':
      return { kind: 'untyped', name: 'string' };
    case 'parenthesized_expression': {
      const [inner] = node.namedChildren;
      return inner ? typing.typeOf(inner, place) : unknown;
    }
    case 'selector_expression':
      return ofSelector(node, place, typing);
    case 'call_expression':
      return ofCall(node, place, typing);
    case 'type_conversion_expression':
    case 'composite_literal':
    case 'type_assertion_expression': {
      const type = node.childForFieldName('type');
      return type ? ofTypeNode(type, place, typing) : unknown;
    }
    case 'index_expression':
      return elementOf(child('operand'), typing);
    case 'slice_expression':
      return sliceOf(child('operand'), typing);
    case 'unary_expression':
      return ofUnary(node, place, typing);
    case 'binary_expression':
      return ofBinary(node, place, typing);
    case 'func_literal':
      return signature(node, place, typing);
    default:
      return unknown;
  }
}

/** What a call's function denotes: a type (the call is a conversion), a builtin, a function, or something unknown. */
export type Callee =
  | { readonly kind: 'conversion'; readonly type: GoType }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'function'; readonly type: FuncType }
  | { readonly kind: 'unknown' };

/** Tells what a call expression calls. */
export function calleeOf(call: SyntaxNode, place: Place, typing: Typing): Callee {
  const callee = call.childForFieldName('function');
  if (!callee || call.childForFieldName('type_arguments')) return { kind: 'unknown' };
  const conversion = conversionType(callee, place, typing);
  if (conversion)
    return conversion.kind === 'unknown' ? conversion : { kind: 'conversion', type: conversion };
  if (callee.type === 'identifier') {
    const binding = resolveName(callee, place, typing);
    if (binding?.kind === 'universe') return { kind: 'builtin', name: binding.name };
  }
  const type = typing.underlying(typing.typeOf(callee, place));
  return type.kind === 'func' ? { kind: 'function', type } : { kind: 'unknown' };
}

/** The type that the function part of a call names, or undefined where it names no type. */
function conversionType(callee: SyntaxNode, place: Place, typing: Typing): GoType | undefined {
  if (isTypeSyntax(callee)) return typing.typeFrom(callee, place);
  switch (callee.type) {
    case 'parenthesized_expression': {
      const [inner] = callee.namedChildren;
      return inner ? conversionType(inner, place, typing) : undefined;
    }
    case 'unary_expression': {
      const operand = callee.childForFieldName('operand');
      if (callee.childForFieldName('operator')?.type !== '*' || !operand) return undefined;
      const elem = conversionType(operand, place, typing);
      return elem && { kind: 'pointer', elem };
    }
    case 'identifier': {
      const binding = resolveName(callee, place, typing);
      if (binding?.kind === 'universe') return universeType(binding.name);
      const member =
        binding?.kind === 'package'
          ? typing.declared(binding.declaration, place.view)
          : binding?.kind === 'local'
            ? typing.local(binding, place)
            : undefined;
      return member?.is === 'type' ? member.type : undefined;
    }
    case 'selector_expression': {
      const member = importedMember(callee, place, typing);
      return member?.is === 'type' ? certainType(member.type, typing) : undefined;
    }
    default:
      return undefined;
  }
}

/** Outside the tree only names that are known to be types are taken for types. */
function certainType(type: GoType, typing: Typing): GoType {
  const outside = type.kind === 'named' && type.home.kind === 'outside';
  return outside && typing.underlying(type).kind === 'unknown' ? unknown : type;
}

function ofTypeNode(type: SyntaxNode, place: Place, typing: Typing): GoType {
  if (type.type !== 'implicit_length_array_type') return typing.typeFrom(type, place);
  const element = type.childForFieldName('element');
  return { kind: 'array', length: undefined, elem: element ? typing.typeFrom(element, place) : unknown };
}

function ofIdentifier(node: SyntaxNode, place: Place, typing: Typing): GoType {
  const binding = resolveName(node, place, typing);
  if (binding?.kind === 'package') {
    const member = typing.declared(binding.declaration, place.view);
    return member.is === 'value' ? member.type : unknown;
  }
  if (binding?.kind === 'local') {
    const member = typing.local(binding, place);
    return member.is === 'value' ? member.type : unknown;
  }
  return unknown;
}

/** What `pkg.Name` is, or undefined where the selector's operand is no import. */
export function importedMember(
  selector: SyntaxNode,
  place: Place,
  typing: Typing,
): ReturnType<Typing['packageMember']> {
  const operand = selector.childForFieldName('operand');
  const field = selector.childForFieldName('field');
  if (operand?.type !== 'identifier' || !field) return undefined;
  const binding = resolveName(operand, place, typing);
  return binding?.kind === 'import' ? typing.packageMember(binding.import, field.text, place) : undefined;
}

function ofSelector(node: SyntaxNode, place: Place, typing: Typing): GoType {
  const operand = node.childForFieldName('operand');
  const field = node.childForFieldName('field');
  if (!operand || !field) return unknown;
  if (operand.type === 'identifier') {
    const binding = resolveName(operand, place, typing);
    if (binding?.kind === 'import') {
      const member = typing.packageMember(binding.import, field.text, place);
      return member?.is === 'value' ? member.type : unknown;
    }
  }
  return typing.member(typing.typeOf(operand, place), field.text)?.type ?? unknown;
}

function ofCall(node: SyntaxNode, place: Place, typing: Typing): GoType {
  const callee = calleeOf(node, place, typing);
  switch (callee.kind) {
    case 'conversion':
      return callee.type;
    case 'builtin':
      return typeOfBuiltinCall(callee.name, node, place, typing);
    case 'function':
      return resultOf(callee.type);
    case 'unknown':
      return unknown;
  }
}

/** What indexing gives. */
export function elementOf(operand: GoType, typing: Typing): GoType {
  const type = typing.underlying(operand);
  if (type.kind === 'slice' || type.kind === 'array') return type.elem;
  if (type.kind === 'map') return type.value;
  if (type.kind === 'pointer') {
    const array = typing.underlying(type.elem);
    return array.kind === 'array' ? array.elem : unknown;
  }
  const isString = (type.kind === 'basic' || type.kind === 'untyped') && type.name === 'string';
  return isString ? basic('uint8') : unknown;
}

function sliceOf(operand: GoType, typing: Typing): GoType {
  const type = typing.underlying(operand);
  if (type.kind === 'array') return { kind: 'slice', elem: type.elem };
  if (type.kind === 'pointer') {
    const array = typing.underlying(type.elem);
    return array.kind === 'array' ? { kind: 'slice', elem: array.elem } : unknown;
  }
  return type.kind === 'slice' || (type.kind === 'basic' && type.name === 'string') ? operand : unknown;
}

function ofUnary(node: SyntaxNode, place: Place, typing: Typing): GoType {
  const operand = node.childForFieldName('operand');
  if (!operand) return unknown;
  const type = typing.typeOf(operand, place);
  switch (node.childForFieldName('operator')?.type ?? '') {
    case '&':
      return { kind: 'pointer', elem: type };
    case '*': {
      const pointer = typing.underlying(type);
      return pointer.kind === 'pointer' ? pointer.elem : unknown;
    }
    case '<-': {
      const channel = typing.underlying(type);
      return channel.kind === 'chan' ? channel.elem : unknown;
    }
    default:
      return type;
  }
}

function ofBinary(node: SyntaxNode, place: Place, typing: Typing): GoType {
  const operator = node.childForFieldName('operator')?.type ?? '';
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  if (!left || !right) return unknown;
  if (comparisons.has(operator)) return { kind: 'untyped', name: 'bool' };
  const leftType = typing.typeOf(left, place);
  const rightType = typing.typeOf(right, place);
  if (operator === '<<' || operator === '>>') {
    // `1 << n` takes its type from where it is used.
    return leftType.kind === 'untyped' && rightType.kind !== 'untyped' ? unknown : leftType;
  }
  if (leftType.kind === 'untyped' && rightType.kind === 'untyped') {
    const rank = Math.max(untypedRanks.indexOf(leftType.name), untypedRanks.indexOf(rightType.name));
    return { kind: 'untyped', name: untypedRanks[rank] ?? leftType.name };
  }
  return leftType.kind === 'untyped' ? rightType : leftType;
}
