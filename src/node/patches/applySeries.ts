import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildFolder } from '../../core/plan/componentPlans';
import { isApplied } from '../../core/patches/series';
import { gitOutput, runGit } from '../git/runGit';
import {
  allPatches,
  guarded,
  isRefusal,
  openSeries,
  seriesBranch,
  type Opened,
  type Refusal,
  type SeriesContext,
} from './seriesContext';
import type { StoredPatch, StoredSeries } from './seriesStore';
import { amPatch, checkOutSeries, inWorktree, patchIdOfText, patchIdsOfRange, type Part } from './worktree';

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
  const { source, state } = opened;
  if (state.dirty.length > 0 && options.dirty === undefined) {
    return { kind: 'dirty', folder: source, files: state.dirty };
  }
  return guarded(context, async (): Promise<ApplyResult> => {
    const wanted = allPatches(opened).filter(({ entry }) => isApplied(entry));
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
  { source, state, series, vendored }: Opened,
): Promise<string | Refusal> {
  const { base = state.head, ref } = series.base === undefined ? vendored : series;
  const found = await runGit(source, ['rev-parse', '--quiet', '--verify', `${base}^{commit}`], { signal });
  if (found.ok) return found.stdout.trim();
  const name = ref === undefined ? base : `${base} (${ref})`;
  return {
    kind: 'failed',
    reason: t('{0}, which the series is made for, is not in {1}: fetch it', name, source),
  };
}

/** Subjects of the commits on a branch, the series' where none is named, that none of its patches is, so that moving the branch would lose them. */
export async function unrecordedCommits(
  context: SeriesContext,
  opened: Opened,
  base: string,
  name = seriesBranch(context),
): Promise<readonly string[]> {
  const { source } = opened;
  const { signal } = context;
  const branch = `refs/heads/${name}`;
  if (!(await runGit(source, ['rev-parse', '--quiet', '--verify', branch], { signal })).ok) return [];
  const recorded = new Set(
    await Promise.all(allPatches(opened).map(({ text }) => patchIdOfText(source, text, signal))),
  );
  const lostOf = async (part: Part): Promise<readonly string[]> =>
    [...(await patchIdsOfRange(source, base, branch, signal, part))].flatMap(([id, commit]) =>
      recorded.has(id) ? [] : [commit],
    );
  const lost = await lostOf('all');
  if (lost.length === 0) return [];
  // A commit to own and to vendored files is recorded in two patches.
  const parts = new Set([...(await lostOf('own')), ...(await lostOf('vendored'))]);
  return Promise.all(
    lost
      .filter((commit) => parts.has(commit))
      .map((commit) => gitOutput(source, ['log', '-1', '--format=%s', commit], { signal })),
  );
}

/** Patches as commits that nothing points to yet, or the first that does not fit. */
export type Built =
  | { readonly kind: 'built'; readonly commit: string; readonly empty: readonly StoredPatch[] }
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
    const empty: StoredPatch[] = [];
    for (const patch of patches) {
      const result = await amPatch(worktree, patch.text, signal);
      if (result.kind === 'conflict') {
        return { kind: 'does-not-apply', patch: patch.name, files: result.files, reason: result.reason };
      }
      if (result.kind === 'nothing-new') empty.push(patch);
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

/**
 * Which patches of a series are commits of what is checked out: the commit by the name of the patch file.
 *
 * @param base The commit that the series stands on, where the series itself does not say it.
 */
export async function appliedPatches(
  source: string,
  head: string,
  series: StoredSeries,
  signal?: AbortSignal,
  base = series.base,
): Promise<ReadonlyMap<string, string>> {
  const { patches } = series;
  if (patches.length === 0 || base === undefined) return new Map();
  if (!(await runGit(source, ['cat-file', '-e', `${base}^{commit}`], { signal })).ok) return new Map();
  const found = async (part: Part): Promise<ReadonlyMap<string, string>> => {
    const ids = await patchIdsOfRange(source, base, head, signal, part);
    const applied = await Promise.all(
      patches.map(async ({ entry, text }) => {
        const id = await patchIdOfText(source, text, signal);
        const commit = id === undefined ? undefined : ids.get(id);
        return commit === undefined ? [] : [[entry.file, commit] as const];
      }),
    );
    return new Map(applied.flat());
  };
  const whole = await found('all');
  if (whole.size === patches.length) return whole;
  // A commit to own and to vendored files is in the patches of both.
  return new Map([...(await found('own')), ...(await found('vendored')), ...whole]);
}
