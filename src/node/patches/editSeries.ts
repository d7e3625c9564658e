import { isDeepStrictEqual } from 'node:util';
import { subjectOfMail } from '../../core/patches/patchFile';
import {
  isApplied,
  patchFileName,
  renumbered,
  vendoredFolder,
  type UpstreamState,
} from '../../core/patches/series';
import { appliedPatches, commitPatches, resolveBase, type ApplyResult } from './applySeries';
import {
  allPatches,
  guarded,
  isRefusal,
  openSeries,
  seriesBranch,
  seriesFolderOf,
  type Refusal,
  type SeriesContext,
} from './seriesContext';
import {
  readSeries,
  readVendoredSeries,
  writeSeries,
  type NewPatch,
  type SeriesChange,
  type StoredPatch,
  type StoredSeries,
} from './seriesStore';
import { vendoredEntry } from './vendoredEntry';
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
  const { source, series, vendored, state } = opened;
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
    const own = await formatPatches(source, base, 'HEAD', signal, 'own');
    const others = await formatPatches(source, base, 'HEAD', signal, 'vendored');
    const known = await withIds(allPatches(opened), source, signal);
    return write(context, [
      { before: series, base, ref: series.ref, ...(await refreshed(series, own, known, source, signal)) },
      {
        before: vendored,
        base,
        ref: vendored.ref,
        ...(await refreshed(vendored, others, known, source, signal)),
      },
    ]);
  });
}

interface Identified {
  readonly patch: StoredPatch;
  readonly id: string | undefined;
}

function withIds(
  patches: readonly StoredPatch[],
  source: string,
  signal: AbortSignal | undefined,
): Promise<Identified[]> {
  return Promise.all(
    patches.map(async (patch) => ({ patch, id: await patchIdOfText(source, patch.text, signal) })),
  );
}

/**
 * The patches of one series after its commits.
 *
 * @param known The patches of both series, for one may have moved between them.
 */
async function refreshed(
  series: StoredSeries,
  texts: readonly string[],
  known: readonly Identified[],
  source: string,
  signal: AbortSignal | undefined,
): Promise<Pick<SeriesChange, 'patches'> & { readonly renamed: ReadonlyMap<string, string> }> {
  const left = new Set(known.filter(({ patch }) => series.patches.includes(patch)));
  const elsewhere = new Set(known.filter((one) => !left.has(one)));
  const fresh: NewPatch[] = [];
  const renamed = new Map<string, string>();
  // Patches that are not applied have no commit, and stay where they are.
  const keep = (one: Identified): void => {
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
    const subject = subjectOfMail(text);
    const same =
      [...left].find((one) => one.id === id) ??
      [...left].find(({ patch }) => patch.patch?.subject === subject && isApplied(patch.entry));
    const moved = same ?? [...elsewhere].find((one) => one.id === id);
    if (same) left.delete(same);
    const file = patchFileName(fresh.length + 1, subject);
    if (same) renamed.set(file, same.patch.entry.file);
    const entry = { upstream: { state: 'not-sent' } as const, ...moved?.patch.entry, file };
    fresh.push({ entry: { ...entry, ...vendoredEntry(source, text) }, text });
  }
  for (const one of [...left]) if (!isApplied(one.patch.entry)) keep(one);
  return { patches: fresh, renamed };
}

/** Leaves a patch out of the series; its change goes from the sources where the series is applied there. */
export function dropPatch(context: SeriesContext, patch: string): Promise<EditResult> {
  return rearrange(context, patch, (patches, at) => patches.filter((_, index) => index !== at));
}

/**
 * Moves a patch up (negative) or down by so many places. Refused where the
 * patches do not apply in that order.
 */
export function movePatch(context: SeriesContext, patch: string, places: number): Promise<EditResult> {
  return rearrange(context, patch, (patches, from) => {
    const to = Math.min(patches.length - 1, Math.max(0, from + places));
    const moved = patches.filter((_, index) => index !== from);
    return [...moved.slice(0, to), ...patches.slice(from, from + 1), ...moved.slice(to)];
  });
}

/** Says where a patch stands upstream. Needs the series alone, and no git. */
export function setUpstream(context: SeriesContext, name: string, upstream: UpstreamState): EditResult {
  const folder = seriesFolderOf(context);
  const [own, vendored] = [readSeries(folder, context.t), readVendoredSeries(folder, context.t)];
  if (own.kind === 'invalid') return own;
  if (vendored.kind === 'invalid') return vendored;
  const both = [own.series, vendored.series];
  const all = both.flatMap(({ patches }) => patches);
  const wanted = findPatch(all, name);
  if (!wanted) return { kind: 'no-such-patch', patch: name, patches: all.map((one) => one.name) };
  const changes = both.map((before): SeriesChange => ({
    before,
    base: before.base,
    ref: before.ref,
    patches: before.patches.map(({ entry, text }) => ({
      entry: entry === wanted.entry ? { ...entry, upstream } : entry,
      text,
    })),
  }));
  return write(context, changes);
}

/** A patch by its name, by that of its file, or by its number; `vendor/1` means the first to vendored files. */
export function findPatch(patches: readonly StoredPatch[], name: string): StoredPatch | undefined {
  const [, folder = '', digits] = /^(vendor\/)?(\d+)$/.exec(name) ?? [];
  return (
    patches.find((patch) => patch.name === name || patch.name === `${name}.patch`) ??
    (digits === undefined
      ? undefined
      : patches.find(
          (patch) =>
            patch.name === folder + patch.entry.file &&
            Number.parseInt(patch.entry.file, 10) === Number(digits),
        ))
  );
}

async function rearrange(
  context: SeriesContext,
  name: string,
  change: (patches: readonly StoredPatch[], at: number) => readonly StoredPatch[],
): Promise<EditResult> {
  const opened = await openSeries(context);
  if (isRefusal(opened)) return opened;
  const { source, series, vendored, state } = opened;
  const { signal } = context;
  const all = allPatches(opened);
  if (!all.some((patch) => patch.name === name)) {
    return { kind: 'no-such-patch', patch: name, patches: all.map((patch) => patch.name) };
  }
  return guarded(context, async (): Promise<EditResult> => {
    const base = await resolveBase(context, opened);
    if (typeof base !== 'string') return base;
    const branch = seriesBranch(context);
    const applied = new Set([
      ...(await appliedPatches(source, state.head, series, signal)),
      ...(await appliedPatches(source, state.head, vendored, signal, base)),
    ]);
    const isThere = state.branch === branch && applied.size > 0;
    if (isThere && state.dirty.length > 0) return { kind: 'dirty', folder: source, files: state.dirty };
    const orderOf = ({ patches }: StoredSeries): readonly StoredPatch[] => {
      const at = patches.findIndex((patch) => patch.name === name);
      return at < 0 ? patches : change(patches, at);
    };
    const [own, others] = [orderOf(series), orderOf(vendored)];
    const wanted = [...own, ...others].filter(({ entry }) => isApplied(entry));
    const built = await commitPatches(context, source, base, wanted);
    if (built.kind !== 'built') return built;
    const texts = [...(await formatPatches(source, base, built.commit, signal))];
    const after = (order: readonly StoredPatch[]): Pick<SeriesChange, 'patches' | 'renamed'> => {
      const renamed = new Map<string, string>();
      const patches = order.map((patch, index): NewPatch => {
        const file = renumbered(patch.entry.file, index + 1);
        renamed.set(file, patch.entry.file);
        const fresh = isApplied(patch.entry) && !built.empty.includes(patch) ? texts.shift() : undefined;
        return { entry: { ...patch.entry, file }, text: fresh ?? patch.text };
      });
      return { patches, renamed };
    };
    const result = write(context, [
      { before: series, base: series.base ?? base, ref: series.ref, ...after(own) },
      { before: vendored, base: vendored.base ?? base, ref: vendored.ref, ...after(others) },
    ]);
    if (result.kind !== 'failed' && isThere) await checkOutSeries(source, branch, built.commit, branch);
    return result;
  });
}

function write({ t }: SeriesContext, changes: readonly SeriesChange[]): EditResult {
  if (changes.every(isSame)) return { kind: 'unchanged' };
  const failures = writeSeries(changes, t);
  if (failures.length > 0) return { kind: 'failed', reason: failures.join('; ') };
  const [own, vendored] = changes.map(({ patches }) => patches.map(({ entry }) => entry.file));
  const below = (vendored ?? []).map((file) => `${vendoredFolder}/${file}`);
  return { kind: 'changed', patches: [...(own ?? []), ...below] };
}

function isSame({ before, base, patches }: SeriesChange): boolean {
  // A base alone, without a patch, is nothing to write down.
  if (patches.length === 0 && before.patches.length === 0) return true;
  return (
    before.base === base &&
    patches.length === before.patches.length &&
    patches.every(({ entry, text }, index) => {
      const old = before.patches[index];
      return old?.text === text && isDeepStrictEqual(old.entry, entry);
    })
  );
}
