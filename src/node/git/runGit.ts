import { runProcess } from '../runProcess';

/** How a run of git ended. */
export interface GitEnd {
  readonly ok: boolean;
  readonly stdout: string;
  /** What git says of a failure; one line where it was not started at all. */
  readonly stderr: string;
  readonly cancelled: boolean;
}

export interface RunGitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Text for standard input. */
  readonly input?: string;
  /** A folder above which no repository is looked for. */
  readonly ceiling?: string;
  /** What git says on standard error, as it comes. */
  readonly onStderr?: (text: string) => void;
}

/**
 * Runs git in a folder for its output. It asks nothing on a terminal, opens no
 * editor, runs no hook of the repository and signs nothing, so that commits of
 * a series are made alike everywhere. Never rejects.
 */
export async function runGit(
  cwd: string,
  args: readonly string[],
  { signal, input, ceiling, onStderr }: RunGitOptions = {},
): Promise<GitEnd> {
  let stdout = '';
  let stderr = '';
  const end = await runProcess({
    command: 'git',
    args: [
      ...['-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false', '-c', 'core.quotePath=false'],
      ...['-c', 'core.fsmonitor=false', ...args],
    ],
    cwd,
    withoutEnv: gitVariables,
    env: {
      GIT_TERMINAL_PROMPT: '0',
      GIT_EDITOR: 'true',
      GIT_SEQUENCE_EDITOR: 'true',
      LC_ALL: 'C',
      ...(ceiling === undefined ? {} : { GIT_CEILING_DIRECTORIES: ceiling }),
    },
    ...(signal ? { signal } : {}),
    ...(input === undefined ? {} : { input }),
    onOutput: (text, stream) => {
      if (stream === 'stdout') stdout += text;
      else {
        stderr += text;
        onStderr?.(text);
      }
    },
  });
  const failed = { ok: false, stdout, cancelled: false };
  switch (end.kind) {
    case 'exited':
      return { ok: end.exitCode === 0, stdout, stderr, cancelled: false };
    case 'cancelled':
      return { ...failed, stderr, cancelled: true };
    case 'not-found':
      return { ...failed, stderr: 'git was not found' };
    case 'not-started':
      return { ...failed, stderr: end.reason };
    case 'timeout':
      return { ...failed, stderr };
  }
}

/** What would lead git to another repository, index or identity than the folder's. */
const gitVariables = /^GIT_(?!SSH|PROXY|SSL|HTTP|AUTHOR_|COMMITTER_)/;

/** Thrown inside this folder's operations to leave them; what they return says it in their own kinds. */
export class GitFailure extends Error {
  constructor(
    readonly args: readonly string[],
    readonly end: GitEnd,
  ) {
    super(lastLine(end.stderr) || lastLine(end.stdout) || `git ${args[0] ?? ''} failed`);
  }
}

/** The output of a run that has to succeed, without the line end. @throws GitFailure */
export async function gitOutput(
  cwd: string,
  args: readonly string[],
  options: RunGitOptions = {},
): Promise<string> {
  const end = await runGit(cwd, args, options);
  if (!end.ok) throw new GitFailure(args, end);
  return end.stdout.replace(/\n$/, '');
}

/** The last line of what git says that tells a reason: advice that follows begins with `hint:`. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('hint:'));
  return (lines.find((line) => /^(?:error|fatal):/.test(line)) ?? lines.at(-1) ?? '').trim();
}
