import type { Range } from '../types';

/** What a hover says of a name of `syscall` or `x/sys/unix`, or of a value whose type differs. */
export interface HoverInfo {
  readonly range: Range;
  /** The name, qualified: `syscall.Stat_t.Rdev`, `unix.SIGUSR1`. */
  readonly title: string;
  /** One row per GOARCH, host and target first; `value` is a constant's value, a field's or result's type, or undefined where the GOARCH lacks it. */
  readonly rows: readonly HoverRow[];
  /** Where the values are from. */
  readonly source: string;
}

export interface HoverRow {
  readonly goarch: string;
  readonly role: 'host' | 'target' | 'other';
  readonly value?: string;
}
