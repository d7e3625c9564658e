import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeQemu } from '../core/images/qemuReleases';
import type { Translate } from '../core/l10n';
import type { Target } from '../core/target/targets';
import { readElf } from './runPlan';
import { installs, versionIn, type ToolReport } from './toolReport';
import { outputOf } from './tools';

/** What to look for, and where. */
export interface BinfmtOptions {
  readonly target: Target;
  readonly t: Translate;
  /** Where the kernel lists binary formats; `/proc/sys/fs/binfmt_misc` unless told otherwise. */
  readonly binfmtDir?: string;
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
export async function probeBinfmt(options: BinfmtOptions): Promise<ToolReport> {
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
  return { ...report, ...(await judgeInterpreter(entry.interpreter, target, t)), path };
}

/**
 * What is to be said of the emulator itself. With the flag F the kernel has it
 * open, so that it may lie in a container that is gone: then nothing is known.
 */
async function judgeInterpreter(
  interpreter: string,
  target: Target,
  t: Translate,
): Promise<Pick<ToolReport, 'state' | 'version' | 'problem' | 'advice'>> {
  // Debian's `mips64el-binfmt-P` is a link, and takes its arguments otherwise under that name.
  const program = await realpath(interpreter).catch(() => undefined);
  if (program === undefined) return { state: 'found' };
  if ((await readElf(program).catch(() => undefined))?.dynamic === true) {
    const problem = t('{0} is linked dynamically, so containers cannot load it', program);
    return { state: 'faulty', problem };
  }
  const version = versionIn(await outputOf(program, ['--version']));
  if (version === undefined) return { state: 'found' };
  const { advice, problem } = judgeQemu(version, target.goarch, t);
  if (problem !== undefined) return { state: 'faulty', version, problem };
  return { state: 'found', version, ...(advice !== undefined && { advice }) };
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
