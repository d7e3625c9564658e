import { existsSync } from 'node:fs';
import type { Translate } from '../core/l10n';
import { judgeQemu } from '../core/images/qemuReleases';
import { goAdvice } from '../core/rules/outdated/goReleases';
import type { Target } from '../core/target/targets';
import { debootstrapPath } from './images/makeRoot';
import { probeBinfmt } from './probeBinfmt';
import { installs, versionIn, type Packages, type ToolId, type ToolReport } from './toolReport';
import { findGo, findOnPath, outputOf, type Environment } from './tools';

export interface ProbeOptions {
  readonly target: Target;
  readonly t: Translate;
  /** The user's choices of programs, where there are any. */
  readonly goCommand?: string | undefined;
  readonly qemuCommand?: string | undefined;
  readonly ccCommand?: string | undefined;
  readonly env?: Environment;
  /** Where the kernel lists binary formats; `/proc/sys/fs/binfmt_misc` unless told otherwise. */
  readonly binfmtDir?: string;
}

/** Looks for every tool at once. Each is asked for its version for at most five seconds; nothing else is run. */
export function probeTools(options: ProbeOptions): Promise<readonly ToolReport[]> {
  const { target, t } = options;
  const gcc = `${target.triplet}-gcc`;
  const distribution = { debian: `gcc-${target.triplet}` };
  return Promise.all([
    probeGo(options),
    probe(options, 'git', ['git'], t('patch series'), { debian: 'git', fedora: 'git' }),
    probeQemu(options),
    probe(
      options,
      'cross-gcc',
      choice(options.ccCommand, [gcc]),
      t('building components that use cgo'),
      distribution,
    ),
    Promise.resolve(probeLibc(options)),
    probe(options, 'docker', ['docker'], t('building and running images'), {
      debian: 'docker.io',
      fedora: 'moby-engine',
    }),
    probe(options, 'buildah', ['buildah'], t('building images without a daemon'), {
      debian: 'buildah',
      fedora: 'buildah',
    }),
    probe(options, 'podman', ['podman'], t('building images without a daemon'), {
      debian: 'podman',
      fedora: 'podman',
    }),
    probe(options, 'mmdebstrap', ['mmdebstrap'], t('making Debian roots as bases of images'), {
      debian: 'mmdebstrap',
    }),
    probe(
      options,
      'debootstrap',
      ['debootstrap', debootstrapPath],
      t('making Debian roots as root, where mmdebstrap is missing'),
      { fedora: 'debootstrap' },
    ),
    probeBinfmt(options),
  ]);
}

function choice(setting: string | undefined, names: readonly string[]): readonly string[] {
  return setting === undefined || setting === '' ? names : [setting];
}

async function probeGo({ goCommand, env, target, t }: ProbeOptions): Promise<ToolReport> {
  const go = await findGo(goCommand, env);
  const report = {
    id: 'go',
    name: goCommand || 'go',
    neededFor: t('the type check and every build'),
  } as const;
  if (go === undefined) {
    return { ...report, state: 'missing', install: installs({ debian: 'golang-go', fedora: 'golang' }) };
  }
  const advice = goAdvice(go.version, target.goarch, t);
  const found = { ...report, state: 'found', path: go.command, version: go.version } as const;
  return advice === undefined ? found : { ...found, advice };
}

async function probe(
  { env, t }: ProbeOptions,
  id: ToolId,
  names: readonly string[],
  neededFor: string,
  packages: Packages,
): Promise<ToolReport> {
  for (const name of names) {
    const path = name.startsWith('/') ? (existsSync(name) ? name : undefined) : findOnPath(name, env);
    if (path === undefined) continue;
    const version = versionIn(await outputOf(path, ['--version']));
    return version === undefined
      ? { id, name, neededFor, state: 'faulty', path, problem: t('{0} --version fails', path) }
      : { id, name, neededFor, state: 'found', path, version };
  }
  return { id, name: names[0] ?? id, neededFor, state: 'missing', install: installs(packages) };
}

/** The emulator, and what is known against its release. */
async function probeQemu(options: ProbeOptions): Promise<ToolReport> {
  const { qemuCommand, t, target } = options;
  const report = await probe(
    options,
    'qemu',
    choice(qemuCommand, [`qemu-${target.qemu}-static`, `qemu-${target.qemu}`]),
    t('running and testing programs for {0} on this machine', target.goarch),
    { debian: 'qemu-user-static', fedora: 'qemu-user-static' },
  );
  if (report.version === undefined) return report;
  const { advice, problem } = judgeQemu(report.version, target.goarch, t);
  if (problem !== undefined) return { ...report, state: 'faulty', problem };
  return advice === undefined ? report : { ...report, advice };
}

/** The C library's headers for the target: gcc's package alone does not bring them. */
function probeLibc({ target, t }: ProbeOptions): ToolReport {
  const header = `/usr/${target.triplet}/include/stdio.h`;
  const report = {
    id: 'cross-libc',
    name: `libc6-dev-${target.debian}-cross`,
    neededFor: t('building components that use cgo, and running dynamic programs'),
  } as const;
  return existsSync(header)
    ? { ...report, state: 'found', path: header }
    : { ...report, state: 'missing', install: installs({ debian: `libc6-dev-${target.debian}-cross` }) };
}
