/**
 * The words every part of MIPS Port shares: places in files, edits, fixes and findings.
 *
 * Lines and columns count from 1, and columns count UTF-16 code units, as the
 * command line's JSON contract has them. The end of a range is exclusive. A
 * `file` is relative to the scanned root and uses `/`.
 */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A range in a file. */
export interface Location extends Range {
  readonly file: string;
}

/**
 * Replaces the text of a range. An edit at 1:1-1:1 of a file that does not
 * exist creates that file with `newText`.
 */
export interface Edit extends Location {
  readonly newText: string;
}

/** A titled set of edits that belongs together; `safe` when it cannot change behaviour on the host. */
export interface Fix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly Edit[];
  /** A command that has to run after the edits before the tree builds again (`go mod tidy`); absent where the edits are all. */
  readonly followedBy?: string;
}

export type Severity = 'error' | 'warning' | 'info';

/**
 * How a finding is known: `proven` by the Go type checker on both views,
 * `certain` by our own typing, `likely` by a pattern.
 */
export type Certainty = 'proven' | 'certain' | 'likely';

/** A place that is right under the host's view and wrong under the target's. */
export interface Finding extends Location {
  readonly rule: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  readonly message: string;
  /** The message in English where it is in another language: what stays the same for everyone who shares a baseline. */
  readonly messageInEnglish?: string;
  readonly fixes: readonly Fix[];
}

/** Something that a scan left out, with the reason in one line: what, where and what to do. */
export interface Skipped {
  readonly file: string;
  readonly reason: string;
}

/** What a scan read, for the JSON contract's `stats`. */
export interface ScanStats {
  readonly files: number;
  readonly goFiles: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

export interface ScanResult {
  readonly target: string;
  /** Absolute path of what was scanned. */
  readonly root: string;
  readonly stats: ScanStats;
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
}
