/** What shows that an assembly file is another machine's. */
export interface ForeignCode {
  /** Offsets of the first instruction that is not the target's. */
  readonly start: number;
  readonly end: number;
  readonly evidence: string;
  /** The GOARCHs that the file can be for. */
  readonly goarchs: readonly string[];
}
