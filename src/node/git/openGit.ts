import { simpleGit, type SimpleGit, type SimpleGitProgressEvent } from 'simple-git';
import { GitFailure } from './runGit';

export interface GitOptions {
  readonly signal?: AbortSignal;
  /** What git is at, in its own word, and how far, from 0 to 100. */
  readonly onProgress?: (stage: string, percent: number) => void;
}

/**
 * Git in a folder, with nothing that asks on a terminal and no variable that
 * leads it elsewhere. With `onProgress`, name `--progress` among a command's
 * own options: simple-git puts it at the end of those that lack it, where a
 * `--` before it makes a path of it.
 *
 * @param baseDir Absolute path of a folder that exists.
 */
export function openGit(baseDir: string, { signal, onProgress }: GitOptions = {}): SimpleGit {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:GIT_|SSH_ASKPASS)|^(?:EDITOR|VISUAL|PAGER|PREFIX)$/.test(name),
  );
  const git = simpleGit({
    baseDir,
    maxConcurrentProcesses: 1,
    allowEnvironment: ['GIT_TERMINAL_PROMPT'],
    ...(signal ? { abort: signal } : {}),
    ...(onProgress
      ? { progress: (event: SimpleGitProgressEvent) => onProgress(event.stage, event.progress) }
      : {}),
  });
  return git.env({ ...Object.fromEntries(inherited), GIT_TERMINAL_PROMPT: '0' });
}

/** Whether an error says that the signal ended git. */
export function isAbort(error: unknown): boolean {
  if (error instanceof GitFailure) return error.end.cancelled;
  return error instanceof Error && 'plugin' in error && error.plugin === 'abort';
}
