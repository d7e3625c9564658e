import { realpathSync } from 'node:fs';
import type { GroupBy } from '../../core/patches/attribute';
import { upstreamStates, type UpstreamState, type UpstreamStateName } from '../../core/patches/series';
import { rules } from '../../core/rules';
import type { Finding } from '../../core/types';
import { readSource } from '../../node/git/readSource';
import { appliedPatches, applySeries, type ApplyOptions } from '../../node/patches/applySeries';
import {
  dropPatch,
  findPatch,
  movePatch,
  refreshPatches,
  setUpstream,
  type EditResult,
} from '../../node/patches/editSeries';
import {
  abortRebase,
  continueRebase,
  rebaseSeries,
  waitingRebase,
  type PatchOutcome,
  type RebaseResult,
} from '../../node/patches/rebaseSeries';
import { recordPatches } from '../../node/patches/recordPatches';
import {
  seriesFolderOf,
  sourceFolder,
  type Refusal,
  type SeriesContext,
} from '../../node/patches/seriesContext';
import { readSeries } from '../../node/patches/seriesStore';
import { createScanSession } from '../../node/scanSession';
import { CliError, exitCodes, type CliContext } from '../io';
import { componentNamed, findWorkspace, targetOf } from '../workspace';

/** `mips-port patches list [NAME]`: the patches of components, whether they are applied, and where they stand upstream. */
export async function runPatchesList(
  name: string | undefined,
  { format }: { readonly format: 'text' | 'json' },
  context: CliContext,
): Promise<number> {
  const { io, t } = context;
  const workspace = findWorkspace('.', context);
  const components =
    name === undefined ? workspace.manifest.components : [componentNamed(name, workspace, context)];
  const listed: Record<string, unknown>[] = [];
  let damaged = false;
  for (const component of components) {
    const one = seriesContext(component.name, context);
    const reading = readSeries(seriesFolderOf(one), t);
    if (reading.kind === 'invalid') throw new CliError(reading.message);
    const { series } = reading;
    if (series.patches.length === 0 && name === undefined) continue;
    const source = await readSource(sourceFolder(one), context.signal);
    const head = source.kind === 'git' ? source.state.head : undefined;
    const applied = head === undefined ? undefined : await appliedPatches(sourceFolder(one), head, series);
    const patches = series.patches.map(({ entry, patch, problem }) => ({
      file: entry.file,
      subject: patch?.subject,
      applied: applied?.has(entry.file),
      upstream: entry.upstream,
      rules: entry.rules ?? [],
      problem,
    }));
    damaged ||= patches.some(({ problem }) => problem !== undefined);
    listed.push({
      component: component.name,
      base: series.base,
      ref: series.ref,
      rebase: waitingRebase(one),
      patches,
    });
    if (format === 'json') continue;
    io.stdout.write(`${component.name}: ${series.ref ?? series.base ?? ''}\n`);
    for (const { file, subject, applied: isApplied, upstream, problem } of patches) {
      const state = isApplied === true ? t('applied') : t('not applied');
      const where = [upstream.state, upstream.url, upstream.commit?.slice(0, 12), upstream.release];
      const line = [file, problem ?? state, where.filter(Boolean).join(' '), problem ? '' : subject];
      io.stdout.write(`  ${line.filter((text) => text !== undefined && text !== '').join('  ')}\n`);
    }
  }
  if (format === 'json') io.stdout.write(`${JSON.stringify({ version: 1, series: listed }, undefined, 2)}\n`);
  else if (listed.length === 0) io.stdout.write(`${t('no patches')}\n`);
  return damaged ? exitCodes.found : exitCodes.clean;
}

/** `mips-port patches apply NAME`: all patches as commits on a branch of their own, or nothing. */
export async function runPatchesApply(
  name: string,
  options: { readonly stash?: boolean; readonly worktree?: boolean },
  context: CliContext,
): Promise<number> {
  const { io, t } = context;
  const dirty: ApplyOptions['dirty'] = options.stash ? 'stash' : options.worktree ? 'worktree' : undefined;
  const result = await applySeries(seriesContext(name, context), dirty === undefined ? {} : { dirty });
  switch (result.kind) {
    case 'applied':
      io.stdout.write(
        `${t('{0}: {1} patches are commits of {2} in {3}', name, result.patches, result.branch, result.folder)}\n`,
      );
      if (result.stashed) io.stdout.write(`${t('Your changes are in git stash.')}\n`);
      return exitCodes.clean;
    case 'empty':
      io.stdout.write(`${t('{0}: there is no patch to apply', name)}\n`);
      return exitCodes.clean;
    case 'does-not-apply':
      throw new CliError(doesNotApply(result, context));
    case 'no-repository':
    case 'dirty':
    case 'invalid':
    case 'unrecorded':
    case 'cancelled':
    case 'failed':
      throw refused(result, context);
  }
}

/** `mips-port patches record NAME`: the changes of the sources as patches, one for each rule or package. */
export async function runPatchesRecord(
  name: string,
  { by }: { readonly by: GroupBy },
  context: CliContext,
): Promise<number> {
  const { io, t } = context;
  const session = await createScanSession();
  const one = seriesContext(name, context);
  const scan = (folder: string): Promise<readonly Finding[]> =>
    Promise.resolve(
      session.scan(
        { root: realpathSync(folder), target: one.target.goarch },
        { cancelled: () => context.signal.aborted },
      ).findings,
    );
  const result = await recordPatches(one, {
    by,
    scan,
    reasonOf: (id) => rules.find((rule) => rule.id === id)?.documentation,
  });
  switch (result.kind) {
    case 'recorded':
      for (const file of result.patches) io.stdout.write(`${file}\n`);
      tellVendored(result.vendored, context);
      return exitCodes.clean;
    case 'nothing-changed':
      io.stdout.write(`${t('{0}: nothing has changed', name)}\n`);
      tellVendored(result.vendored, context);
      return exitCodes.clean;
    case 'not-applied':
      throw new CliError(
        t('{0}: these patches are not applied: {1}; apply them first', name, result.patches.join(', ')),
      );
    case 'no-repository':
    case 'dirty':
    case 'invalid':
    case 'unrecorded':
    case 'cancelled':
    case 'failed':
      throw refused(result, context);
  }
}

/** `mips-port patches rebase NAME REF`, and `--continue`, `--skip`, `--abort` for one that waits. */
export async function runPatchesRebase(
  name: string,
  ref: string | undefined,
  options: { readonly continue?: boolean; readonly skip?: boolean; readonly abort?: boolean },
  context: CliContext,
): Promise<number> {
  const one = seriesContext(name, context);
  if (options.abort) {
    const result = await abortRebase(one);
    if (result.kind !== 'aborted') return tellRebase(name, result, context);
    context.io.stdout.write(`${context.t('{0}: the rebase is given up; nothing has changed', name)}\n`);
    return exitCodes.clean;
  }
  if (options.continue || options.skip) {
    return tellRebase(name, await continueRebase(one, { skip: options.skip === true }), context);
  }
  if (ref === undefined) throw new CliError(context.t('write a tag, a branch or a commit'));
  return tellRebase(name, await rebaseSeries(one, ref), context);
}

function tellRebase(name: string, result: RebaseResult, context: CliContext): number {
  const { io, t } = context;
  switch (result.kind) {
    case 'rebased':
      for (const [file, outcome] of result.outcomes) {
        io.stdout.write(`${file}: ${describeOutcome(outcome, context)}\n`);
      }
      io.stdout.write(
        `${
          result.checkedOut
            ? t('{0}: {1} is at {2} and checked out', name, result.branch, result.base)
            : t(
                '{0}: {1} is at {2}; the sources have changes and stay where they are',
                name,
                result.branch,
                result.base,
              )
        }\n`,
      );
      return exitCodes.clean;
    case 'conflict':
      io.stderr.write(
        `mips-port: ${t('{0} does not fit; resolve the conflicts in {1}, then run patches rebase --continue {2}: {3}', result.patch, result.worktree, name, result.files.join(', '))}\n`,
      );
      return exitCodes.found;
    case 'unresolved':
      io.stderr.write(
        `mips-port: ${t('these files in {0} have conflict marks still: {1}', result.worktree, result.files.join(', '))}\n`,
      );
      return exitCodes.found;
    case 'no-rebase':
      throw new CliError(t('{0}: no rebase waits', name));
    case 'rebase-in-progress':
      throw new CliError(t('{0}: a rebase waits in {1}: continue or abort it', name, result.worktree));
    case 'no-repository':
    case 'dirty':
    case 'invalid':
    case 'unrecorded':
    case 'cancelled':
    case 'failed':
      throw refused(result, context);
  }
}

function describeOutcome(outcome: PatchOutcome, { t }: CliContext): string {
  switch (outcome.kind) {
    case 'applies':
      return t('applies');
    case 'resolved':
      return t('conflict resolved');
    case 'merged':
      return t('upstream has it, as {0}', outcome.commit.slice(0, 12));
    case 'contained':
      return t('upstream has what it does');
    case 'skipped':
      return t('left out');
  }
}

/** `mips-port patches refresh NAME`: the commits of the series' branch into the patch files. */
export async function runPatchesRefresh(name: string, context: CliContext): Promise<number> {
  return tellEdit(await refreshPatches(seriesContext(name, context)), context);
}

/** `mips-port patches drop NAME PATCH`. */
export async function runPatchesDrop(name: string, patch: string, context: CliContext): Promise<number> {
  const one = seriesContext(name, context);
  return tellEdit(await dropPatch(one, patchFile(one, patch)), context);
}

/** `mips-port patches move NAME PATCH PLACES`: up where negative. */
export async function runPatchesMove(
  name: string,
  patch: string,
  places: string,
  context: CliContext,
): Promise<number> {
  if (!/^[+-]?\d+$/.test(places)) throw new CliError(context.t('write by how many places: 1, or -1 for up'));
  const one = seriesContext(name, context);
  return tellEdit(await movePatch(one, patchFile(one, patch), Number(places)), context);
}

export interface UpstreamOptions {
  readonly url?: string;
  readonly commit?: string;
  readonly release?: string;
}

/** `mips-port patches upstream NAME PATCH STATE`: says where a patch stands. */
export function runPatchesUpstream(
  name: string,
  patch: string,
  state: string,
  options: UpstreamOptions,
  context: CliContext,
): number {
  const { t } = context;
  if (!isState(state)) throw new CliError(t('write one of: {0}', upstreamStates.join(', ')));
  if (options.url !== undefined && !/^https?:\/\/\S+$/.test(options.url)) {
    throw new CliError(t('use an address that begins with https://'));
  }
  if (options.commit !== undefined && !/^[0-9a-f]{7,64}$/.test(options.commit)) {
    throw new CliError(t('use 7 to 64 hexadecimal digits of a commit'));
  }
  const upstream: UpstreamState = { state, ...options };
  return tellEdit(setUpstream(seriesContext(name, context), patch, upstream), context);
}

function isState(text: string): text is UpstreamStateName {
  return (upstreamStates as readonly string[]).includes(text);
}

function tellEdit(result: EditResult, context: CliContext): number {
  const { io, t } = context;
  switch (result.kind) {
    case 'changed':
      for (const file of result.patches) io.stdout.write(`${file}\n`);
      return exitCodes.clean;
    case 'unchanged':
      io.stdout.write(`${t('nothing has changed')}\n`);
      return exitCodes.clean;
    case 'no-such-patch':
      throw new CliError(t('no patch {0}; there are: {1}', result.patch, result.patches.join(', ')));
    case 'does-not-apply':
      throw new CliError(doesNotApply(result, context));
    case 'no-repository':
    case 'dirty':
    case 'invalid':
    case 'unrecorded':
    case 'cancelled':
    case 'failed':
      throw refused(result, context);
  }
}

function tellVendored(files: readonly string[], { io, t }: CliContext): void {
  if (files.length === 0) return;
  io.stderr.write(`mips-port: ${t('left alone, for they are vendored: {0}', files.join(', '))}\n`);
}

function doesNotApply(
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

function refused(refusal: Refusal, { t }: CliContext): CliError {
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

function seriesContext(name: string, context: CliContext): SeriesContext {
  const workspace = findWorkspace('.', context);
  return {
    root: workspace.root,
    component: componentNamed(name, workspace, context),
    target: targetOf({}, workspace.manifest, context),
    t: context.t,
    signal: context.signal,
  };
}

/** The file that a name or number means; the name itself where there is none, for the message. */
function patchFile(one: SeriesContext, name: string): string {
  const reading = readSeries(seriesFolderOf(one), one.t);
  return reading.kind === 'series' ? (findPatch(reading.series.patches, name)?.entry.file ?? name) : name;
}
