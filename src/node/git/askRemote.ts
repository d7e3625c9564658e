import type { GitOptions } from './openGit';
import { gitOutput } from './runGit';

/**
 * Runs a command of git that speaks to a server, such as `fetch`, and returns
 * its output. Cancelling ends the programs that git starts for that too:
 * simple-git ends git alone, and `git-remote-https` then waits for a silent
 * server for as long as the server likes.
 *
 * @param folder Absolute path of the repository.
 * @throws GitFailure, with `end.cancelled` where the signal is aborted
 */
export function askRemote(
  folder: string,
  args: readonly string[],
  { signal, onProgress }: GitOptions,
): Promise<string> {
  return gitOutput(folder, args, {
    signal,
    onStderr: (text) => {
      for (const [, stage = '', percent] of text.matchAll(
        /(?:^|[\r\n]|remote: )([A-Z][a-z]+)[a-z ]*: +(\d+)%/g,
      )) {
        onProgress?.(stage.toLowerCase(), Number(percent));
      }
    },
  });
}
