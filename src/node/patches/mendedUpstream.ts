import { filesOf } from '../../core/patches/patchFile';
import { isVendoredFile } from '../../core/patches/vendored';
import { gitOutput } from '../git/runGit';
import type { PatchOutcome, RebaseOptions } from './rebaseSeries';
import type { StoredPatch } from './seriesStore';
import { inWorktree } from './worktree';

/** Where a rebase is: the clone, and the commits that the series comes from and goes to. */
interface Place {
  readonly source: string;
  readonly from: string;
  readonly onto: string;
}

/**
 * Whether upstream mends what a patch mends, in other words: the patch's rules
 * find something in its files where the series comes from, and nothing where
 * it goes to. Then also since which commit. Undefined where that is not so, or
 * cannot be told.
 */
export async function mendedUpstream(
  { entry, patch }: StoredPatch,
  { source, from, onto }: Place,
  { scan }: RebaseOptions,
  signal: AbortSignal | undefined,
): Promise<Extract<PatchOutcome, { kind: 'contained' }> | undefined> {
  const { rules = [] } = entry;
  if (!scan || !patch || rules.length === 0) return undefined;
  const files = filesOf(patch);
  /** Files in which the patch's rules find something. */
  const foundAt = (commit: string): Promise<ReadonlySet<string>> =>
    inWorktree(source, commit, signal, async (folder) => {
      const findings = await scan(folder, files.some(isVendoredFile));
      return new Set(findings.flatMap(({ file, rule }) => (rules.includes(rule) ? [file] : [])));
    });
  const isMended = async (commit: string): Promise<boolean> => {
    const found = await foundAt(commit);
    return !files.some((file) => found.has(file));
  };
  const [before, after] = [await foundAt(from), await foundAt(onto)];
  if (!files.some((file) => before.has(file)) || files.some((file) => after.has(file))) return undefined;
  // What moved to another file is not mended.
  if ([...after].some((file) => !before.has(file))) return undefined;
  const list = [
    'rev-list',
    '--reverse',
    '--no-merges',
    '--min-parents=1',
    `${from}..${onto}`,
    '--',
    ...files,
  ];
  const commits = (await gitOutput(source, list, { signal })).split('\n').filter((commit) => commit !== '');
  // An older version does not have the code yet.
  if (commits.length === 0) return undefined;
  // Between the last commit that has the findings and the first that has not.
  let [low, high] = [0, commits.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await isMended(commits[middle] ?? onto)) high = middle;
    else low = middle + 1;
  }
  return { kind: 'contained', commit: commits[high] ?? onto };
}
