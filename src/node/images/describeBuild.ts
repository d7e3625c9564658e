import { shortName } from '../../core/images/reference';
import type { Translate } from '../../core/l10n';
import type { BuildOutcome } from './buildImages';
import type { ImageCheck } from './checkImages';

/** How a build ended, in a few words. */
export function describeOutcome(outcome: BuildOutcome, t: Translate): string {
  switch (outcome.kind) {
    case 'kept':
      return t('there already');
    case 'built':
      return t('built');
    case 'failed':
      return t('failed: {0}', outcome.message);
    case 'waiting':
      return t('waits for {0}', shortName(outcome.base));
    case 'cancelled':
      return t('cancelled');
  }
}

/** What a check found, in one line. */
export function describeCheck({ elf, problem, smoke }: ImageCheck, t: Translate): string {
  if (problem !== undefined) return problem;
  const files = t('programs and libraries: {0}', elf?.own ?? 0);
  if (!smoke) return files;
  return smoke.passed
    ? `${files}, ${t('smoke run passed')}: ${smoke.message}`
    : `${files}, ${t('smoke run failed: {0}', smoke.message)}`;
}
