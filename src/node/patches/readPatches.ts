import type { UpstreamState } from '../../core/patches/series';
import { readSource, type SourceState } from '../git/readSource';
import { GitFailure } from '../git/runGit';
import { appliedPatches } from './applySeries';
import { waitingRebase } from './rebaseSeries';
import { seriesFolderOf, sourceFolder, type SeriesContext } from './seriesContext';
import { readSeries, readVendoredSeries, type StoredPatch } from './seriesStore';
import { readVendored, type VendoredState } from './vendoredPatches';

/** A patch as it stands. */
export interface PatchStanding {
  /** What commands call it: `0001-title.patch`, or below `vendor/` for a patch to vendored files. */
  readonly name: string;
  /** Absolute path of its file. */
  readonly path: string;
  readonly subject: string | undefined;
  /** Undefined where git cannot tell. Of vendored files, whether they have the change. */
  readonly applied: boolean | undefined;
  /** For a patch to vendored files: how it stands in them; absent for one that upstream has or that was dropped. */
  readonly vendored?: VendoredState | undefined;
  readonly upstream: UpstreamState;
  readonly rules: readonly string[];
  /** For a patch to vendored files: whose they are, and the repository that must take the patch. */
  readonly module?: string | undefined;
  readonly version?: string | undefined;
  readonly repository?: string | undefined;
  /** What is wrong with its file. */
  readonly problem?: string | undefined;
}

/** A component's series as it stands, or why it cannot be read. */
export type SeriesStanding =
  | {
      readonly kind: 'read';
      /** The upstream commit that it applies to, and what that was called. */
      readonly base: string | undefined;
      readonly ref: string | undefined;
      /** A rebase that waits for the user. */
      readonly rebase: ReturnType<typeof waitingRebase>;
      readonly patches: readonly PatchStanding[];
    }
  | { readonly kind: 'invalid'; readonly message: string };

/**
 * Reads a component's patches, its own and those to vendored files, and how
 * each stands in the sources, from git and files each time. Never rejects.
 *
 * @param source What git says of the sources, where it was asked already.
 */
export async function readPatches(context: SeriesContext, source?: SourceState): Promise<SeriesStanding> {
  const folder = seriesFolderOf(context);
  const [own, vendored] = [readSeries(folder, context.t), readVendoredSeries(folder, context.t)];
  if (own.kind === 'invalid') return own;
  if (vendored.kind === 'invalid') return vendored;
  const { base = vendored.series.base, ref = vendored.series.ref } = own.series;
  const of = async (): Promise<readonly PatchStanding[]> => {
    if (own.series.patches.length === 0) return [];
    const read = source ?? (await readSource(sourceFolder(context), context.signal));
    const head = read.kind === 'git' ? read.state.head : undefined;
    const applied =
      head === undefined
        ? undefined
        : await standing(() => appliedPatches(sourceFolder(context), head, own.series, context.signal));
    return own.series.patches.map((patch) => ({
      ...standingOnDisk(patch),
      applied: applied?.has(patch.entry.file),
    }));
  };
  const patches = [...(await of()), ...(await vendoredStandings(context, vendored.series.patches))];
  return { kind: 'read', base, ref, rebase: waitingRebase(context), patches };
}

async function vendoredStandings(
  context: SeriesContext,
  patches: readonly StoredPatch[],
): Promise<readonly PatchStanding[]> {
  if (patches.length === 0) return [];
  const reading = await readVendored(context);
  const states = new Map(
    reading.kind === 'read' ? reading.patches.map(({ patch, state }) => [patch.name, state] as const) : [],
  );
  return patches.map((patch) => {
    const state = states.get(patch.name);
    return { ...standingOnDisk(patch), applied: state === 'there', vendored: state };
  });
}

/** A patch as its file alone says it: whether it is applied is not known. Starts no process. */
export function standingOnDisk({ entry, name, path, patch, problem }: StoredPatch): PatchStanding {
  const { upstream, rules = [], module, version, repository } = entry;
  const applied = undefined;
  return {
    applied,
    name,
    path,
    subject: patch?.subject,
    upstream,
    rules,
    module,
    version,
    repository,
    problem,
  };
}

/** What git refuses to say is not known. */
async function standing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof GitFailure) return undefined;
    throw error;
  }
}
