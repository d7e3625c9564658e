import { partsOf } from './nodes';
import type { Declaration, PackageView } from './packages';
import { namesOf, type LocalBinding } from './scope';
import type { SyntaxNode } from './syntax';
import { basic, defaultType, unknown, type GoType, type Place } from './types';
import { elementOf } from './typesOfExpressions';
import { signature } from './typesOfSyntax';
import type { Member, Typing } from './typing';

/** What a package-level declaration or a method declares. */
export function typeOfDeclaration(declaration: Declaration, view: PackageView, typing: Typing): Member {
  const { node, file, kind } = declaration;
  const place: Place = { view, file };
  switch (kind) {
    case 'func':
    case 'method':
      return { is: 'value', type: signature(node, place, typing) };
    case 'type': {
      if (node.type === 'type_alias') return aliasOf(node, place, typing);
      if (node.childForFieldName('type_parameters')) return { is: 'type', type: unknown };
      const key = `${view.dir}:${view.name}.${declaration.name}`;
      return {
        is: 'type',
        type: { kind: 'named', key, name: declaration.name, home: { kind: 'tree', declaration, view } },
      };
    }
    case 'var':
      return { is: 'value', type: ofVariable(node, indexOfName(node, declaration.nameNode), place, typing) };
    case 'const':
      return { is: 'value', type: ofConstant(node, indexOfName(node, declaration.nameNode), place, typing) };
  }
}

/** What a name declared inside a function is. */
export function typeOfLocal(binding: LocalBinding, place: Place, typing: Typing): Member {
  const { declaredBy: node, nameNode } = binding;
  const value = (type: GoType): Member => ({ is: 'value', type });
  switch (node.type) {
    case 'parameter_declaration':
    case 'variadic_parameter_declaration': {
      const written = node.childForFieldName('type');
      const type = written ? typing.typeFrom(written, place) : unknown;
      return value(node.type === 'parameter_declaration' ? type : { kind: 'slice', elem: type });
    }
    case 'short_var_declaration': {
      const right = partsOf(node.childForFieldName('right'));
      return value(assigned(right, indexInLeft(node, nameNode), leftCount(node), place, typing));
    }
    case 'var_spec':
      return value(ofVariable(node, indexOfName(node, nameNode), place, typing));
    case 'const_spec':
      return value(ofConstant(node, indexOfName(node, nameNode), place, typing));
    case 'range_clause':
      return value(ofRange(node, indexInLeft(node, nameNode), place, typing));
    case 'receive_statement': {
      const right = node.childForFieldName('right');
      return value(
        right ? assigned([right], indexInLeft(node, nameNode), leftCount(node), place, typing) : unknown,
      );
    }
    case 'type_case':
    case 'default_case':
      return value(inTypeSwitch(node, place, typing));
    case 'type_alias':
      return aliasOf(node, place, typing);
    case 'type_spec': {
      if (node.childForFieldName('type_parameters')) return { is: 'type', type: unknown };
      const key = `${place.file.path}:${nameNode.startIndex}.${nameNode.text}`;
      return {
        is: 'type',
        type: { kind: 'named', key, name: nameNode.text, home: { kind: 'local', spec: node, place } },
      };
    }
    default:
      return { is: 'type', type: unknown };
  }
}

/** The type of the `index`-th of `count` variables that take these values. */
export function assigned(
  values: readonly SyntaxNode[],
  index: number,
  count: number,
  place: Place,
  typing: Typing,
): GoType {
  const own = values.length === count ? values[index] : undefined;
  if (own) return defaultType(typing.typeOf(own, place));
  const [only] = values;
  if (!only || values.length !== 1) return unknown;
  const type = typing.typeOf(only, place);
  if (type.kind === 'tuple') return type.types[index]?.() ?? unknown;
  // `v, ok := m[k]`, `x.(T)` and `<-ch` with a second value.
  if (only.type === 'call_expression') return unknown;
  return index === 0 ? type : basic('bool');
}

function aliasOf(node: SyntaxNode, place: Place, typing: Typing): Member {
  const written = node.childForFieldName('type');
  const generic = node.childForFieldName('type_parameters') !== null;
  return { is: 'type', type: written && !generic ? typing.typeFrom(written, place) : unknown };
}

function ofVariable(spec: SyntaxNode, index: number, place: Place, typing: Typing): GoType {
  const written = spec.childForFieldName('type');
  if (written) return typing.typeFrom(written, place);
  const values = partsOf(spec.childForFieldName('value'));
  return assigned(values, index, namesOf(spec).length, place, typing);
}

/** A constant without value repeats the spec before it. */
function ofConstant(spec: SyntaxNode, index: number, place: Place, typing: Typing): GoType {
  for (let from: SyntaxNode | null = spec; from; from = from.previousNamedSibling) {
    if (from.type !== 'const_spec') continue;
    const written = from.childForFieldName('type');
    if (written) return typing.typeFrom(written, place);
    const value = partsOf(from.childForFieldName('value'))[index];
    if (value) return typing.typeOf(value, place);
    if (from.childForFieldName('value')) return unknown;
  }
  return unknown;
}

function ofRange(clause: SyntaxNode, index: number, place: Place, typing: Typing): GoType {
  const right = clause.childForFieldName('right');
  if (!right) return unknown;
  const over = defaultType(typing.typeOf(right, place));
  const type = typing.underlying(over);
  if (type.kind === 'map') return index === 0 ? type.key : type.value;
  if (type.kind === 'chan') return type.elem;
  if (type.kind === 'basic') {
    if (type.name === 'string') return basic(index === 0 ? 'int' : 'int32');
    return over;
  }
  const elem = elementOf(type, typing);
  return index === 0 && elem.kind !== 'unknown' ? basic('int') : elem;
}

function inTypeSwitch(clause: SyntaxNode, place: Place, typing: Typing): GoType {
  const types = clause.childrenForFieldName('type').filter((type) => type.isNamed);
  const [only] = types;
  if (clause.type === 'type_case' && types.length === 1 && only && only.text !== 'nil') {
    return typing.typeFrom(only, place);
  }
  const value = clause.parent?.childForFieldName('value');
  return value ? typing.typeOf(value, place) : unknown;
}

function indexOfName(spec: SyntaxNode, name: SyntaxNode): number {
  return namesOf(spec).findIndex((node) => node.startIndex === name.startIndex);
}

function indexInLeft(statement: SyntaxNode, name: SyntaxNode): number {
  const left = partsOf(statement.childForFieldName('left'));
  return left.findIndex((node) => node.startIndex === name.startIndex);
}

function leftCount(statement: SyntaxNode): number {
  return partsOf(statement.childForFieldName('left')).length;
}
