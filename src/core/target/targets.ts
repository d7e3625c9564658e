/** A Linux port of Go: one row per GOARCH, with the names other tools give it. */
export interface Target {
  readonly goarch: Goarch;
  readonly bits: 32 | 64;
  readonly endian: 'little' | 'big';
  /** Debian's architecture name. */
  readonly debian: string;
  /** What `uname -m` prints; both byte orders of 64-bit MIPS print `mips64`. */
  readonly uname: string;
  /** GNU triplet, also the prefix of the cross compiler. */
  readonly triplet: string;
  /** Name of QEMU's user emulator without the `qemu-` prefix. */
  readonly qemu: string;
  /** ELF header: e_machine, and whether EI_DATA says little-endian. */
  readonly elfMachine: number;
  /** libseccomp's and OCI's name for it (`SCMP_ARCH_MIPSEL64`). */
  readonly seccomp: string;
}

export type Goarch =
  'amd64' | 'arm64' | 'mips64le' | 'mips64' | 'mipsle' | 'mips' | 'loong64' | 'riscv64' | 'ppc64le' | 's390x';

const rows: readonly Target[] = [
  row('amd64', 64, 'little', 'amd64', 'x86_64', 'x86_64-linux-gnu', 'x86_64', 62, 'X86_64'),
  row('arm64', 64, 'little', 'arm64', 'aarch64', 'aarch64-linux-gnu', 'aarch64', 183, 'AARCH64'),
  row('mips64le', 64, 'little', 'mips64el', 'mips64', 'mips64el-linux-gnuabi64', 'mips64el', 8, 'MIPSEL64'),
  row('mips64', 64, 'big', 'mips64', 'mips64', 'mips64-linux-gnuabi64', 'mips64', 8, 'MIPS64'),
  row('mipsle', 32, 'little', 'mipsel', 'mips', 'mipsel-linux-gnu', 'mipsel', 8, 'MIPSEL'),
  row('mips', 32, 'big', 'mips', 'mips', 'mips-linux-gnu', 'mips', 8, 'MIPS'),
  row(
    'loong64',
    64,
    'little',
    'loong64',
    'loongarch64',
    'loongarch64-linux-gnu',
    'loongarch64',
    258,
    'LOONGARCH64',
  ),
  row('riscv64', 64, 'little', 'riscv64', 'riscv64', 'riscv64-linux-gnu', 'riscv64', 243, 'RISCV64'),
  row('ppc64le', 64, 'little', 'ppc64el', 'ppc64le', 'powerpc64le-linux-gnu', 'ppc64le', 21, 'PPC64LE'),
  row('s390x', 64, 'big', 's390x', 's390x', 's390x-linux-gnu', 's390x', 22, 'S390X'),
];

function row(
  goarch: Goarch,
  bits: 32 | 64,
  endian: 'little' | 'big',
  debian: string,
  uname: string,
  triplet: string,
  qemu: string,
  elfMachine: number,
  seccomp: string,
): Target {
  return { goarch, bits, endian, debian, uname, triplet, qemu, elfMachine, seccomp: `SCMP_ARCH_${seccomp}` };
}

/** Every known target. */
export const targets: readonly Target[] = rows;

/** The target of a GOARCH, or undefined where the table has no such row. */
export function findTarget(goarch: string): Target | undefined {
  return rows.find((candidate) => candidate.goarch === goarch);
}
