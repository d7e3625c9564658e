import type { FlagPlace } from './flags';

/**
 * A build mode that the target lacks and that reaches a go command when the
 * build is for the target, with what the file's language offers to guard it.
 */
export interface ModeUse {
  readonly place: FlagPlace;
  /**
   * `certain` where a plain build has it, `likely` where only tests have it or something that is not
   * known decides (tests are often run on the builder's own machine).
   */
  readonly certainty: 'certain' | 'likely';
  /** Whether it is a flag of tests. */
  readonly ofTests: boolean;
  /** What guards it: the text that replaces a range of the file. */
  readonly guard?: Guard;
}

export interface Guard {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}
