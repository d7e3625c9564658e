/** Every GOARCH for which Go has a Linux port: `go tool dist list` of go1.24. */
export type LinuxGoarch =
  | '386'
  | 'amd64'
  | 'arm'
  | 'arm64'
  | 'loong64'
  | 'mips'
  | 'mips64'
  | 'mips64le'
  | 'mipsle'
  | 'ppc64'
  | 'ppc64le'
  | 'riscv64'
  | 's390x';

/** At least one name, the one to write first. */
type Names = readonly [string, ...string[]];

/**
 * What one architecture is called elsewhere.
 *
 * Sources: Debian, triplets: dpkg's `cputable` and `tupletable`, and
 * `dpkg-architecture`. uname: `UTS_MACHINE` in the kernel's arch Makefiles and
 * what `setup_arch` makes of it. QEMU: its linux-user emulators. LLVM: the
 * architecture names of `Triple.cpp`. rpm: `rpmrc`. Kernel: folders below
 * `arch/`, then the other values of `ARCH=` that mean the same; libbpf's
 * `__TARGET_ARCH_` macros end in the first. libseccomp: `seccomp.h`, whose
 * names the OCI runtime specification uses; libseccomp-golang's
 * `GetArchFromString`. Audit: `linux/audit.h`. ELF: Go's `debug/elf`.
 */
export interface ArchitectureNames {
  /** GOARCH; OCI's `platform.architecture` and Kubernetes' `kubernetes.io/arch` are defined as GOARCH too. */
  readonly go: readonly [LinuxGoarch];
  /** `dpkg --print-architecture`, and the architectures of a Debian repository. */
  readonly debian: Names;
  /** `uname -m`; the kernel says the same for both byte orders of MIPS. */
  readonly uname: Names;
  /** GNU triplets without vendor, as Debian writes them. */
  readonly triplet: Names;
  /** LLVM's and Rust's first part of a triple. */
  readonly llvm: Names;
  readonly rpm: Names;
  /** QEMU's user emulator and, where there is one, system emulator, without `qemu-`. */
  readonly qemu: Names;
  readonly kernel: Names;
  /** libseccomp's C enumerators; the native one first, then those whose system calls the same kernel takes. */
  readonly scmp: Names;
  /** libseccomp-golang's strings for `scmp`, in the same order, with the other spellings that it reads after them. */
  readonly libseccomp: Names;
  /** The kernel's audit constants for `scmp`; x32 has none of its own. */
  readonly audit: Names;
  /** Go's `debug/elf` constants for `e_machine`; width and byte order stand elsewhere in the header. */
  readonly elf: Names;
}

/** A naming scheme. `oci` is `go` under its own name. */
export type NameWorld = keyof ArchitectureNames | 'oci';

/** One row for each GOARCH of Linux. */
export const architectureNames: Readonly<Record<LinuxGoarch, ArchitectureNames>> = {
  '386': {
    go: ['386'],
    debian: ['i386'],
    uname: ['i686', 'i386', 'i486', 'i586'],
    triplet: ['i686-linux-gnu', 'i386-linux-gnu'],
    llvm: ['i686', 'i386', 'i586', 'x86'],
    rpm: ['i686', 'i586', 'i386'],
    qemu: ['i386'],
    kernel: ['x86', 'i386'],
    scmp: ['SCMP_ARCH_X86'],
    libseccomp: ['x86'],
    audit: ['AUDIT_ARCH_I386'],
    elf: ['EM_386'],
  },
  amd64: {
    go: ['amd64'],
    debian: ['amd64'],
    uname: ['x86_64', 'amd64'],
    triplet: ['x86_64-linux-gnu'],
    llvm: ['x86_64', 'amd64'],
    rpm: ['x86_64'],
    qemu: ['x86_64'],
    kernel: ['x86', 'x86_64'],
    scmp: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
    libseccomp: ['amd64', 'x86', 'x32', 'x86_64', 'x86-64', 'x64'],
    audit: ['AUDIT_ARCH_X86_64', 'AUDIT_ARCH_I386'],
    elf: ['EM_X86_64'],
  },
  arm: {
    go: ['arm'],
    debian: ['armhf', 'armel', 'arm'],
    uname: ['armv7l', 'armv6l', 'armv5tel', 'armv8l', 'arm'],
    triplet: ['arm-linux-gnueabihf', 'arm-linux-gnueabi'],
    llvm: ['armv7', 'arm', 'armv6'],
    rpm: ['armv7hl', 'armv6hl', 'armv5tel', 'armv7l', 'armv6l'],
    qemu: ['arm'],
    kernel: ['arm'],
    scmp: ['SCMP_ARCH_ARM'],
    libseccomp: ['arm'],
    audit: ['AUDIT_ARCH_ARM'],
    elf: ['EM_ARM'],
  },
  arm64: {
    go: ['arm64'],
    debian: ['arm64'],
    uname: ['aarch64', 'arm64'],
    triplet: ['aarch64-linux-gnu'],
    llvm: ['aarch64', 'arm64'],
    rpm: ['aarch64'],
    qemu: ['aarch64'],
    kernel: ['arm64'],
    scmp: ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'],
    libseccomp: ['arm64', 'arm', 'aarch64'],
    audit: ['AUDIT_ARCH_AARCH64', 'AUDIT_ARCH_ARM'],
    elf: ['EM_AARCH64'],
  },
  loong64: {
    go: ['loong64'],
    debian: ['loong64'],
    uname: ['loongarch64'],
    triplet: ['loongarch64-linux-gnu'],
    llvm: ['loongarch64'],
    rpm: ['loongarch64'],
    qemu: ['loongarch64'],
    kernel: ['loongarch'],
    scmp: ['SCMP_ARCH_LOONGARCH64'],
    libseccomp: ['loong64', 'loongarch64'],
    audit: ['AUDIT_ARCH_LOONGARCH64'],
    elf: ['EM_LOONGARCH'],
  },
  mips: {
    go: ['mips'],
    debian: ['mips'],
    uname: ['mips'],
    triplet: ['mips-linux-gnu'],
    llvm: ['mips'],
    rpm: ['mips'],
    qemu: ['mips'],
    kernel: ['mips'],
    scmp: ['SCMP_ARCH_MIPS'],
    libseccomp: ['mips'],
    audit: ['AUDIT_ARCH_MIPS'],
    elf: ['EM_MIPS'],
  },
  mips64: {
    go: ['mips64'],
    debian: ['mips64'],
    uname: ['mips64'],
    triplet: ['mips64-linux-gnuabi64'],
    llvm: ['mips64'],
    rpm: ['mips64'],
    qemu: ['mips64'],
    kernel: ['mips'],
    scmp: ['SCMP_ARCH_MIPS64', 'SCMP_ARCH_MIPS', 'SCMP_ARCH_MIPS64N32'],
    libseccomp: ['mips64', 'mips', 'mips64n32'],
    audit: ['AUDIT_ARCH_MIPS64', 'AUDIT_ARCH_MIPS', 'AUDIT_ARCH_MIPS64N32'],
    elf: ['EM_MIPS'],
  },
  mips64le: {
    go: ['mips64le'],
    debian: ['mips64el'],
    uname: ['mips64'],
    triplet: ['mips64el-linux-gnuabi64'],
    llvm: ['mips64el'],
    rpm: ['mips64el'],
    qemu: ['mips64el'],
    kernel: ['mips'],
    scmp: ['SCMP_ARCH_MIPSEL64', 'SCMP_ARCH_MIPSEL', 'SCMP_ARCH_MIPSEL64N32'],
    libseccomp: ['mipsel64', 'mipsel', 'mipsel64n32'],
    audit: ['AUDIT_ARCH_MIPSEL64', 'AUDIT_ARCH_MIPSEL', 'AUDIT_ARCH_MIPSEL64N32'],
    elf: ['EM_MIPS'],
  },
  mipsle: {
    go: ['mipsle'],
    debian: ['mipsel'],
    uname: ['mips'],
    triplet: ['mipsel-linux-gnu'],
    llvm: ['mipsel'],
    rpm: ['mipsel'],
    qemu: ['mipsel'],
    kernel: ['mips'],
    scmp: ['SCMP_ARCH_MIPSEL'],
    libseccomp: ['mipsel'],
    audit: ['AUDIT_ARCH_MIPSEL'],
    elf: ['EM_MIPS'],
  },
  ppc64: {
    go: ['ppc64'],
    debian: ['ppc64'],
    uname: ['ppc64'],
    triplet: ['powerpc64-linux-gnu'],
    llvm: ['powerpc64', 'ppc64'],
    rpm: ['ppc64'],
    qemu: ['ppc64'],
    kernel: ['powerpc'],
    scmp: ['SCMP_ARCH_PPC64'],
    libseccomp: ['ppc64'],
    audit: ['AUDIT_ARCH_PPC64'],
    elf: ['EM_PPC64'],
  },
  ppc64le: {
    go: ['ppc64le'],
    debian: ['ppc64el'],
    uname: ['ppc64le'],
    triplet: ['powerpc64le-linux-gnu'],
    llvm: ['powerpc64le', 'ppc64le'],
    rpm: ['ppc64le'],
    qemu: ['ppc64le'],
    kernel: ['powerpc'],
    scmp: ['SCMP_ARCH_PPC64LE'],
    libseccomp: ['ppc64le'],
    audit: ['AUDIT_ARCH_PPC64LE'],
    elf: ['EM_PPC64'],
  },
  riscv64: {
    go: ['riscv64'],
    debian: ['riscv64'],
    uname: ['riscv64'],
    triplet: ['riscv64-linux-gnu'],
    llvm: ['riscv64'],
    rpm: ['riscv64'],
    qemu: ['riscv64'],
    kernel: ['riscv'],
    scmp: ['SCMP_ARCH_RISCV64'],
    libseccomp: ['riscv64'],
    audit: ['AUDIT_ARCH_RISCV64'],
    elf: ['EM_RISCV'],
  },
  s390x: {
    go: ['s390x'],
    debian: ['s390x'],
    uname: ['s390x'],
    triplet: ['s390x-linux-gnu'],
    llvm: ['s390x', 'systemz'],
    rpm: ['s390x'],
    qemu: ['s390x'],
    kernel: ['s390'],
    scmp: ['SCMP_ARCH_S390X', 'SCMP_ARCH_S390'],
    libseccomp: ['s390x', 's390'],
    audit: ['AUDIT_ARCH_S390X', 'AUDIT_ARCH_S390'],
    elf: ['EM_S390'],
  },
};

/** Every GOARCH of Linux, sorted. */
export const linuxGoarchs: readonly LinuxGoarch[] = Object.values(architectureNames).map(({ go }) => go[0]);

/** What a GOARCH is called in a world, the name to write first; empty for a GOARCH that Linux has no port of. */
export function namesOf(goarch: string, world: NameWorld): readonly string[] {
  const row = Object.hasOwn(architectureNames, goarch) ? architectureNames[goarch as LinuxGoarch] : undefined;
  return row?.[world === 'oci' ? 'go' : world] ?? [];
}

/** The name to write for a GOARCH in a world: `nameOf('mips64le', 'debian')` is `mips64el`. */
export function nameOf(goarch: string, world: NameWorld): string | undefined {
  return namesOf(goarch, world)[0];
}

/**
 * The GOARCHs that a world calls by this name, those first whose own name it
 * is: `mips64` of uname is both `mips64` and `mips64le`, and libseccomp's
 * `mipsel` is `mipsle` before `mips64le`, whose kernel takes it too.
 */
export function goarchsNamed(name: string, world: NameWorld): readonly LinuxGoarch[] {
  const found = linuxGoarchs.filter((goarch) => namesOf(goarch, world).includes(name));
  const own = found.filter((goarch) => nameOf(goarch, world) === name);
  return [...own, ...found.filter((goarch) => !own.includes(goarch))];
}

const worlds: readonly NameWorld[] = [
  'go',
  'debian',
  'uname',
  'triplet',
  'llvm',
  'rpm',
  'qemu',
  'kernel',
  'scmp',
  'libseccomp',
  'audit',
  'elf',
];

/** The worlds that know every one of these names, `go` (which stands for `oci` too) first; all worlds for no names. */
export function worldsOf(names: readonly string[]): readonly NameWorld[] {
  return worlds.filter((world) => names.every((name) => goarchsNamed(name, world).length > 0));
}
