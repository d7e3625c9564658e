import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildFolder } from '../../core/plan/componentPlans';
import { isApplied, type PatchEntry } from '../../core/patches/series';
import { gitOutput, runGit } from '../git/runGit';
import {
  guarded,
  isRefusal,
  openSeries,
  seriesBranch,
  type Opened,
  type Refusal,
  type SeriesContext,
} from './seriesContext';
import type { StoredPatch, StoredSeries } from './seriesStore';
import { amPatch, checkOutSeries, inWorktree, patchIdOfText, patchIdsOfRange } from './worktree';

/** How applying a series ended. */
export type ApplyResult =
  | {
      readonly kind: 'applied';
      readonly branch: string;
      readonly commit: string;
      readonly patches: number;
      /** Where the commits are checked out: the sources, or a worktree beside them. */
      readonly folder: string;
      /** Whether the user's changes are in git's stash now. */
      readonly stashed: boolean;
    }
  /** There is nothing to apply. */
  | { readonly kind: 'empty' }
  /** Nothing was changed. */
  | {
      readonly kind: 'does-not-apply';
      readonly patch: string;
      readonly files: readonly string[];
      readonly reason: string;
    }
  | Refusal;

export interface ApplyOptions {
  /** What to do where files have changes of the user; refused where absent. */
  readonly dirty?: 'stash' | 'worktree';
}

/**
 * Makes the patches of a series commits on a branch of their own, on the
 * commit that the series was made for. All of them are tried out beside the
 * user's tree first, so that it changes whole or not at all. Rejects only for
 * programming errors.
 */
export async function applySeries(context: SeriesContext, options: ApplyOptions = {}): Promise<ApplyResult> {
  const opened = await openSeries(context);
  if (isRefusal(opened)) return opened;
  const { source, state, series } = opened;
  if (state.dirty.length > 0 && options.dirty === undefined) {
    return { kind: 'dirty', folder: source, files: state.dirty };
  }
  return guarded(context, async (): Promise<ApplyResult> => {
    const wanted = series.patches.filter(({ entry }) => isApplied(entry));
    const [broken] = wanted.filter(({ problem }) => problem !== undefined);
    if (broken?.problem !== undefined) return { kind: 'invalid', message: broken.problem };
    if (wanted.length === 0) return { kind: 'empty' };
    const branch = seriesBranch(context);
    const base = await resolveBase(context, opened);
    if (typeof base !== 'string') return base;
    const unrecorded = await unrecordedCommits(context, opened, base);
    if (unrecorded.length > 0) return { kind: 'unrecorded', branch, commits: unrecorded };
    const built = await commitPatches(context, source, base, wanted);
    if (built.kind !== 'built') return built;
    const done = { kind: 'applied', branch, commit: built.commit, patches: wanted.length } as const;
    if (state.dirty.length > 0 && options.dirty === 'worktree') {
      const folder = await besideSources(context, source, branch, built.commit);
      return { ...done, folder, stashed: false };
    }
    const stashed = state.dirty.length > 0;
    if (stashed) {
      const message = `mips-port: before the patches of ${context.component.name}`;
      await gitOutput(source, ['stash', 'push', '--quiet', '--include-untracked', '-m', message]);
    }
    try {
      await checkOutSeries(source, branch, built.commit, state.branch);
    } catch (error) {
      if (stashed) await runGit(source, ['stash', 'pop', '--quiet', '--index']);
      throw error;
    }
    return { ...done, folder: source, stashed };
  });
}

/** The commit that a series stands on: its own base, else what is checked out. */
export async function resolveBase(
  { signal, t }: SeriesContext,
  { source, state, series }: Opened,
): Promise<string | Refusal> {
  const { base = state.head, ref } = series;
  const found = await runGit(source, ['rev-parse', '--quiet', '--verify', `${base}^{commit}`], { signal });
  if (found.ok) return found.stdout.trim();
  const name = ref === undefined ? base : `${base} (${ref})`;
  return {
    kind: 'failed',
    reason: t('{0}, which the series is made for, is not in {1}: fetch it', name, source),
  };
}

/** Subjects of the commits on the series' branch that none of its patches is, so that moving the branch would lose them. */
export async function unrecordedCommits(
  context: SeriesContext,
  { source, series }: Opened,
  base: string,
): Promise<readonly string[]> {
  const { signal } = context;
  const branch = `refs/heads/${seriesBranch(context)}`;
  if (!(await runGit(source, ['rev-parse', '--quiet', '--verify', branch], { signal })).ok) return [];
  const onBranch = await patchIdsOfRange(source, base, branch, signal);
  const recorded = new Set(
    await Promise.all(series.patches.map(({ text }) => patchIdOfText(source, text, signal))),
  );
  const lost = [...onBranch].filter(([id]) => !recorded.has(id));
  return Promise.all(
    lost.map(([, commit]) => gitOutput(source, ['log', '-1', '--format=%s', commit], { signal })),
  );
}

/** Patches as commits that nothing points to yet, or the first that does not fit. */
export type Built =
  | { readonly kind: 'built'; readonly commit: string; readonly empty: readonly PatchEntry[] }
  | Extract<ApplyResult, { kind: 'does-not-apply' }>;

/** Makes patches commits on top of a base, in a temporary worktree. @throws GitFailure */
export function commitPatches(
  { signal }: SeriesContext,
  source: string,
  base: string,
  patches: readonly StoredPatch[],
): Promise<Built> {
  return inWorktree(source, base, signal, async (worktree): Promise<Built> => {
    let commit = base;
    const empty: PatchEntry[] = [];
    for (const { entry, text } of patches) {
      const result = await amPatch(worktree, text, signal);
      if (result.kind === 'conflict') {
        return { kind: 'does-not-apply', patch: entry.file, files: result.files, reason: result.reason };
      }
      if (result.kind === 'nothing-new') empty.push(entry);
      else commit = result.commit;
    }
    return { kind: 'built', commit, empty };
  });
}

/** Checks the series' branch out beside sources that shall stay as they are. @throws GitFailure */
async function besideSources(
  context: SeriesContext,
  source: string,
  branch: string,
  commit: string,
): Promise<string> {
  const folder = worktreeFolder(context);
  await mkdir(dirname(folder), { recursive: true });
  // Without --force: git refuses where the worktree of an earlier call has changes.
  if (existsSync(folder)) await gitOutput(source, ['worktree', 'remove', folder]);
  await gitOutput(source, ['worktree', 'add', '--quiet', '-B', branch, folder, commit]);
  return folder;
}

/** Where a component's series is worked on beside its sources. */
export function worktreeFolder({ root, component }: Pick<SeriesContext, 'root' | 'component'>): string {
  return join(root, buildFolder, 'worktrees', component.name);
}

/** Which patches of a series are commits of what is checked out, by the names of their files. */
export async function appliedPatches(
  source: string,
  head: string,
  series: StoredSeries,
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const { base, patches } = series;
  if (patches.length === 0) return new Set();
  const known =
    base !== undefined && (await runGit(source, ['cat-file', '-e', `${base}^{commit}`], { signal })).ok;
  const ids = known ? await patchIdsOfRange(source, base, head, signal) : new Map<string, string>();
  const applied = new Set<string>();
  for (const { entry, text } of patches) {
    const id = await patchIdOfText(source, text, signal);
    if (id !== undefined && ids.has(id)) applied.add(entry.file);
  }
  return applied;
}
