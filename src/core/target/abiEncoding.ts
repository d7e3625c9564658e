import type { AbiConstant, AbiFunction, AbiPackage } from './abi';
import type { Goarch } from './targets';

/**
 * One of the data files that `scripts/generateAbi.mjs` writes: everything one
 * package declares on linux, for every GOARCH.
 *
 * Each section has a base layer and one layer per GOARCH. A GOARCH that has no
 * entry of a name in its layer has its parent's (the base's where `parents`
 * names none); `null` says that it lacks the name.
 *
 * - constants: the value as `decodeConstant` reads it.
 * - types: `{Name type;Name type}` for a struct, with the type alone for an
 *   embedded field; the underlying type for any other defined type. An alias
 *   begins with `=` and the type it names, and goes on with what that type is.
 * - functions: `param|param>result|result`; methods under `Type.Method`.
 * - variables: the type.
 *
 * Types are written as Go writes them, unqualified inside their package, with
 * aliases resolved (`unix.Errno` is always `syscall.Errno`). `; ` with a space
 * separates what is inside a literal type, so `;` alone separates fields.
 */
export interface AbiData {
  readonly package: AbiPackage;
  /** Which release was read: `go1.23.5`, `golang.org/x/sys v0.3.0-1`. */
  readonly source: string;
  readonly parents: Readonly<Partial<Record<Goarch, Goarch>>>;
  readonly constants: AbiSection<number | string>;
  readonly types: AbiSection<string>;
  readonly functions: AbiSection<string>;
  readonly variables: AbiSection<string>;
}

export type AbiSection<T> = Readonly<Record<'base' | Goarch, Readonly<Record<string, T | null>>>>;

/** A field as the data has it, before its place in memory is known. */
export interface EncodedField {
  readonly name: string;
  readonly type: string;
  readonly embedded: boolean;
}

/** What a type's text says; exactly one of `fields` and `underlying` is there. */
export interface EncodedType {
  /** The type that an alias names. */
  readonly alias?: string;
  readonly fields?: readonly EncodedField[];
  readonly underlying?: string;
}

/** Reads a constant: a number or decimal digits, `"text"`, `true`; after a type and a space where it has one. */
export function decodeConstant(encoded: number | string): AbiConstant {
  if (typeof encoded === 'number') return { value: String(encoded) };
  const typed = /^([A-Za-z_][\w.]*) (.*)$/s.exec(encoded);
  const [, type, value] = typed ?? [];
  return type !== undefined && value !== undefined ? { type, value } : { value: encoded };
}

/** Reads a type's text. */
export function decodeType(encoded: string): EncodedType {
  const aliased = /^=([\w.]+) ?(.*)$/s.exec(encoded);
  const [, alias, named] = aliased ?? [];
  const text = named ?? encoded;
  const shape = text.startsWith('{') ? { fields: decodeFields(text.slice(1, -1)) } : { underlying: text };
  return alias === undefined ? shape : { alias, ...shape };
}

function decodeFields(text: string): readonly EncodedField[] {
  if (text === '') return [];
  return text.split(/;(?! )/).map((field) => decodeField(field));
}

/** Reads `Name type`, or an embedded field's type alone, whose name is the type's own. */
export function decodeField(field: string): EncodedField {
  const [, name, type] = /^(\w+) (.*)$/s.exec(field) ?? [];
  if (name !== undefined && type !== undefined) return { name, type, embedded: false };
  return { name: field.replace(/^\*?(?:\w+\.)?/, ''), type: field, embedded: true };
}

/** Reads a signature. */
export function decodeFunction(encoded: string): AbiFunction {
  const arrow = encoded.indexOf('>');
  const params = encoded.slice(0, arrow);
  const list = (text: string): readonly string[] => (text === '' ? [] : text.split('|'));
  return {
    params: list(params),
    results: list(encoded.slice(arrow + 1)),
    variadic: /(?:^|\|)\.\.\.[^|]*$/.test(params),
  };
}
