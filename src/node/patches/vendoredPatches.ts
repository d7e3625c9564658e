import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isApplied } from '../../core/patches/series';
import { replaceFiles } from '../replaceFiles';
import { seriesFolderOf, sourceFolder, type SeriesContext } from './seriesContext';
import { readVendoredSeries, writeSeries, type StoredPatch, type StoredSeries } from './seriesStore';
import { tryPatches, type TriedFile, type TriedState } from './tryPatches';
import { vendoredEntry } from './vendoredEntry';

/**
 * How a patch to vendored files stands in the files as they are:
 * `there`; `lost`, as after `go mod vendor`, and can be put back; `superseded`
 * where the module has another version by now that has what the patch does;
 * `does-not-fit` where neither can be said; `gone` where the files are no longer there.
 */
export type VendoredState = TriedState | 'superseded';

/** A patch to vendored files, with how it stands. */
export interface VendoredPatch {
  readonly patch: StoredPatch;
  readonly state: VendoredState;
  /** The version of the module that is vendored now; undefined where no list has it. */
  readonly version: string | undefined;
}

/** The patches to vendored files as they stand, or why they cannot be read. */
export type VendoredReading =
  | {
      readonly kind: 'read';
      readonly series: StoredSeries;
      readonly patches: readonly VendoredPatch[];
      /** What the files are with the lost patches put back. */
      readonly files: readonly TriedFile[];
    }
  | { readonly kind: 'invalid'; readonly message: string };

/** Reads how the patches to vendored files stand, from the files each time. The sources need no repository. Never rejects. */
export async function readVendored(context: SeriesContext): Promise<VendoredReading> {
  const reading = readVendoredSeries(seriesFolderOf(context), context.t);
  if (reading.kind === 'invalid') return reading;
  const { series } = reading;
  const source = sourceFolder(context);
  const wanted = series.patches.filter(({ entry }) => isApplied(entry));
  const { states, files } = await tryPatches(source, wanted, context.signal);
  const patches = wanted.map((patch, index): VendoredPatch => {
    const { version } = vendoredEntry(source, patch.text);
    const state = states[index] ?? 'does-not-fit';
    const isOther =
      version !== undefined && patch.entry.version !== undefined && version !== patch.entry.version;
    return { patch, version, state: state === 'there' && isOther ? 'superseded' : state };
  });
  return { kind: 'read', series, patches, files };
}

/** The patches of a series that vendored files have lost. */
export async function lostPatches(
  source: string,
  { patches }: StoredSeries,
  signal: AbortSignal | undefined,
): Promise<readonly StoredPatch[]> {
  const wanted = patches.filter(({ entry }) => isApplied(entry));
  const { states } = await tryPatches(source, wanted, signal);
  return wanted.filter((_, index) => states[index] === 'lost');
}

/** How putting patches back ended. */
export type RestoreResult =
  | {
      readonly kind: 'restored';
      /** All patches, with how they stood before. */
      readonly patches: readonly VendoredPatch[];
    }
  /** Nothing was changed. */
  | { readonly kind: 'does-not-apply'; readonly patches: readonly VendoredPatch[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Puts the patches back that vendored files have lost: all or none. Where the
 * module has another version by now, the series says that version from then
 * on, or that the version has the change itself.
 */
export async function restoreVendored(context: SeriesContext): Promise<RestoreResult> {
  const { t } = context;
  const reading = await readVendored(context);
  if (reading.kind === 'invalid') return reading;
  const { series, patches, files } = reading;
  const broken = series.patches.find(({ problem }) => problem !== undefined);
  if (broken?.problem !== undefined) return { kind: 'invalid', message: broken.problem };
  if (patches.length === 0) return { kind: 'empty' };
  if (patches.some(({ state }) => state === 'does-not-fit')) return { kind: 'does-not-apply', patches };
  const source = sourceFolder(context);
  const written = files.flatMap(({ file, before, after }) =>
    after === undefined ? [] : [{ file, path: join(source, file), before, after }],
  );
  const failures = replaceFiles(written, t);
  if (failures.length > 0) return { kind: 'failed', reason: failures.join('; ') };
  for (const { file, after } of files) if (after === undefined) rmSync(join(source, file), { force: true });
  const entries = withVersions(series, patches);
  const unwritten = writeSeries(
    [{ before: series, base: series.base, ref: series.ref, patches: entries }],
    t,
  );
  if (unwritten.length > 0) return { kind: 'failed', reason: unwritten.join('; ') };
  return { kind: 'restored', patches };
}

/** The patches of a series with what their modules' versions are now. */
function withVersions(
  series: StoredSeries,
  patches: readonly VendoredPatch[],
): readonly Pick<StoredPatch, 'entry' | 'text'>[] {
  return series.patches.map((stored) => {
    const { entry, text } = stored;
    const found = patches.find(({ patch }) => patch === stored);
    if (found?.version === undefined || found.version === entry.version) return { entry, text };
    if (found.state === 'superseded') {
      const upstream = { ...entry.upstream, state: 'merged', release: found.version } as const;
      return { entry: { ...entry, upstream }, text };
    }
    return { entry: { ...entry, version: found.version }, text };
  });
}
