import { abiPackages } from '../../go/typesOfPackages';
import type { AbiTables } from '../../target/abi';
import type { Goarch } from '../../target/targets';

/** An integer constant of `x/sys/unix` or `syscall` under both views. */
export interface AbiNumber {
  readonly name: string;
  readonly host: bigint;
  /** Absent where the target has no constant of this name. */
  readonly target?: bigint;
  /** `Signal` or `Errno`; absent for a constant without a type. */
  readonly type?: string;
}

/** The integer constants of the host's tables. */
export interface AbiNumbers {
  /** Whether host and target are two GOARCHs. */
  readonly differ: boolean;
  readonly all: readonly AbiNumber[];
  /** The constant that a name of somebody's own means: itself (`_SYS_SETNS`, `sys_TIOCGPTN`), or one spelled alike (`sysMemfdCreate`). */
  named(name: string): AbiNumber | undefined;
}

const known = new WeakMap<AbiTables, Map<string, AbiNumbers>>();

/** Reads the constants of host and target once for each pair. */
export function abiNumbers(abi: AbiTables, host: Goarch, target: Goarch): AbiNumbers {
  const pairs = known.get(abi) ?? new Map<string, AbiNumbers>();
  known.set(abi, pairs);
  const key = `${host} ${target}`;
  const numbers = pairs.get(key) ?? read(abi, host, target);
  pairs.set(key, numbers);
  return numbers;
}

function read(abi: AbiTables, host: Goarch, target: Goarch): AbiNumbers {
  const read = new Map<string, AbiNumber | undefined>();
  const numberOf = (name: string): AbiNumber | undefined => {
    if (!read.has(name)) read.set(name, readNumber(abi, host, target, name));
    return read.get(name);
  };
  // A scan asks about few names, so that the thousands of others are read when somebody wants all.
  const names = once(() => [...new Set(abiPackages.flatMap((pkg) => abi.table(pkg, host).constantNames()))]);
  const all = once(() => names().flatMap((name) => numberOf(name) ?? []));
  // Nearly all names that a tree gives to numbers are like none of these, which all of them at once tell sooner.
  const anyFolded = once(() => new Set(fold(names().join('\n')).split('\n')));
  const byFolded = once(() => {
    const found = new Map<string, string[]>();
    for (const name of names()) {
      const folded = fold(name);
      const alike = found.get(folded);
      if (alike) alike.push(name);
      else found.set(folded, [name]);
    }
    return found;
  });
  return {
    differ: host !== target,
    get all() {
      return all();
    },
    named: (name) => {
      const exact = ownNames(name).find((one) => numberOf(one) !== undefined);
      if (exact !== undefined) return numberOf(exact);
      if (!anyFolded().has(fold(name))) return undefined;
      const [alike, ...others] = (byFolded().get(fold(name)) ?? []).flatMap((one) => numberOf(one) ?? []);
      // A short word such as `echo` or `vmin` is somebody's own more often than the kernel's.
      return alike && others.length === 0 && (alike.name.includes('_') || alike.name.length >= 6)
        ? alike
        : undefined;
    },
  };
}

/** The constant of a name; what x/sys/unix says counts before what syscall says, whose lists are frozen. */
function readNumber(abi: AbiTables, host: Goarch, target: Goarch, name: string): AbiNumber | undefined {
  for (const pkg of [...abiPackages].reverse()) {
    const constant = abi.table(pkg, host).constant(name);
    const onHost = integer(constant?.value);
    if (onHost === undefined) continue;
    const onTarget = integer(abi.table(pkg, target).constant(name)?.value);
    const type = constant?.type?.replace(/^.*\./, '');
    return {
      name,
      host: onHost,
      ...(onTarget === undefined ? {} : { target: onTarget }),
      ...(type === undefined ? {} : { type }),
    };
  }
  return undefined;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** What a name may be when it is a constant's own, without what private copies put before it. */
export function ownNames(name: string): readonly string[] {
  const bare = name.replace(/^_+/, '');
  return bare.startsWith('sys_') ? [bare, bare.slice('sys_'.length)] : [bare];
}

function fold(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function integer(value: string | undefined): bigint | undefined {
  return value !== undefined && /^\d+$/.test(value) ? BigInt(value) : undefined;
}

/** The value of a Go integer literal, or undefined where it is not one that JavaScript and Go read alike. */
export function literalValue(text: string): bigint | undefined {
  const digits = text.replaceAll('_', '').toLowerCase();
  if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
  return /^(?:0|[1-9]\d*|0x[\da-f]+|0o[0-7]+|0b[01]+)$/.test(digits) ? BigInt(digits) : undefined;
}

/** A value as the literal that it is compared with is written. */
export function writtenLike(value: bigint, literal: string): string {
  return /^0x/i.test(literal) ? `0x${value.toString(16)}` : value.toString();
}
