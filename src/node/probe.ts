import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Translate } from '../core/l10n';
import { goAdvice } from '../core/rules/outdated/goReleases';
import type { Target } from '../core/target/targets';
import { findGo, findOnPath, outputOf, type Environment } from './tools';

export type ToolId = 'go' | 'git' | 'qemu' | 'cross-gcc' | 'cross-libc' | 'docker' | 'buildah' | 'binfmt';

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

interface Packages {
  readonly debian?: string;
  readonly fedora?: string;
}

/** Looks for every tool at once. Each is asked for its version for at most five seconds; nothing else is run. */
export function probeTools(options: ProbeOptions): Promise<readonly ToolReport[]> {
  const { target, t } = options;
  const gcc = `${target.triplet}-gcc`;
  const distribution = { debian: `gcc-${target.triplet}` };
  return Promise.all([
    probeGo(options),
    probe(options, 'git', ['git'], t('patch series'), { debian: 'git', fedora: 'git' }),
    probe(
      options,
      'qemu',
      choice(options.qemuCommand, [`qemu-${target.qemu}-static`, `qemu-${target.qemu}`]),
      t('running and testing programs for {0} on this machine', target.goarch),
      { debian: 'qemu-user-static', fedora: 'qemu-user-static' },
    ),
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

/** The first thing that looks like a version in what a tool prints about itself. */
function versionIn(output: string | undefined): string | undefined {
  const [first = ''] = (output ?? '').split('\n');
  return /\d+\.\d+[\w.+~-]*/.exec(first)?.[0];
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

/** What the kernel says of one registered binary format. */
export interface BinfmtEntry {
  readonly enabled: boolean;
  readonly interpreter: string;
  /** Letters such as `POF`. */
  readonly flags: string;
  /** Set where it takes files with ELF ABI version 0 only. */
  readonly wantsAbiVersion0?: true;
}

/** Reads an entry of `/proc/sys/fs/binfmt_misc`. */
export function parseBinfmt(text: string): BinfmtEntry {
  const field = (name: string): string => new RegExp(`^${name}:? ?(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  return {
    enabled: /^enabled$/m.test(text),
    interpreter: field('interpreter'),
    flags: field('flags'),
    ...(comparesAbiVersion(field) && { wantsAbiVersion0: true }),
  };
}

/**
 * Whether bit 0 of EI_ABIVERSION, byte 8 of an ELF file, is among what is compared.
 * The kernel compares the bytes of the magic, with the bits of the mask; without a line for the mask, all of them.
 * GNU ld writes 1 there into programs whose relocations need a newer libc.
 */
function comparesAbiVersion(field: (name: string) => string): boolean {
  const digit = 2 * (8 - Number(field('offset')));
  const compared = (field('mask') || 'ff'.repeat(field('magic').length / 2)).slice(digit, digit + 2);
  return (Number.parseInt(compared, 16) & 1) === 1;
}

/** Whether the kernel hands programs of the target to QEMU, in containers too. */
export async function probeBinfmt(
  options: Pick<ProbeOptions, 'target' | 't' | 'binfmtDir'>,
): Promise<ToolReport> {
  const { target, t, binfmtDir = '/proc/sys/fs/binfmt_misc' } = options;
  const report = {
    id: 'binfmt',
    name: `binfmt_misc ${target.debian}`,
    neededFor: t('running programs for {0} in containers and build stages', target.goarch),
  } as const;
  const entries = await binfmtEntries(binfmtDir);
  const found = entries.find(({ entry }) =>
    new RegExp(`/(?:qemu-)?${target.qemu}(?:-static|-binfmt-P)?$`).test(entry.interpreter),
  );
  if (!found) {
    return {
      ...report,
      state: 'missing',
      install: installs({ debian: 'qemu-user-static', fedora: 'qemu-user-static' }),
    };
  }
  const { path, entry } = found;
  if (!entry.enabled)
    return { ...report, state: 'faulty', path, problem: t('it is registered but disabled') };
  if (!entry.flags.includes('F')) {
    const problem = t('registered without the flag F, so containers cannot see {0}', entry.interpreter);
    return { ...report, state: 'faulty', path, problem };
  }
  if (entry.wantsAbiVersion0) {
    const problem = t(
      "registered with a mask that wants ELF ABI version 0, so dynamic Go programs end in 'Exec format error'",
    );
    return { ...report, state: 'faulty', path, problem };
  }
  return { ...report, state: 'found', path };
}

async function binfmtEntries(dir: string): Promise<readonly { path: string; entry: BinfmtEntry }[]> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch {
    return [];
  }
  const entries = names
    .filter((name) => name !== 'register' && name !== 'status')
    .map(async (name) => {
      const path = join(dir, name);
      try {
        return [{ path, entry: parseBinfmt(await readFile(path, 'utf8')) }];
      } catch {
        return [];
      }
    });
  return (await Promise.all(entries)).flat();
}

function installs({ debian, fedora }: Packages): NonNullable<ToolReport['install']> {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  return {
    ...(debian !== undefined && { debian: [...sudo, 'apt-get', 'install', '-y', debian] }),
    ...(fedora !== undefined && { fedora: [...sudo, 'dnf', 'install', '-y', fedora] }),
  };
}
