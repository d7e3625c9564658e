import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isApplied, renumbered, type PatchEntry, type UpstreamState } from '../../core/patches/series';
import type { Finding } from '../../core/types';
import { gitOutput, runGit } from '../git/runGit';
import { resolveBase, unrecordedCommits, worktreeFolder } from './applySeries';
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
import {
  writeSeries,
  type NewPatch,
  type SeriesChange,
  type StoredPatch,
  type StoredSeries,
} from './seriesStore';
import { vendoredEntry } from './vendoredEntry';
import { fetchMissing } from '../git/sources';
import { mendedUpstream } from './mendedUpstream';
import {
  amPatch,
  checkOutSeries,
  formatPatches,
  inWorktree,
  patchIdOfText,
  patchIdsOfRange,
  removeWorktree,
} from './worktree';

/** What a rebase says of a patch. */
export type PatchOutcome =
  | { readonly kind: 'applies' }
  /** It did not fit, and the user has put it right. */
  | { readonly kind: 'resolved' }
  /** Upstream has the very change, in this commit. */
  | { readonly kind: 'merged'; readonly commit: string }
  /**
   * Upstream has what it does: nothing of it is left to change, or the findings
   * that it mends are no longer there, since `commit` where that is known.
   */
  | { readonly kind: 'contained'; readonly commit?: string }
  /** It does not fit; only where a rebase is tried out. */
  | { readonly kind: 'conflicts'; readonly files: readonly string[] }
  /** Left out by the user. */
  | { readonly kind: 'skipped' };

/** How a rebase, or going on with one, ended. */
export type RebaseResult =
  | {
      readonly kind: 'rebased';
      readonly branch: string;
      readonly base: string;
      /** By the names that the patches had. */
      readonly outcomes: ReadonlyMap<string, PatchOutcome>;
      /** Whether the sources are at the new branch now; false where they have changes and stay where they are. */
      readonly checkedOut: boolean;
    }
  /** It was only tried out, and nothing has changed. */
  | { readonly kind: 'tried'; readonly base: string; readonly outcomes: ReadonlyMap<string, PatchOutcome> }
  /** The patch does not fit; its conflicts stand in files of the worktree. */
  | {
      readonly kind: 'conflict';
      readonly patch: string;
      /** Absolute path. */
      readonly worktree: string;
      /** Files with conflicts, relative to the worktree. */
      readonly files: readonly string[];
    }
  /** Files that still have conflict marks. */
  | { readonly kind: 'unresolved'; readonly worktree: string; readonly files: readonly string[] }
  | { readonly kind: 'no-rebase' }
  | { readonly kind: 'rebase-in-progress'; readonly worktree: string }
  | Refusal;

/** A rebase that waits for the user, as it is kept in a file. */
interface Progress {
  readonly version: 1;
  /** The commit and the name of what the series is rebased onto. */
  readonly onto: string;
  readonly ref: string;
  readonly from: string;
  readonly outcomes: readonly (readonly [string, PatchOutcome])[];
  /** The patch that is being worked on. */
  readonly current: string;
}

export interface RebaseOptions {
  /**
   * What a scan finds in a folder, in vendored files only where asked. With it
   * a patch that does not fit is recognised where upstream mends the same
   * findings in other words.
   */
  readonly scan?: (folder: string, vendored: boolean) => Promise<readonly Finding[]>;
  /** Whether to say what would become of each patch, and change nothing. */
  readonly dryRun?: boolean;
}

/**
 * Rebases a series onto another version of the upstream: in a worktree beside
 * the sources, which are touched only when all of it is done.
 *
 * @param ref A tag, branch or commit; what the clone lacks is fetched from `origin`.
 */
export async function rebaseSeries(
  context: SeriesContext,
  ref: string,
  options: RebaseOptions = {},
): Promise<RebaseResult> {
  const opened = await openSeries(context);
  if (isRefusal(opened)) return opened;
  const { source } = opened;
  const { signal, t } = context;
  const worktree = worktreeFolder(context);
  if (readProgress(context)) return { kind: 'rebase-in-progress', worktree };
  return guarded(context, async (): Promise<RebaseResult> => {
    const broken = allPatches(opened).find(({ problem }) => problem !== undefined);
    if (broken?.problem !== undefined) return { kind: 'invalid', message: broken.problem };
    const base = await resolveBase(context, opened);
    if (typeof base !== 'string') return base;
    const unrecorded = await unrecordedCommits(context, opened, base);
    if (unrecorded.length > 0) {
      return { kind: 'unrecorded', branch: seriesBranch(context), commits: unrecorded };
    }
    const onto = await commitNamed(source, ref, signal);
    if (onto === undefined) {
      return { kind: 'failed', reason: t('{0} is not in {1}, and origin does not give it', ref, source) };
    }
    const start: Progress = { version: 1, onto, ref, from: base, outcomes: [], current: '' };
    if (options.dryRun === true) {
      return inWorktree(source, onto, signal, (tree) => goOn(context, opened, start, options, tree));
    }
    await mkdir(dirname(worktree), { recursive: true });
    if (existsSync(worktree)) await gitOutput(source, ['worktree', 'remove', worktree]);
    await gitOutput(source, ['worktree', 'add', '--quiet', '--detach', worktree, onto], { signal });
    try {
      return await goOn(context, opened, start, options, worktree);
    } catch (error) {
      await removeWorktree(source, worktree);
      await rm(progressPath(context), { force: true });
      throw error;
    }
  });
}

/** Goes on with a rebase whose conflicts are resolved in the worktree. */
export async function continueRebase(
  context: SeriesContext,
  { skip = false, scan }: Pick<RebaseOptions, 'scan'> & { readonly skip?: boolean } = {},
): Promise<RebaseResult> {
  const opened = await openSeries(context);
  if (isRefusal(opened)) return opened;
  const progress = readProgress(context);
  const worktree = worktreeFolder(context);
  if (!progress || !existsSync(worktree)) return { kind: 'no-rebase' };
  return guarded(context, async (): Promise<RebaseResult> => {
    const { signal } = context;
    let outcome: PatchOutcome = { kind: 'skipped' };
    if (skip) await gitOutput(worktree, ['am', '--skip'], { signal });
    else {
      const open = await conflictedFiles(worktree, signal);
      if (open.length > 0) return { kind: 'unresolved', worktree, files: open };
      await gitOutput(worktree, ['add', '--all'], { signal });
      const same = (await runGit(worktree, ['diff', '--cached', '--quiet'], { signal })).ok;
      await gitOutput(worktree, ['am', same ? '--skip' : '--continue'], { signal });
      outcome = same ? { kind: 'contained' } : { kind: 'resolved' };
    }
    const outcomes = [...progress.outcomes, [progress.current, outcome] as const];
    return goOn(context, opened, { ...progress, outcomes }, scan ? { scan } : {}, worktree);
  });
}

/** The commit of a tag, branch or hash, which is fetched from `origin` where the clone lacks it. */
async function commitNamed(
  source: string,
  ref: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const here = async (): Promise<string | undefined> => {
    const args = ['rev-parse', '--quiet', '--verify', '--end-of-options', `${ref}^{commit}`];
    const found = await runGit(source, args, { signal });
    return found.ok ? found.stdout.trim() : undefined;
  };
  return (await here()) ?? ((await fetchMissing(source, ref, signal)) ? here() : undefined);
}

/** Gives a rebase up; sources and series are as they were before it. */
export async function abortRebase(
  context: SeriesContext,
): Promise<RebaseResult | { readonly kind: 'aborted' }> {
  const opened = await openSeries(context);
  if (isRefusal(opened)) return opened;
  if (!readProgress(context)) return { kind: 'no-rebase' };
  await removeWorktree(opened.source, worktreeFolder(context));
  await rm(progressPath(context), { force: true });
  return { kind: 'aborted' };
}

/** The patch at which a rebase waits, and the worktree to resolve it in; undefined where none waits. */
export function waitingRebase(
  context: Pick<SeriesContext, 'root' | 'component'>,
): { readonly patch: string; readonly ref: string; readonly worktree: string } | undefined {
  const progress = readProgress(context);
  return progress && { patch: progress.current, ref: progress.ref, worktree: worktreeFolder(context) };
}

/**
 * Files of a worktree that wait for the user: those with conflict marks, and
 * those that one side changed and the other removed, which only `git add` or
 * `git rm` settles.
 */
export async function conflictedFiles(worktree: string, signal?: AbortSignal): Promise<readonly string[]> {
  const unmerged = await gitOutput(worktree, ['ls-files', '--unmerged', '-z'], { signal });
  const stages = new Map<string, Set<string>>();
  for (const [, stage = '', file = ''] of unmerged.matchAll(/[0-7]+ [0-9a-f]+ ([123])\t([^\0]+)\0/g)) {
    stages.set(file, (stages.get(file) ?? new Set()).add(stage));
  }
  return [...stages].flatMap(([file, sides]) => {
    if (!sides.has('2') || !sides.has('3')) return [file];
    const path = join(worktree, file);
    const marked = existsSync(path) && /^(?:<{7}|>{7}|={7})(?: |$)/m.test(readFileSync(path, 'utf8'));
    return marked ? [file] : [];
  });
}

/** Tries the patches that have no outcome yet, one after the other. @throws GitFailure */
async function goOn(
  context: SeriesContext,
  opened: Opened,
  progress: Progress,
  options: RebaseOptions,
  worktree: string,
): Promise<RebaseResult> {
  const { source } = opened;
  const { signal } = context;
  const outcomes = new Map(progress.outcomes);
  const upstream = await patchIdsOfRange(source, progress.from, progress.onto, signal);
  for (const patch of allPatches(opened)) {
    const { entry, name, text } = patch;
    if (!isApplied(entry) || outcomes.has(name)) continue;
    const id = await patchIdOfText(source, text, signal);
    const commit = id === undefined ? undefined : upstream.get(id);
    if (commit !== undefined) {
      outcomes.set(name, { kind: 'merged', commit });
      continue;
    }
    if (await isContained(worktree, text, signal)) {
      outcomes.set(name, { kind: 'contained' });
      continue;
    }
    const result = await amPatch(worktree, text, signal);
    if (result.kind === 'conflict') {
      const marked = await conflictedFiles(worktree, signal);
      const files = marked.length > 0 ? marked : result.files;
      const mended = await mendedUpstream(patch, { source, ...progress }, options, signal);
      if (mended || options.dryRun === true) {
        await gitOutput(worktree, ['am', '--skip'], { signal });
        outcomes.set(name, mended ?? { kind: 'conflicts', files });
        continue;
      }
      await writeProgress(context, { ...progress, outcomes: [...outcomes], current: name });
      return {
        kind: 'conflict',
        patch: name,
        worktree,
        files,
      };
    }
    outcomes.set(name, { kind: result.kind === 'commit' ? 'applies' : 'contained' });
  }
  if (options.dryRun === true) return { kind: 'tried', base: progress.onto, outcomes };
  return finish(context, opened, progress, outcomes);
}

/**
 * Whether a tree has what a patch makes: it can be taken back there, and cannot
 * be applied. One line around each change has to be the same, for upstream
 * often changes the lines nearby as well.
 */
async function isContained(
  worktree: string,
  text: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const check = (...args: readonly string[]): Promise<{ readonly ok: boolean }> =>
    runGit(worktree, ['apply', '--check', '-C1', ...args], { signal, input: text });
  return (await check('--reverse')).ok && !(await check()).ok;
}

async function finish(
  context: SeriesContext,
  { source, series, vendored, state }: Opened,
  progress: Progress,
  outcomes: ReadonlyMap<string, PatchOutcome>,
): Promise<RebaseResult> {
  const { signal, t } = context;
  const worktree = worktreeFolder(context);
  const commit = await gitOutput(worktree, ['rev-parse', 'HEAD'], { signal });
  const texts = [...(await formatPatches(worktree, progress.onto, commit, signal))];
  const after = ({ patches }: StoredSeries): Pick<SeriesChange, 'patches' | 'renamed'> => {
    const renamed = new Map<string, string>();
    const moved = patches.map((stored, index): NewPatch => {
      const outcome = outcomes.get(stored.name);
      const rebased = outcome?.kind === 'applies' || outcome?.kind === 'resolved';
      const file = renumbered(stored.entry.file, index + 1);
      renamed.set(file, stored.entry.file);
      const text = (rebased ? texts.shift() : undefined) ?? stored.text;
      const module = vendoredEntry(worktree, text);
      const upstream = upstreamAfter(stored, outcome, module.version);
      return { entry: { ...stored.entry, ...(rebased ? module : {}), file, upstream }, text };
    });
    return { patches: moved, renamed };
  };
  const failures = writeSeries(
    [
      { before: series, base: progress.onto, ref: progress.ref, ...after(series) },
      { before: vendored, base: progress.onto, ref: progress.ref, ...after(vendored) },
    ],
    t,
  );
  if (failures.length > 0) return { kind: 'failed', reason: failures.join('; ') };
  await removeWorktree(source, worktree);
  await rm(progressPath(context), { force: true });
  const branch = seriesBranch(context);
  const checkedOut = state.dirty.length === 0;
  if (checkedOut) await checkOutSeries(source, branch, commit, state.branch);
  else if (state.branch !== branch) await gitOutput(source, ['branch', '--force', branch, commit]);
  return { kind: 'rebased', branch, base: progress.onto, outcomes, checkedOut };
}

/** @param version The version of the module that is there now, for a patch to vendored files. */
function upstreamAfter(
  { entry }: StoredPatch,
  outcome: PatchOutcome | undefined,
  version: string | undefined,
): UpstreamState {
  const { upstream }: PatchEntry = entry;
  switch (outcome?.kind) {
    case 'merged':
      return { ...upstream, state: 'merged', commit: outcome.commit };
    case 'contained':
      return {
        ...upstream,
        state: 'merged',
        ...(outcome.commit === undefined ? {} : { commit: outcome.commit }),
        ...(version === undefined ? {} : { release: version }),
      };
    case 'skipped':
      return { ...upstream, state: 'dropped' };
    case 'applies':
    case 'resolved':
    case 'conflicts':
    case undefined:
      return upstream;
  }
}

function progressPath({ root, component }: Pick<SeriesContext, 'root' | 'component'>): string {
  return `${worktreeFolder({ root, component })}.rebase.json`;
}

function readProgress(context: Pick<SeriesContext, 'root' | 'component'>): Progress | undefined {
  try {
    const value = JSON.parse(readFileSync(progressPath(context), 'utf8')) as Partial<Progress>;
    const { version, onto, ref, from, outcomes, current } = value;
    const whole =
      version === 1 &&
      [onto, ref, from, current].every((text) => typeof text === 'string') &&
      Array.isArray(outcomes);
    return whole ? (value as Progress) : undefined;
  } catch {
    return undefined;
  }
}

async function writeProgress(context: SeriesContext, progress: Progress): Promise<void> {
  const path = progressPath(context);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.tmp`, `${JSON.stringify(progress, undefined, 2)}\n`);
  await rename(`${path}.tmp`, path);
}
