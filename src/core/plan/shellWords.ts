/**
 * Quotes a word for a POSIX shell: what holds only harmless characters stays
 * as it is, all else goes between single quotes, where no character has a
 * meaning but the quote itself. The word must not hold NUL, which no argument can.
 */
export function quoteWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command for the shell of another host; every word of it is quoted. */
export interface RemoteCommand {
  /** Where it runs: absolute, or relative to the home folder. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /**
   * Variables whose values are lists of folders, with colons between them,
   * absolute or relative to the home folder; only the host knows where that is.
   */
  readonly places?: Readonly<Record<string, readonly string[]>>;
  readonly words: readonly string[];
}

/**
 * The one text that `ssh` hands to the login shell of a host, which has to be
 * a POSIX shell. `env` sets the variables, so that a command that looks like
 * an assignment is none.
 */
export function remoteCommandLine({ folder, env, places = {}, words }: RemoteCommand): string {
  const variables = [
    ...Object.entries(places).map(([name, paths]) => `${name}=${paths.map(place).join(':')}`),
    ...Object.entries(env).map(([name, value]) => `${name}=${quoteWord(value)}`),
  ];
  const prefix = variables.length > 0 ? ['env', ...variables] : [];
  return `cd ${quoteWord(folder)} && ${[...prefix, ...words.map(quoteWord)].join(' ')}`;
}

function place(path: string): string {
  return path.startsWith('/') ? quoteWord(path) : `"$HOME"/${quoteWord(path)}`;
}
