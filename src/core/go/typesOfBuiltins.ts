import { partsOf } from './nodes';
import type { SyntaxNode } from './syntax';
import { basic, unknown, type GoType, type Place } from './types';
import type { Typing } from './typing';

/** The type of a call of a predeclared function. */
export function typeOfBuiltinCall(name: string, call: SyntaxNode, place: Place, typing: Typing): GoType {
  const args = argumentsOf(call);
  const [first] = args;
  switch (name) {
    case 'len':
    case 'cap':
    case 'copy':
      return basic('int');
    case 'append':
      return first ? typing.typeOf(first, place) : unknown;
    case 'make':
      return first ? typing.typeFrom(first, place) : unknown;
    case 'new':
      return first ? { kind: 'pointer', elem: typing.typeFrom(first, place) } : unknown;
    case 'min':
    case 'max': {
      const types = args.map((arg) => typing.typeOf(arg, place));
      return types.find((type) => type.kind !== 'untyped') ?? types[0] ?? unknown;
    }
    default:
      return unknown;
  }
}

/** The arguments of a call, comments left out. */
export function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  return partsOf(call.childForFieldName('arguments'));
}
