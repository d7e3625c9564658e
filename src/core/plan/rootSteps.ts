import type { BaseChoice } from '../images/bases';
import type { Target } from '../target/targets';
import { joinAbsolute } from './paths';
import type { CommandStep } from './plan';

/** What a root is called in its folder. */
export const rootArchive = 'root.tar';

/** Releases that have left Debian's mirrors for its archive (debian.org/releases, 2026-11). */
const archivedSuites: ReadonlySet<string> = new Set(['squeeze', 'wheezy', 'jessie', 'stretch', 'buster']);

/** Where a root takes its packages from. */
function mirrorOf(suite: string, mirror: string | undefined): string {
  return mirror ?? `http://${archivedSuites.has(suite) ? 'archive' : 'deb'}.debian.org/debian`;
}

/** The line that a root takes its packages from, and keeps in its sources.list. */
export function aptSource(suite: string, mirror: string | undefined): string {
  // The archive's lists are not signed anew, so that their dates have passed.
  const options = archivedSuites.has(suite) ? '[check-valid-until=no] ' : '';
  return `deb ${options}${mirrorOf(suite, mirror)} ${suite} main`;
}

/** The root of a chosen base. Paths are absolute. */
export interface RootRequest {
  readonly choice: Extract<BaseChoice, { use: 'debian' | 'busybox' }>;
  readonly suite: string;
  readonly target: Target;
  /** The tar archive to make. */
  readonly archive: string;
  readonly cwd: string;
  /** A mirror of Debian in place of its own. */
  readonly mirror: string | undefined;
}

/** Makes a root with mmdebstrap, which as another user than root uses namespaces; its programs run under QEMU. */
export function mmdebstrapStep(request: RootRequest, command = 'mmdebstrap'): CommandStep {
  const { archive, choice, mirror, suite, target } = request;
  return rootStep(request, command, [
    `--architectures=${target.debian}`,
    `--variant=${choice.use === 'busybox' ? 'extract' : 'minbase'}`,
    '--format=tar',
    // It looks for the emulator with a program of its own; here that is done before.
    '--skip=check/qemu',
    ...includes(choice),
    suite,
    archive,
    aptSource(suite, mirror),
  ]);
}

/**
 * Makes a root in a folder with debootstrap, which has to be root. Its second
 * stage runs in the root by itself where the kernel hands programs of the
 * target to QEMU, which is looked at before.
 */
export function debootstrapStep(request: RootRequest, command: string, folder: string): CommandStep {
  const { choice, mirror, suite, target } = request;
  return rootStep(request, command, [
    `--arch=${target.debian}`,
    '--variant=minbase',
    ...includes(choice),
    suite,
    folder,
    mirrorOf(suite, mirror),
  ]);
}

/** Packs a root that lies in a folder, without what belongs to the machine that made it. */
export function packRootStep({ archive, choice, cwd }: RootRequest, folder: string): CommandStep {
  const left = ['./dev/*', './proc/*', './sys/*', './etc/resolv.conf', './etc/hostname'];
  const lists = ['./var/cache/apt/archives/*.deb', './var/lib/apt/lists/*', './var/log/bootstrap.log'];
  return {
    kind: 'prepare',
    id: `pack-${choice.use}`,
    title: `pack the root into ${archive}`,
    command: 'tar',
    args: [
      '--numeric-owner',
      '--xattrs',
      ...[...left, ...lists].map((pattern) => `--exclude=${pattern}`),
      '--directory',
      folder,
      '--create',
      '--file',
      archive,
      '.',
    ],
    cwd,
    env: {},
  };
}

/** The list of package sources in a root. */
export function sourcesListOf(folder: string): string {
  return joinAbsolute(folder, 'etc/apt/sources.list');
}

function includes(choice: RootRequest['choice']): readonly string[] {
  const packages = choice.use === 'busybox' ? ['busybox-static'] : choice.packages;
  return packages.length === 0 ? [] : [`--include=${packages.join(',')}`];
}

function rootStep(
  { choice, cwd, suite }: RootRequest,
  command: string,
  args: readonly string[],
): CommandStep {
  return {
    kind: 'prepare',
    id: `root-${choice.use}`,
    title: `make a ${choice.use} root of ${suite}`,
    command,
    args,
    cwd,
    env: {},
  };
}
