import type { AbiTables } from '../target/abi';
import type { Goarch } from '../target/targets';
import type { Declaration, GoImport, GoTree, PackageView, Side } from './packages';
import type { LocalBinding } from './scope';
import type { SyntaxNode } from './syntax';
import { unknown, type GoType, type Place } from './types';
import { typeOfDeclaration, typeOfLocal } from './typesOfDeclarations';
import { typeOfExpression } from './typesOfExpressions';
import { findMember, underlyingOf } from './typesOfMembers';
import { importNamed, memberOfImport } from './typesOfPackages';
import { typeFromSyntax } from './typesOfSyntax';

/** What a name of a package is: a type, or something that has a type. */
export interface Member {
  readonly is: 'type' | 'value';
  readonly type: GoType;
}

/** A field or method of a type. */
export interface FoundMember {
  readonly type: GoType;
  readonly is: 'field' | 'method';
  /** The type that has it itself, not through an embedded field; absent for fields of types without a name. */
  readonly owner?: GoType;
}

/**
 * Typing under one view: what an expression's type is where the package is
 * built for that side's GOARCH. Answers are `unknown` rather than guesses.
 */
export interface Typing {
  readonly side: Side;
  readonly goarch: Goarch;
  readonly abi: AbiTables;
  readonly tree: GoTree;
  /** The type of an expression; a `tuple` for a call with several results. */
  typeOf(expression: SyntaxNode, place: Place): GoType;
  /** The type that a type expression denotes. */
  typeFrom(node: SyntaxNode, place: Place): GoType;
  /** What a package-level declaration or method declares. */
  declared(declaration: Declaration, view: PackageView): Member;
  /** What a local name is. */
  local(binding: LocalBinding, place: Place): Member;
  underlying(type: GoType): GoType;
  /** A field or method, through pointers and embedded fields. */
  member(type: GoType, name: string): FoundMember | undefined;
  /** The import that a name means in a file. */
  importNamed(name: string, place: Place): GoImport | undefined;
  /** What `name` of an imported package is, or undefined where that cannot be told. */
  packageMember(imported: GoImport, name: string, place: Place): Member | undefined;
}

/** How deep one question may lead to others; code that nests deeper is left alone. */
const maxDepth = 80;

/** The typing of one side, for as long as the tree does not change. */
export function makeTyping(side: Side, goarch: Goarch, tree: GoTree, abi: AbiTables): Typing {
  const declared = new Map<string, Member>();
  let depth = 0;
  /** Asks a question unless it is asked within too many others, as in a declaration that refers to itself. */
  const guarded = <T>(otherwise: T, ask: () => T): T => {
    if (depth >= maxDepth) return otherwise;
    depth += 1;
    try {
      return ask();
    } finally {
      depth -= 1;
    }
  };
  const nothing: Member = { is: 'value', type: unknown };
  const typing: Typing = {
    side,
    goarch,
    abi,
    tree,
    typeOf: (expression, place) =>
      guarded<GoType>(unknown, () => typeOfExpression(expression, place, typing)),
    typeFrom: (node, place) => guarded<GoType>(unknown, () => typeFromSyntax(node, place, typing)),
    declared: (declaration, view) => {
      const key = `${declaration.file.path}:${declaration.nameNode.startIndex}`;
      const known = declared.get(key);
      if (known) return known;
      declared.set(key, nothing);
      const found = guarded(nothing, () => typeOfDeclaration(declaration, view, typing));
      declared.set(key, found);
      return found;
    },
    local: (binding, place) => guarded(nothing, () => typeOfLocal(binding, place, typing)),
    underlying: (type) => guarded<GoType>(unknown, () => underlyingOf(type, typing)),
    member: (type, name) => guarded(undefined, () => findMember(type, name, typing)),
    importNamed: (name, place) => importNamed(name, place, typing),
    packageMember: (imported, name, place) =>
      guarded(undefined, () => memberOfImport(imported, name, place, typing)),
  };
  return typing;
}
