import type { Location } from '../types';

/**
 * What both tiers tell the rules. Tier 0 (our own typing) and the judge (Go's
 * type checker) make the same facts; rules alone make messages and fixes of them.
 */
export type Fact = WidthFact | UndefinedFact | MissingBodyFact | ExcludedPackageFact | RejectedFact;

/** `proven` comes from the judge, `certain` from our own typing. */
export type FactCertainty = 'proven' | 'certain';

/** Where the host's type is required. */
export type UseContext =
  | 'argument'
  | 'field'
  | 'element'
  | 'assignment'
  | 'declaration'
  | 'operation'
  | 'index'
  | 'return'
  | 'send'
  | 'case';

/**
 * An expression whose type differs between host and target reaches a place
 * that takes only the host's type.
 */
export interface WidthFact {
  readonly kind: 'width';
  readonly certainty: FactCertainty;
  /** The expression where the differing type enters, and that a conversion would wrap: `st.Rdev`. */
  readonly origin: Location;
  readonly originText: string;
  /** What it is, qualified by import path: `syscall.Stat_t.Rdev`; absent where it is not a field of those packages. */
  readonly source?: string;
  readonly hostType: string;
  readonly targetType: string;
  /** The type wanted, as it is written in the origin's file (`uint64`, `devices.ID`). */
  readonly wanted: string;
  readonly context: UseContext;
  /** What asks for that type, as written and short: the function called, the field, the other operand. */
  readonly taker?: string;
  /** Where the compiler complains; the same as `origin` unless the value went through variables. */
  readonly use: Location;
  /** False where no conversion of `origin` serves host and target alike (assigning to such a field, taking its address). */
  readonly convertible: boolean;
  /** The Go compiler's own words for the target, from the judge. */
  readonly compilerMessage?: string;
}

/** A name that the host's view has and the target's view lacks. */
export interface UndefinedFact {
  readonly kind: 'undefined';
  readonly certainty: FactCertainty;
  /** The name as used: for `unix.SIGSTKFLT` the whole selector, for `regs.Rip` the field name. */
  readonly at: Location;
  readonly name: string;
  /** Import path of the package that declares it; absent for a name of the using package itself. */
  readonly importPath?: string;
  /** For a field or method: the type that lacks it (`PtraceRegs`). */
  readonly member?: string;
  /** Files of the tree that declare it and that only the host's build includes; empty for `syscall` and `unix`. */
  readonly declaredIn: readonly string[];
  readonly compilerMessage?: string;
}

/** A function without a body, whose body is assembly that the target's build leaves out. */
export interface MissingBodyFact {
  readonly kind: 'missing-body';
  readonly certainty: FactCertainty;
  /** The function's name in its declaration. */
  readonly at: Location;
  readonly name: string;
  /** The assembly files with its body, which only the host's build includes; empty where none has it, and the host's compiler does not ask. */
  readonly assembly: readonly string[];
  readonly compilerMessage?: string;
}

/** An imported package of which the target's build leaves out every file. */
export interface ExcludedPackageFact {
  readonly kind: 'excluded-package';
  readonly certainty: FactCertainty;
  /** The import spec. */
  readonly at: Location;
  readonly importPath: string;
  readonly declaredIn: readonly string[];
  readonly compilerMessage?: string;
}

/** Anything else that Go accepts for the host and rejects for the target. */
export interface RejectedFact {
  readonly kind: 'rejected';
  readonly certainty: FactCertainty;
  readonly at: Location;
  readonly compilerMessage: string;
}
