import { targets } from '../../target/targets';
import type { Goarch } from '../../target/targets';
import type { FlagPlace } from './flags';
import { isSanitizer, isSupported } from './supportedModes';
import type { Mode } from './supportedModes';

/** The architectures that a guard leaves out, as make's `filter` and the shell's `case` write them. */
export interface GuardPatterns {
  readonly make: string;
  readonly shell: string;
  /** A condition of Go templates on `.Arch`. */
  readonly template: string;
}

/** What a guard for a mode leaves out: all of MIPS where the target is one and none of them has the mode, else the target alone. */
export function guardPatterns(mode: Mode, goarch: Goarch): GuardPatterns {
  const mips = targets.map((row) => row.goarch).filter((name) => name.startsWith('mips'));
  if (mips.includes(goarch) && mips.every((name) => !isSupported(mode, name))) {
    return {
      make: 'mips%',
      shell: 'mips*',
      template: `eq .Arch ${mips.map((name) => `"${name}"`).join(' ')}`,
    };
  }
  return { make: goarch, shell: goarch, template: `eq .Arch "${goarch}"` };
}

/**
 * The flag with an expression that decides its value, so that there is a flag
 * with a value on every architecture (`-buildmode=default` and `-race=false`
 * are what Go does without them): it fits inside quotes and lists, where a
 * flag that vanishes would leave an empty argument behind.
 *
 * @param choose Writes the expression that gives the first text on the target and the second elsewhere.
 */
export function decidedFlag(
  place: FlagPlace,
  choose: (onTarget: string, elsewhere: string) => string,
): string {
  if (isSanitizer(place.mode)) return `-${place.mode}=${choose('false', 'true')}`;
  return `${place.bare ? '' : '-buildmode='}${choose('default', place.mode)}`;
}
