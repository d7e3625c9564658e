import type { Target } from '../target/targets';

/** What the steps of a plan call, and what they may do. Names are looked up in PATH; absolute paths are not. */
export interface Toolchain {
  readonly go: string;
  /** What makes its builds reproducible, as far as its release has it: `-trimpath`, `-buildvcs=false`. */
  readonly goFlags: readonly string[];
  /** The PATH of make and of prepare steps, where `go` is not the one that PATH has. */
  readonly path?: string;
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
  /** What runs the containers of emulated builds. */
  readonly containers: ContainerEngine;
}

/** Docker and Podman take the same `run`; Buildah makes a working container first. */
export interface ContainerEngine {
  readonly kind: 'docker' | 'podman' | 'buildah';
  readonly command: string;
  /**
   * `UID:GID` that the container's programs run as, so that what they write is
   * the user's. Absent where root in the container is the user, or is root outside too.
   */
  readonly user?: string;
}

/** The tools by the names that Debian gives them. */
export function defaultToolchain(target: Target): Toolchain {
  return {
    go: 'go',
    // Every Go since 1.13 has it.
    goFlags: ['-trimpath'],
    make: 'make',
    qemu: `qemu-${target.qemu}-static`,
    qemuArgs: [],
    cc: `${target.triplet}-gcc`,
    sysroot: `/usr/${target.triplet}`,
    network: false,
    asyncPreemptOff: false,
    containers: { kind: 'docker', command: 'docker' },
  };
}
