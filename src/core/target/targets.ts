import { architectureNames } from './architectureNames';

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
  row('amd64', 64, 'little', 62),
  row('arm64', 64, 'little', 183),
  row('mips64le', 64, 'little', 8),
  row('mips64', 64, 'big', 8),
  row('mipsle', 32, 'little', 8),
  row('mips', 32, 'big', 8),
  row('loong64', 64, 'little', 258),
  row('riscv64', 64, 'little', 243),
  row('ppc64le', 64, 'little', 21),
  row('s390x', 64, 'big', 22),
];

function row(goarch: Goarch, bits: 32 | 64, endian: 'little' | 'big', elfMachine: number): Target {
  const { debian, uname, triplet, qemu, scmp } = architectureNames[goarch];
  return {
    goarch,
    bits,
    endian,
    debian: debian[0],
    uname: uname[0],
    triplet: triplet[0],
    qemu: qemu[0],
    elfMachine,
    seccomp: scmp[0],
  };
}

/** Every known target. */
export const targets: readonly Target[] = rows;

/** The target of a GOARCH, or undefined where the table has no such row. */
export function findTarget(goarch: string): Target | undefined {
  return rows.find((candidate) => candidate.goarch === goarch);
}
