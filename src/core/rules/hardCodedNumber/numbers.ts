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
  const byName = new Map<string, AbiNumber>();
  // What x/sys/unix says comes last and counts: syscall's lists are frozen.
  for (const pkg of abiPackages) {
    const [here, there] = [abi.table(pkg, host), abi.table(pkg, target)];
    for (const name of here.constantNames()) {
      const constant = here.constant(name);
      const onHost = integer(constant?.value);
      if (onHost === undefined) continue;
      const onTarget = integer(there.constant(name)?.value);
      const type = constant?.type?.replace(/^.*\./, '');
      byName.set(name, {
        name,
        host: onHost,
        ...(onTarget === undefined ? {} : { target: onTarget }),
        ...(type === undefined ? {} : { type }),
      });
    }
  }
  const byFolded = new Map<string, AbiNumber | undefined>();
  for (const number of byName.values()) {
    const folded = fold(number.name);
    byFolded.set(folded, byFolded.has(folded) ? undefined : number);
  }
  return {
    differ: host !== target,
    all: [...byName.values()],
    named: (name) => {
      const exact = ownNames(name).find((one) => byName.has(one));
      if (exact !== undefined) return byName.get(exact);
      const alike = byFolded.get(fold(name));
      // A short word such as `echo` or `vmin` is somebody's own more often than the kernel's.
      return alike && (alike.name.includes('_') || alike.name.length >= 6) ? alike : undefined;
    },
  };
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
