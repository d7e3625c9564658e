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
  /** Whether the field is embedded; its name is then its type's. */
  readonly embedded?: true;
}

export interface AbiStruct {
  readonly fields: readonly AbiField[];
  /** Bytes, with the padding at the end. */
  readonly size: number;
}

export interface AbiConstant {
  /** Decimal integer, a Go string literal, `true` or `false`. */
  readonly value: string;
  /** The declared type where it has one (`Signal`; in unix `syscall.Signal`); absent for an untyped constant. */
  readonly type?: string;
}

/**
 * A function or method signature, with parameter and result types as Go writes
 * them: `...string` last where it is variadic, aliases resolved (unix.Signal is
 * `syscall.Signal`), `byte` and `uint8` as declared.
 */
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
  /** A struct type's fields in order; an alias of a struct has those of the type it names. */
  struct(name: string): AbiStruct | undefined;
  /** The underlying type of a type that is not a struct (`Signal` is `int`), also through an alias. */
  defined(name: string): string | undefined;
  /** The type that an alias names: `syscall.Errno` for `Errno` of unix; undefined for a type of its own. */
  alias(name: string): string | undefined;
  /** How the tables write a type; where those of two GOARCHs write the same, it has the same fields or the same underlying type. */
  typeText(name: string): string | undefined;
  /** How they write a function, or a method (`Type.Name`). */
  functionText(name: string): string | undefined;
  function(name: string): AbiFunction | undefined;
  /** A method of a type, of a pointer to it, or of an interface, promoted ones too. */
  method(type: string, name: string): AbiFunction | undefined;
  /** A package variable's type (`Stdin`, `ENOENT` in unix is a constant; `ForkLock` a variable). */
  variable(name: string): string | undefined;
  /** Whether the package has any exported declaration of this name. */
  has(name: string): boolean;
  /** Bytes of a type as this package writes it (`[3]uint32`, `Timespec`); undefined where the tables lack it. */
  sizeOf(type: string): number | undefined;
  /**
   * Every exported constant name, sorted; the other lists likewise.
   *
   * @param unlike Another GOARCH's table of the package. The list is then of
   *   the few names about which the two may say different things.
   */
  constantNames(unlike?: AbiTable): readonly string[];
  structNames(): readonly string[];
  /** Structs, other defined types and aliases. A type that has other methods there counts as another one. */
  typeNames(unlike?: AbiTable): readonly string[];
  functionNames(unlike?: AbiTable): readonly string[];
  variableNames(unlike?: AbiTable): readonly string[];
  methodNames(type: string, unlike?: AbiTable): readonly string[];
}

export interface AbiTables {
  /** Where the tables were read from, with versions: `go1.23.5, golang.org/x/sys v0.3.0-1`. */
  readonly source: string;
  table(pkg: AbiPackage, goarch: Goarch): AbiTable;
}
