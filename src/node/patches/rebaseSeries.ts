import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isApplied, renumbered, type PatchEntry, type UpstreamState } from '../../core/patches/series';
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
import {
  amPatch,
  checkOutSeries,
  formatPatches,
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
  /** Nothing of it is left to change: upstream has what it does. */
  | { readonly kind: 'contained' }
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

/**
 * Rebases a series onto another version of the upstream: in a worktree beside
 * the sources, which are touched only when all of it is done.
 *
 * @param ref A tag, branch or commit that the clone has.
 */
export async function rebaseSeries(context: SeriesContext, ref: string): Promise<RebaseResult> {
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
    const found = await runGit(
      source,
      ['rev-parse', '--quiet', '--verify', '--end-of-options', `${ref}^{commit}`],
      {
        signal,
      },
    );
    if (!found.ok) return { kind: 'failed', reason: t('{0} is not in {1}: fetch it', ref, source) };
    const onto = found.stdout.trim();
    await mkdir(dirname(worktree), { recursive: true });
    if (existsSync(worktree)) await gitOutput(source, ['worktree', 'remove', worktree]);
    await gitOutput(source, ['worktree', 'add', '--quiet', '--detach', worktree, onto], { signal });
    try {
      const start: Progress = { version: 1, onto, ref, from: base, outcomes: [], current: '' };
      const result = await goOn(context, opened, start);
      return result;
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
  { skip = false }: { readonly skip?: boolean } = {},
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
    return goOn(context, opened, { ...progress, outcomes });
  });
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

/** Files of a worktree that git calls unmerged and that still have conflict marks. */
export async function conflictedFiles(worktree: string, signal?: AbortSignal): Promise<readonly string[]> {
  const unmerged = await gitOutput(worktree, ['diff', '--name-only', '--diff-filter=U', '-z'], { signal });
  return unmerged.split('\0').filter((file) => {
    if (file === '') return false;
    const path = join(worktree, file);
    return existsSync(path) && /^(?:<{7}|>{7}|={7})(?: |$)/m.test(readFileSync(path, 'utf8'));
  });
}

/** Tries the patches that have no outcome yet, one after the other. @throws GitFailure */
async function goOn(context: SeriesContext, opened: Opened, progress: Progress): Promise<RebaseResult> {
  const { source } = opened;
  const { signal } = context;
  const worktree = worktreeFolder(context);
  const outcomes = new Map(progress.outcomes);
  const upstream = await patchIdsOfRange(source, progress.from, progress.onto, signal);
  for (const { entry, name, text } of allPatches(opened)) {
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
      const files = await conflictedFiles(worktree, signal);
      await writeProgress(context, { ...progress, outcomes: [...outcomes], current: name });
      return {
        kind: 'conflict',
        patch: name,
        worktree,
        files: files.length > 0 ? files : result.files,
      };
    }
    outcomes.set(name, { kind: result.kind === 'commit' ? 'applies' : 'contained' });
  }
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
      return { ...upstream, state: 'merged', ...(version === undefined ? {} : { release: version }) };
    case 'skipped':
      return { ...upstream, state: 'dropped' };
    case 'applies':
    case 'resolved':
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
