import { realpathSync } from 'node:fs';
import type { Finding } from '../../core/types';
import { findPatch } from '../../node/patches/editSeries';
import { seriesFolderOf, type Refusal, type SeriesContext } from '../../node/patches/seriesContext';
import { readSeries, readVendoredSeries, type StoredSeries } from '../../node/patches/seriesStore';
import { createScanSession } from '../../node/scanSession';
import { CliError, type CliContext } from '../io';
import { componentNamed, findWorkspace, targetOf } from '../workspace';

/** Why a series was not applied. */
export function doesNotApply(
  {
    patch,
    files,
    reason,
  }: { readonly patch: string; readonly files: readonly string[]; readonly reason: string },
  { t }: CliContext,
): string {
  const where = files.length > 0 ? files.join(', ') : reason;
  return t('{0} does not apply: {1}; nothing was changed', patch, where);
}

/** A refusal in words. */
export function refused(refusal: Refusal, { t }: CliContext): CliError {
  switch (refusal.kind) {
    case 'no-repository':
      return new CliError(t('{0} is no git clone; mips-port clone brings one', refusal.folder));
    case 'dirty':
      return new CliError(
        t(
          '{0} has changes that are in no commit: {1}; --stash puts them away, --worktree works beside them',
          refusal.folder,
          refusal.files.join(', '),
        ),
      );
    case 'invalid':
      return new CliError(refusal.message);
    case 'unrecorded':
      return new CliError(
        t(
          '{0} has commits that are in no patch: {1}; run patches refresh there first',
          refusal.branch,
          refusal.commits.join(', '),
        ),
      );
    case 'cancelled':
      return new CliError(t('cancelled'));
    case 'failed':
      return new CliError(refusal.reason);
  }
}

/** @throws CliError where there is no manifest, or no such component in it */
export function seriesContext(name: string, context: CliContext): SeriesContext {
  const workspace = findWorkspace('.', context);
  return {
    root: workspace.root,
    component: componentNamed(name, workspace, context),
    target: targetOf({}, workspace.manifest, context),
    t: context.t,
    signal: context.signal,
  };
}

/** The patch that a name or number means; the name itself where there is none, for the message. */
export function patchName(one: SeriesContext, name: string): string {
  return (
    findPatch(
      bothSeries(one).flatMap(({ patches }) => patches),
      name,
    )?.name ?? name
  );
}

/** A component's own series, and the one for its vendored files. @throws CliError where one cannot be read */
export function bothSeries(one: SeriesContext): readonly [StoredSeries, StoredSeries] {
  const folder = seriesFolderOf(one);
  const [own, vendored] = [readSeries(folder, one.t), readVendoredSeries(folder, one.t)];
  if (own.kind === 'invalid') throw new CliError(own.message);
  if (vendored.kind === 'invalid') throw new CliError(vendored.message);
  return [own.series, vendored.series];
}

/** What a scan finds in a folder, in English, for messages that go upstream. */
export async function scanner({
  signal,
  target,
}: SeriesContext): Promise<(folder: string, vendored: boolean) => Promise<readonly Finding[]>> {
  const session = await createScanSession();
  return (folder, vendor) =>
    Promise.resolve(
      session.scan(
        { root: realpathSync(folder), target: target.goarch, vendor },
        { cancelled: () => signal?.aborted === true },
      ).findings,
    );
}
