import { runGit } from './runGit';

export type StashResult =
  | { readonly kind: 'stashed' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Puts the changes of a repository into git's stash, those of files that are
 * in no commit yet included. Never rejects.
 *
 * @param what What they are put away for; it stands in the stash's list.
 */
export async function stashChanges(folder: string, what: string, signal?: AbortSignal): Promise<StashResult> {
  const args = ['stash', 'push', '--quiet', '--include-untracked', '-m', `mips-port: ${what}`];
  const end = await runGit(folder, args, { signal });
  if (end.cancelled) return { kind: 'cancelled' };
  return end.ok ? { kind: 'stashed' } : { kind: 'failed', reason: end.stderr.trim() };
}
