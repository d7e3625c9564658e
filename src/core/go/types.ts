import type { AbiPackage } from '../target/abi';
import type { Declaration, GoFile, PackageView } from './packages';
import type { SyntaxNode } from './syntax';

/**
 * Go types as data. What cannot be told from the source tree and the ABI
 * tables is `unknown`, and nothing is ever concluded from an unknown type.
 * Parts that may need another package to be parsed are functions, asked only
 * when the answer hangs on them.
 */
export type GoType =
  | UnknownType
  | BasicType
  | UntypedType
  | NamedType
  | PointerType
  | SliceType
  | ArrayType
  | MapType
  | ChanType
  | FuncType
  | StructType
  | InterfaceType
  | TupleType;

export interface UnknownType {
  readonly kind: 'unknown';
}

/** A predeclared type, `byte` and `rune` by their real names, or `unsafe.Pointer`. */
export interface BasicType {
  readonly kind: 'basic';
  readonly name: string;
}

/** The type of a constant expression without a type, or of `nil`. */
export interface UntypedType {
  readonly kind: 'untyped';
  readonly name: 'bool' | 'int' | 'rune' | 'float' | 'imaginary' | 'string' | 'nil';
}

export interface NamedType {
  readonly kind: 'named';
  /** Tells one declared type from every other of the same side. */
  readonly key: string;
  readonly name: string;
  readonly home: TypeHome;
}

/** Where a named type is declared. */
export type TypeHome =
  | { readonly kind: 'abi'; readonly package: AbiPackage }
  | { readonly kind: 'tree'; readonly declaration: Declaration; readonly view: PackageView }
  | { readonly kind: 'local'; readonly spec: SyntaxNode; readonly place: Place }
  | { readonly kind: 'outside'; readonly importPath: string };

export interface PointerType {
  readonly kind: 'pointer';
  readonly elem: GoType;
}

export interface SliceType {
  readonly kind: 'slice';
  readonly elem: GoType;
}

export interface ArrayType {
  readonly kind: 'array';
  /** Undefined where it is not written as a number. */
  readonly length: number | undefined;
  readonly elem: GoType;
}

export interface MapType {
  readonly kind: 'map';
  readonly key: GoType;
  readonly value: GoType;
}

export interface ChanType {
  readonly kind: 'chan';
  readonly direction: 'both' | 'send' | 'receive';
  readonly elem: GoType;
}

export type LazyType = () => GoType;

export interface FuncType {
  readonly kind: 'func';
  /** The last one of a variadic function is the type of one argument, not of the slice. */
  readonly params: readonly LazyType[];
  readonly results: readonly LazyType[];
  readonly variadic: boolean;
}

export interface StructType {
  readonly kind: 'struct';
  readonly fields: readonly StructField[];
}

export interface StructField {
  readonly name: string;
  readonly embedded: boolean;
  readonly type: LazyType;
}

export interface InterfaceType {
  readonly kind: 'interface';
  /** Every type implements it. */
  readonly empty: boolean;
  readonly methods: readonly InterfaceMethod[];
  readonly embedded: readonly LazyType[];
}

export interface InterfaceMethod {
  readonly name: string;
  readonly type: LazyType;
}

export interface TupleType {
  readonly kind: 'tuple';
  readonly types: readonly LazyType[];
}

/** Where an expression or type is written: names mean what they mean in this file of this view. */
export interface Place {
  readonly view: PackageView;
  readonly file: GoFile;
}

export const unknown: UnknownType = { kind: 'unknown' };
export const emptyInterface: InterfaceType = { kind: 'interface', empty: true, methods: [], embedded: [] };

/** `error`: an interface of one method, which nothing here needs to look into. */
export const errorType: InterfaceType = {
  kind: 'interface',
  empty: false,
  methods: [
    {
      name: 'Error',
      type: () => ({ kind: 'func', params: [], results: [() => basic('string')], variadic: false }),
    },
  ],
  embedded: [],
};

const basicNames = new Set(
  (
    'bool string int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr ' +
    'float32 float64 complex64 complex128'
  ).split(' '),
);
const synonyms: Readonly<Record<string, string>> = { byte: 'uint8', rune: 'int32' };

export function basic(name: string): BasicType {
  return { kind: 'basic', name };
}

/** `unsafe.Pointer`, the one type of that package. */
export const unsafePointer: GoType = basic('unsafe.Pointer');

/** The predeclared type of a name, or undefined where the name is no predeclared type. */
export function universeType(name: string): GoType | undefined {
  if (name === 'any') return emptyInterface;
  if (name === 'error') return errorType;
  const real = Object.hasOwn(synonyms, name) ? synonyms[name] : name;
  return real !== undefined && basicNames.has(real) ? basic(real) : undefined;
}

/** A function type computed at most once. */
export function lazy(make: LazyType): LazyType {
  let made: GoType | undefined;
  return () => (made ??= make());
}

/** What the values of an expression statement `f()` with these results are together. */
export function resultOf(type: FuncType): GoType {
  const [only] = type.results;
  return type.results.length === 1 && only ? only() : { kind: 'tuple', types: type.results };
}

/** The type a variable takes from a constant without type: `int` from `1`. */
export function defaultType(type: GoType): GoType {
  if (type.kind !== 'untyped') return type;
  switch (type.name) {
    case 'int':
    case 'bool':
    case 'string':
      return basic(type.name);
    case 'rune':
      return basic('int32');
    case 'float':
      return basic('float64');
    case 'imaginary':
      return basic('complex128');
    case 'nil':
      return unknown;
  }
}

/**
 * One text per type: two types are identical where their keys are equal.
 * Undefined where the type holds something unknown, which is identical to
 * nothing, itself included.
 */
export function typeKey(type: GoType): string | undefined {
  switch (type.kind) {
    case 'unknown':
      return undefined;
    case 'basic':
      return type.name;
    case 'untyped':
      return `untyped ${type.name}`;
    case 'named':
      return type.key;
    case 'pointer':
      return wrap`*${typeKey(type.elem)}`;
    case 'slice':
      return wrap`[]${typeKey(type.elem)}`;
    case 'array':
      return wrap`[${type.length?.toString()}]${typeKey(type.elem)}`;
    case 'map':
      return wrap`map[${typeKey(type.key)}]${typeKey(type.value)}`;
    case 'chan':
      return wrap`chan(${type.direction}) ${typeKey(type.elem)}`;
    case 'func':
      return wrap`func(${joinKeys(type.params)}${type.variadic ? '...' : ''})(${joinKeys(type.results)})`;
    case 'tuple':
      return wrap`(${joinKeys(type.types)})`;
    case 'struct':
      return wrap`struct{${type.fields.map((field) => field.name).join()}:${joinKeys(type.fields.map((field) => field.type))}}`;
    case 'interface':
      if (type === errorType) return 'error';
      return type.empty ? 'interface{}' : undefined;
  }
}

function joinKeys(types: readonly LazyType[]): string | undefined {
  const keys = types.map((type) => typeKey(type()));
  return keys.includes(undefined) ? undefined : keys.join();
}

/** Fills a template, or gives undefined where one of its parts is undefined. */
function wrap(strings: TemplateStringsArray, ...parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : String.raw({ raw: strings }, ...parts);
}
