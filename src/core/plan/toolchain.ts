import type { Target } from '../target/targets';

/** What the steps of a plan call, and what they may do. Names are looked up in PATH; absolute paths are not. */
export interface Toolchain {
  readonly go: string;
  readonly make: string;
  /** The user emulator. */
  readonly qemu: string;
  /** More arguments for it, such as `-cpu Loongson-3A4000`. */
  readonly qemuArgs: readonly string[];
  /** C cross compiler. */
  readonly cc: string;
  /** Where the emulator finds the dynamic linker and libraries of the target. */
  readonly sysroot: string;
  /** Whether Go may download modules. */
  readonly network: boolean;
  /**
   * Sets GODEBUG=asyncpreemptoff=1 under QEMU. Off by default: it cures hangs
   * of old emulators and makes loops without calls hang in new ones.
   */
  readonly asyncPreemptOff: boolean;
}

/** The tools by the names that Debian gives them. */
export function defaultToolchain(target: Target): Toolchain {
  return {
    go: 'go',
    make: 'make',
    qemu: `qemu-${target.qemu}-static`,
    qemuArgs: [],
    cc: `${target.triplet}-gcc`,
    sysroot: `/usr/${target.triplet}`,
    network: false,
    asyncPreemptOff: false,
  };
}
