import { join } from 'node:path';
import type { Translate } from '../../core/l10n';
import type { Component } from '../../core/manifest/manifest';
import { seriesFolder } from '../../core/patches/series';
import type { Target } from '../../core/target/targets';
import { GitFailure } from '../git/runGit';
import { isRepositoryRoot, readSource, type GitState } from '../git/readSource';
import { readSeries, readVendoredSeries, type StoredPatch, type StoredSeries } from './seriesStore';

/** Whose series is worked on. */
export interface SeriesContext {
  /** Absolute path of the manifest's folder. */
  readonly root: string;
  readonly component: Component;
  readonly target: Target;
  readonly t: Translate;
  readonly signal?: AbortSignal | undefined;
}

/** Why nothing was done; whatever the kind, files, index and branches are as they were. */
export type Refusal =
  /** The sources are no clone, or the component is a folder inside of one. */
  | { readonly kind: 'no-repository'; readonly folder: string }
  /** Files with changes of the user. */
  | { readonly kind: 'dirty'; readonly folder: string; readonly files: readonly string[] }
  /** The series on disk cannot be read. */
  | { readonly kind: 'invalid'; readonly message: string }
  /** The branch has commits that are in no patch: subjects. */
  | { readonly kind: 'unrecorded'; readonly branch: string; readonly commits: readonly string[] }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly reason: string };

/** The branch that holds a component's series as commits. */
export function seriesBranch({ component, target }: Pick<SeriesContext, 'component' | 'target'>): string {
  return `${target.goarch}/${component.name}`;
}

/** Absolute path of a component's sources. */
export function sourceFolder({ root, component }: Pick<SeriesContext, 'root' | 'component'>): string {
  return join(root, component.path);
}

/** Absolute path of a component's series. */
export function seriesFolderOf({ root, component }: Pick<SeriesContext, 'root' | 'component'>): string {
  return join(root, seriesFolder(component));
}

/** Sources and series as operations need them. */
export interface Opened {
  readonly source: string;
  readonly state: GitState & { readonly head: string };
  readonly series: StoredSeries;
  /** The patches to vendored files, which apply after the others. */
  readonly vendored: StoredSeries;
}

/** All patches in the order in which they apply: the component's own, then those to vendored files. */
export function allPatches({
  series,
  vendored,
}: Pick<Opened, 'series' | 'vendored'>): readonly StoredPatch[] {
  return [...series.patches, ...vendored.patches];
}

/** Reads sources and series, or says why they cannot be worked on. */
export async function openSeries(context: SeriesContext): Promise<Opened | Refusal> {
  const source = sourceFolder(context);
  if (!isRepositoryRoot(source)) return { kind: 'no-repository', folder: source };
  const read = await readSource(source, context.signal);
  if (context.signal?.aborted) return { kind: 'cancelled' };
  if (read.kind === 'unread') return { kind: 'failed', reason: read.reason };
  if (read.kind !== 'git') return { kind: 'no-repository', folder: source };
  const { head } = read.state;
  if (head === undefined) {
    return { kind: 'failed', reason: context.t('{0} has no commit yet', source) };
  }
  const reading = readSeries(seriesFolderOf(context), context.t);
  if (reading.kind === 'invalid') return reading;
  const vendored = readVendoredSeries(seriesFolderOf(context), context.t);
  if (vendored.kind === 'invalid') return vendored;
  return { source, state: { ...read.state, head }, series: reading.series, vendored: vendored.series };
}

/** Whether an answer is a refusal and nothing to go on with. */
export function isRefusal(value: Opened | Refusal): value is Refusal {
  return 'kind' in value;
}

/** Runs an operation; what git refuses on the way becomes its answer. */
export async function guarded<T>({ signal, t }: SeriesContext, run: () => Promise<T>): Promise<T | Refusal> {
  try {
    const result = await run();
    return signal?.aborted && isFailure(result) ? { kind: 'cancelled' } : result;
  } catch (error) {
    if (signal?.aborted) return { kind: 'cancelled' };
    if (!(error instanceof GitFailure)) throw error;
    const { stderr } = error.end;
    if (/unable to auto-detect email address|identity unknown|empty ident name/.test(stderr)) {
      const reason = t('git does not know who you are: set user.name and user.email with git config');
      return { kind: 'failed', reason };
    }
    if (/No space left on device/i.test(stderr)) {
      return { kind: 'failed', reason: t('the disk is full: make room, then try again') };
    }
    return { kind: 'failed', reason: error.message };
  }
}

/** Git that was ended fails, in whatever words. */
function isFailure(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'kind' in result && result.kind === 'failed';
}
