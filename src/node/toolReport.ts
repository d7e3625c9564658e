export type ToolId =
  | 'go'
  | 'git'
  | 'qemu'
  | 'cross-gcc'
  | 'cross-libc'
  | 'docker'
  | 'buildah'
  | 'podman'
  | 'mmdebstrap'
  | 'debootstrap'
  | 'binfmt';

/** One thing of the machine that some command needs. */
export interface ToolReport {
  readonly id: ToolId;
  /** What it is called: `qemu-mips64el-static`. */
  readonly name: string;
  /** What it is needed for, in one sentence. */
  readonly neededFor: string;
  /** `faulty` is there but will not do; `problem` says why. */
  readonly state: 'found' | 'missing' | 'faulty';
  readonly path?: string;
  readonly version?: string;
  readonly problem?: string;
  /** What to know before it is used for the target, though it will do; one sentence. */
  readonly advice?: string;
  /** The commands that install it, as argument lists; absent where it is found, or where the distribution has none. */
  readonly install?: { readonly debian?: readonly string[]; readonly fedora?: readonly string[] };
}

/** What installs a tool, by the package's name in a distribution. */
export interface Packages {
  readonly debian?: string;
  readonly fedora?: string;
}

/** The commands that install packages. */
export function installs({ debian, fedora }: Packages): NonNullable<ToolReport['install']> {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  return {
    ...(debian !== undefined && { debian: [...sudo, 'apt-get', 'install', '-y', debian] }),
    ...(fedora !== undefined && { fedora: [...sudo, 'dnf', 'install', '-y', fedora] }),
  };
}

/** The first thing that looks like a version in what a tool prints about itself. */
export function versionIn(output: string | undefined): string | undefined {
  const [first = ''] = (output ?? '').split('\n');
  return /\d+\.\d+[\w.+~-]*/.exec(first)?.[0];
}
