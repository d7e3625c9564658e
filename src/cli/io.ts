import type { Translate } from '../core/l10n';

/** What the command line reads and writes, so that tests can pass their own. */
export interface CliIo {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What each command gets beside its own arguments. */
export interface CliContext {
  readonly io: CliIo;
  readonly t: Translate;
  /** The l10n bundle behind `t`, for engines that translate on their own. */
  readonly bundle: Readonly<Record<string, string>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Exit statuses of the command line's contract. */
export const exitCodes = { clean: 0, found: 1, failed: 2 } as const;

/** A command that could not be carried out: one clear line on stderr, exit status 2. */
export class CliError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CliError';
  }
}
