import { isDeepStrictEqual } from 'node:util';
import { isApplied, patchFileName, renumbered, type UpstreamState } from '../../core/patches/series';
import { appliedPatches, commitPatches, resolveBase, type ApplyResult } from './applySeries';
import {
  guarded,
  isRefusal,
  openSeries,
  seriesBranch,
  seriesFolderOf,
  type Refusal,
  type SeriesContext,
} from './seriesContext';
import { readSeries, writeSeries, type NewPatch, type StoredPatch, type StoredSeries } from './seriesStore';
import { checkOutSeries, formatPatches, patchIdOfText } from './worktree';

/** How changing a series ended. */
export type EditResult =
  | { readonly kind: 'changed'; readonly patches: readonly string[] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'no-such-patch'; readonly patch: string; readonly patches: readonly string[] }
  | Extract<ApplyResult, { kind: 'does-not-apply' }>
  | Refusal;

/** Writes the commits of the series' branch into the patch files; upstream states stay with their patches. */
export async function refreshPatches(context: SeriesContext): Promise<EditResult> {
  const opened = await openSeries(context);
  if (isRefusal(opened)) return opened;
  const { source, series, state } = opened;
  const { signal, t } = context;
  return guarded(context, async (): Promise<EditResult> => {
    const branch = seriesBranch(context);
    if (state.branch !== branch) {
      return {
        kind: 'failed',
        reason: t('{0} is not at the branch {1}; apply the patches first', source, branch),
      };
    }
    const base = await resolveBase(context, opened);
    if (typeof base !== 'string') return base;
    const texts = await formatPatches(source, base, 'HEAD', signal);
    const old = await Promise.all(
      series.patches.map(async (patch) => ({ patch, id: await patchIdOfText(source, patch.text, signal) })),
    );
    const left = new Set(old);
    const fresh: NewPatch[] = [];
    const renamed = new Map<string, string>();
    // Patches that are not applied have no commit, and stay where they are.
    const keep = (one: (typeof old)[number]): void => {
      left.delete(one);
      const file = renumbered(one.patch.entry.file, fresh.length + 1);
      renamed.set(file, one.patch.entry.file);
      fresh.push({ entry: { ...one.patch.entry, file }, text: one.patch.text });
    };
    for (const text of texts) {
      for (const one of [...left]) {
        if (isApplied(one.patch.entry)) break;
        keep(one);
      }
      const id = await patchIdOfText(source, text, signal);
      const subject = subjectOf(text);
      const same =
        [...left].find((one) => one.id === id) ??
        [...left].find(({ patch }) => patch.patch?.subject === subject && isApplied(patch.entry));
      if (same) left.delete(same);
      const file = patchFileName(fresh.length + 1, subject);
      if (same) renamed.set(file, same.patch.entry.file);
      fresh.push({ entry: { upstream: { state: 'not-sent' }, ...same?.patch.entry, file }, text });
    }
    for (const one of [...left]) if (!isApplied(one.patch.entry)) keep(one);
    return write(context, series, base, fresh, renamed);
  });
}

/** Leaves a patch out of the series; its change goes from the sources where the series is applied there. */
export function dropPatch(context: SeriesContext, patch: string): Promise<EditResult> {
  return rearrange(context, patch, (patches) => patches.filter(({ entry }) => entry.file !== patch));
}

/**
 * Moves a patch up (negative) or down by so many places. Refused where the
 * patches do not apply in that order.
 */
export function movePatch(context: SeriesContext, patch: string, places: number): Promise<EditResult> {
  return rearrange(context, patch, (patches) => {
    const from = patches.findIndex(({ entry }) => entry.file === patch);
    const to = Math.min(patches.length - 1, Math.max(0, from + places));
    const moved = patches.filter((_, index) => index !== from);
    return [...moved.slice(0, to), ...patches.slice(from, from + 1), ...moved.slice(to)];
  });
}

/** Says where a patch stands upstream. Needs the series alone, and no git. */
export function setUpstream(context: SeriesContext, name: string, upstream: UpstreamState): EditResult {
  const reading = readSeries(seriesFolderOf(context), context.t);
  if (reading.kind === 'invalid') return reading;
  const { series } = reading;
  const wanted = findPatch(series.patches, name);
  if (!wanted) {
    return { kind: 'no-such-patch', patch: name, patches: series.patches.map(({ entry }) => entry.file) };
  }
  const patches = series.patches.map(({ entry, text }): NewPatch => ({
    entry: entry === wanted.entry ? { ...entry, upstream } : entry,
    text,
  }));
  return write(context, series, series.base, patches, new Map());
}

/** A patch by the name of its file, or by its number. */
export function findPatch(patches: readonly StoredPatch[], name: string): StoredPatch | undefined {
  const number = /^\d+$/.test(name) ? Number(name) : undefined;
  return (
    patches.find(({ entry }) => entry.file === name || entry.file === `${name}.patch`) ??
    (number === undefined
      ? undefined
      : patches.find(({ entry }) => Number.parseInt(entry.file, 10) === number))
  );
}

async function rearrange(
  context: SeriesContext,
  name: string,
  change: (patches: readonly StoredPatch[]) => readonly StoredPatch[],
): Promise<EditResult> {
  const opened = await openSeries(context);
  if (isRefusal(opened)) return opened;
  const { source, series, state } = opened;
  const { signal } = context;
  if (!series.patches.some(({ entry }) => entry.file === name)) {
    return { kind: 'no-such-patch', patch: name, patches: series.patches.map(({ entry }) => entry.file) };
  }
  return guarded(context, async (): Promise<EditResult> => {
    const base = await resolveBase(context, opened);
    if (typeof base !== 'string') return base;
    const branch = seriesBranch(context);
    const applied = await appliedPatches(source, state.head, series, signal);
    const isThere = state.branch === branch && applied.size > 0;
    if (isThere && state.dirty.length > 0) return { kind: 'dirty', folder: source, files: state.dirty };
    const order = change(series.patches);
    const built = await commitPatches(
      context,
      source,
      base,
      order.filter(({ entry }) => isApplied(entry)),
    );
    if (built.kind !== 'built') return built;
    const texts = [...(await formatPatches(source, base, built.commit, signal))];
    const renamed = new Map<string, string>();
    const patches = order.map(({ entry, text }, index): NewPatch => {
      const file = renumbered(entry.file, index + 1);
      renamed.set(file, entry.file);
      const fresh = isApplied(entry) && !built.empty.includes(entry) ? texts.shift() : undefined;
      return { entry: { ...entry, file }, text: fresh ?? text };
    });
    const result = write(context, series, series.base ?? base, patches, renamed);
    if (result.kind !== 'failed' && isThere) await checkOutSeries(source, branch, built.commit, branch);
    return result;
  });
}

function write(
  { t }: SeriesContext,
  series: StoredSeries,
  base: string | undefined,
  patches: readonly NewPatch[],
  renamed: ReadonlyMap<string, string>,
): EditResult {
  const same =
    patches.length === series.patches.length &&
    patches.every(({ entry, text }, index) => {
      const old = series.patches[index];
      return old?.text === text && isDeepStrictEqual(old.entry, entry);
    });
  if (same && series.base === base) return { kind: 'unchanged' };
  const failures = writeSeries(series, { base, ref: series.ref, patches }, renamed, t);
  if (failures.length > 0) return { kind: 'failed', reason: failures.join('; ') };
  return { kind: 'changed', patches: patches.map(({ entry }) => entry.file) };
}

function subjectOf(text: string): string {
  return /^Subject: (?:\[PATCH[^\]]*\] )?(.*(?:\n .*)*)/m.exec(text)?.[1]?.replace(/\n /g, ' ') ?? '';
}
