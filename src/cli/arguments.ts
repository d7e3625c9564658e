import { InvalidArgumentError } from 'commander';
import { isMirror } from '../core/images/mirror';
import type { Translate } from '../core/l10n';
import { findTarget, targets } from '../core/target/targets';

/** A GOARCH, or a hint at the one that another tool's name for it means. */
export function parseTarget(value: string, t: Translate): string {
  if (findTarget(value)) return value;
  const byOtherName = targets.find((target) => target.debian === value || target.qemu === value);
  const hint = byOtherName
    ? t('Go calls it {0}.', byOtherName.goarch)
    : t('Known: {0}.', targets.map((target) => target.goarch).join(', '));
  throw new InvalidArgumentError(hint);
}

/** The address of a mirror of Debian. */
export function parseMirror(t: Translate): (value: string) => string {
  return (value) => {
    if (isMirror(value)) return value;
    throw new InvalidArgumentError(
      t('it must be an address without a password, such as http://deb.debian.org/debian.'),
    );
  };
}

export function parseList(value: string): readonly string[] {
  return value.split(',').filter((entry) => entry !== '');
}

/** A whole number of seconds, from 1 to a day. */
export function parseSeconds(value: string, t: Translate): number {
  const seconds = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (seconds >= 1 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError(t('Write a number of seconds.'));
}
