import { compareGoVersions } from '../go/goVersion';
import type { Translate } from '../l10n';
import type { Goarch } from '../target/targets';

/** Something in QEMU's user mode that breaks programs of a target. */
interface QemuBug {
  /** Every one where absent. */
  readonly goarchs?: readonly Goarch[];
  /** The first release that has it; every release before `to` where absent. */
  readonly from?: string;
  /** The first release that does not. */
  readonly to: string;
  /** `fails`: no program of Go runs. `advice`: some programs end, or now and then. */
  readonly kind: 'fails' | 'advice';
  readonly symptom: (t: Translate) => string;
  /** Where it is told. */
  readonly sources: readonly string[];
}

/** What QEMU's user mode broke for the targets, by what those say who met it. */
export const qemuBugs: readonly QemuBug[] = [
  {
    // Go sets a handler for every signal, up to 127 on MIPS, and QEMU refused some of its own.
    goarchs: ['mips64le', 'mips64', 'mipsle', 'mips'],
    to: '5.0',
    kind: 'fails',
    symptom: (t) => t('programs of Go end as they start (“rt_sigaction failure”)'),
    sources: ['golang/go#33746', 'qemu/qemu@6bc024e713fd', 'DynamoRIO/dynamorio#4627'],
  },
  {
    from: '5.2',
    to: '6.0',
    kind: 'advice',
    symptom: (t) => t('a static QEMU may crash as it makes room for the program'),
    sources: ['bugs.debian.org/988174', 'go-debos/debos#261'],
  },
  {
    goarchs: ['mips64le', 'mips64'],
    from: '8.2',
    to: '9.0',
    kind: 'advice',
    symptom: (t) => t('test programs of Go 1.22 were seen to crash, those of 1.23 not'),
    sources: ['golang/go#72125'],
  },
];

/** What is known against a release of QEMU, each in one sentence. */
export interface QemuVerdict {
  /** Why it does not do. */
  readonly problem?: string;
  /** What to know of it, though it will do. */
  readonly advice?: string;
}

/**
 * Judges a release of QEMU for a target.
 *
 * @param version As `qemu-mips64el-static --version` says it: `7.2.22`.
 */
export function judgeQemu(version: string, goarch: Goarch, t: Translate): QemuVerdict {
  const found = qemuBugs.filter(
    ({ from, goarchs, to }) =>
      (goarchs?.includes(goarch) ?? true) &&
      compareGoVersions(version, to) < 0 &&
      (from === undefined || compareGoVersions(version, from) >= 0),
  );
  const fails = found.find(({ kind }) => kind === 'fails');
  if (fails) {
    return { problem: t('QEMU {0}: {1}; QEMU {2} and newer run them', version, fails.symptom(t), fails.to) };
  }
  if (found.length === 0) return {};
  const symptoms = found.map(({ sources, symptom }) => `${symptom(t)} (${sources[0] ?? ''})`);
  return { advice: t('QEMU {0}: {1}', version, symptoms.join('; ')) };
}
