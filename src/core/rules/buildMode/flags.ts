import { modes } from './supportedModes';
import type { Mode } from './supportedModes';

/** A build mode that a text asks for. */
export interface FlagPlace {
  readonly mode: Mode;
  /** Offsets of the whole flag (`-buildmode=pie`), or of the mode alone where it stands apart from its flag. */
  readonly start: number;
  readonly end: number;
  /** Whether only the mode is there (`pie`), to follow `-buildmode=`. */
  readonly bare: boolean;
}

const flagPattern =
  /(?<![\w$./-])--?(?:buildmode(?:=|[ \t]+)(["']?)(pie|plugin|c-shared|c-archive|shared)\1|(race|msan|asan)(?:=true|=1)?)(?![\w=.-])/g;
const openFlag = /(?<![\w$./-])--?buildmode(?:=|[ \t]+)["']?$/;

/** The flags in a text whose first character is at `start` of its file. */
export function findFlags(text: string, start: number): readonly FlagPlace[] {
  return [...text.matchAll(flagPattern)].flatMap((match) => {
    const mode = asMode(match[2] ?? match[3] ?? '');
    if (mode === undefined) return [];
    const at = start + match.index;
    return [{ mode, start: at, end: at + match[0].length, bare: false }];
  });
}

/** The flag that an argument is, with or without quotes; none where it is inside a longer text. */
export function findArgumentFlag(text: string, start: number): readonly FlagPlace[] {
  return findFlags(text, start).filter((place) => /^["']?$/.test(text.slice(0, place.start - start)));
}

/** A text that is a mode and nothing else, as the value of a variable behind `-buildmode=` is. */
export function findBareMode(text: string, start: number): FlagPlace | undefined {
  const match = /^(\s*["']?)([a-z-]+)["']?\s*$/.exec(text);
  const mode = asMode(match?.[2] ?? '');
  if (!match || mode === undefined || mode === 'race' || mode === 'msan' || mode === 'asan') return undefined;
  const at = start + (match[1]?.length ?? 0);
  return { mode, start: at, end: at + mode.length, bare: true };
}

/** Whether a text ends with `-buildmode=`, so that what follows it is the mode. */
export function endsInOpenFlag(text: string): boolean {
  return openFlag.test(text);
}

function asMode(text: string): Mode | undefined {
  return modes.find((mode) => mode === text);
}
