import type { Goarch } from './targets';

/** The two packages whose declarations differ by GOARCH and that the tables describe. */
export type AbiPackage = 'syscall' | 'golang.org/x/sys/unix';

export interface AbiField {
  readonly name: string;
  /** As Go writes it, unqualified inside its own package: `uint32`, `[3]uint32`, `Timespec`. */
  readonly type: string;
  /** Bytes from the start of the struct. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

export interface AbiStruct {
  readonly fields: readonly AbiField[];
  /** Bytes, with the padding at the end. */
  readonly size: number;
}

export interface AbiConstant {
  /** Decimal integer, or a Go string literal. */
  readonly value: string;
  /** The declared type where it has one (`Signal`, `Errno`); absent for an untyped constant. */
  readonly type?: string;
}

/** A function or method signature, with parameter and result types as Go writes them. */
export interface AbiFunction {
  readonly params: readonly string[];
  readonly results: readonly string[];
  readonly variadic: boolean;
}

/** The declarations of one package for linux and one GOARCH. */
export interface AbiTable {
  readonly package: AbiPackage;
  readonly goarch: Goarch;
  constant(name: string): AbiConstant | undefined;
  struct(name: string): AbiStruct | undefined;
  /** The underlying type of a defined type that is not a struct (`Signal` is `int`). */
  defined(name: string): string | undefined;
  function(name: string): AbiFunction | undefined;
  method(type: string, name: string): AbiFunction | undefined;
  /** A package variable's type (`Stdin`, `ENOENT` in unix is a constant; `ForkLock` a variable). */
  variable(name: string): string | undefined;
  /** Whether the package has any exported declaration of this name. */
  has(name: string): boolean;
  /** Every exported constant name. */
  constantNames(): readonly string[];
  structNames(): readonly string[];
}

export interface AbiTables {
  /** Where the tables were read from, with versions: `go1.23.x`, `golang.org/x/sys v0.y`. */
  readonly source: string;
  table(pkg: AbiPackage, goarch: Goarch): AbiTable;
}
