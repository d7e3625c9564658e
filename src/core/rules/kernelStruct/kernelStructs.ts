import type { AbiPackage, AbiTables } from '../../target/abi';
import type { Goarch } from '../../target/targets';

/** A field's place in a struct, in bytes. */
export interface KernelField {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

export interface KernelLayout {
  readonly fields: readonly KernelField[];
  readonly size: number;
}

/** A struct of the kernel's interface that is laid out otherwise on the target. */
export interface KernelStruct {
  readonly name: string;
  /** The package whose type it is; absent for those that neither has. */
  readonly package?: AbiPackage;
  readonly host: KernelLayout;
  readonly target: KernelLayout;
}

/** Everything about structs of a pair of GOARCHs that the rule asks. */
export interface KernelStructs {
  /** What the kernel takes and gives: `unix`'s structs, and those that only the kernel's headers have. */
  readonly ofKernel: ReadonlyMap<string, KernelStruct>;
  /** What a package's type of a name is; absent where it is the same on the target. */
  ofPackage(pkg: AbiPackage, name: string): KernelStruct | undefined;
}

/** The epoll rule has its own way with this one. */
const elsewhere = new Set(['EpollEvent']);

const known = new WeakMap<AbiTables, Map<string, KernelStructs>>();

/** The structs that differ between the ABI tables of two GOARCHs, read once for each pair. */
export function kernelStructs(abi: AbiTables, host: Goarch, target: Goarch): KernelStructs {
  const pairs = known.get(abi) ?? new Map<string, KernelStructs>();
  known.set(abi, pairs);
  const key = `${host} ${target}`;
  const structs = pairs.get(key) ?? read(abi, host, target);
  pairs.set(key, structs);
  return structs;
}

function read(abi: AbiTables, host: Goarch, target: Goarch): KernelStructs {
  const unix = differing(abi, 'golang.org/x/sys/unix', host, target);
  const syscall = differing(abi, 'syscall', host, target);
  const ofKernel = new Map(unix);
  for (const [name, one] of fromHeaders(host, target)) ofKernel.set(name, one);
  return {
    ofKernel,
    ofPackage: (pkg, name) => (pkg === 'syscall' ? syscall : unix).get(name),
  };
}

function differing(
  abi: AbiTables,
  pkg: AbiPackage,
  host: Goarch,
  target: Goarch,
): ReadonlyMap<string, KernelStruct> {
  const [here, there] = [abi.table(pkg, host), abi.table(pkg, target)];
  const found = new Map<string, KernelStruct>();
  for (const name of here.structNames()) {
    const [onHost, onTarget] = [here.struct(name), there.struct(name)];
    if (!onHost || !onTarget || elsewhere.has(name) || placesOf(onHost) === placesOf(onTarget)) continue;
    found.set(name, { name, package: pkg, host: onHost, target: onTarget });
  }
  return found;
}

function placesOf({ fields, size }: KernelLayout): string {
  return `${fields.map((field) => `${field.name} ${field.offset} ${field.size}`).join()} ${size}`;
}

/**
 * Structs that only the kernel's headers have, where both GOARCHs are known.
 *
 * Sources: `struct sigaction` in include/linux/signal_types.h with
 * `__ARCH_HAS_IRIX_SIGACTION` and `_NSIG` 128 of arch/mips/include/uapi/asm/signal.h
 * (Go's own: src/runtime/defs_linux_mips64x.go, defs_linux_amd64.go); `struct stat`
 * of arch/mips/include/uapi/asm/stat.h and arch/x86/include/uapi/asm/stat.h
 * (Go's own: `stat_t` of src/syscall/syscall_linux_mips64x.go).
 */
function fromHeaders(host: Goarch, target: Goarch): ReadonlyMap<string, KernelStruct> {
  const found = new Map<string, KernelStruct>();
  for (const [name, { amd64, mips64 }] of Object.entries(headerStructs)) {
    if (host !== 'amd64' || !isMips64(target)) continue;
    found.set(name, { name, host: laidOut(amd64), target: laidOut(mips64) });
  }
  return found;
}

type Row = readonly (readonly [name: string, offset: number, size: number])[];

const headerStructs: Readonly<Record<string, { readonly amd64: Row; readonly mips64: Row }>> = {
  sigaction: {
    amd64: [
      ['handler', 0, 8],
      ['flags', 8, 8],
      ['restorer', 16, 8],
      ['mask', 24, 8],
    ],
    mips64: [
      ['flags', 0, 4],
      ['handler', 8, 8],
      ['mask', 16, 16],
    ],
  },
  stat: {
    amd64: [
      ['dev', 0, 8],
      ['ino', 8, 8],
      ['nlink', 16, 8],
      ['mode', 24, 4],
      ['uid', 28, 4],
      ['gid', 32, 4],
      ['rdev', 40, 8],
      ['size', 48, 8],
      ['blksize', 56, 8],
      ['blocks', 64, 8],
      ['atim', 72, 16],
      ['mtim', 88, 16],
      ['ctim', 104, 16],
      ['unused', 120, 24],
    ],
    mips64: [
      ['dev', 0, 4],
      ['ino', 16, 8],
      ['mode', 24, 4],
      ['nlink', 28, 4],
      ['uid', 32, 4],
      ['gid', 36, 4],
      ['rdev', 40, 4],
      ['size', 56, 8],
      ['atim', 64, 8],
      ['mtim', 72, 8],
      ['ctim', 80, 8],
      ['blksize', 88, 4],
      ['blocks', 96, 8],
    ],
  },
};

function laidOut(row: Row): KernelLayout {
  const [, offset = 0, size = 0] = row.at(-1) ?? [];
  return { fields: row.map(([name, at, bytes]) => ({ name, offset: at, size: bytes })), size: offset + size };
}

/** Bytes of the kernel's sigset_t: `_NSIG` is 128 on MIPS and 64 elsewhere (arch/mips/include/uapi/asm/signal.h). */
export function sigsetSize(goarch: Goarch): number {
  return goarch.startsWith('mips') ? 16 : 8;
}

/** Whether the kernel's struct stat is not the `Stat_t` of Go's packages: on 64-bit MIPS they translate it (`fillStat_t` of src/syscall/syscall_linux_mips64x.go). */
export function isMips64(goarch: Goarch): boolean {
  return goarch === 'mips64' || goarch === 'mips64le';
}
