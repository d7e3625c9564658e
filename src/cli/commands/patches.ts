import type { GroupBy } from '../../core/patches/attribute';
import { upstreamStates, type UpstreamState, type UpstreamStateName } from '../../core/patches/series';
import { rules } from '../../core/rules';
import { applySeries, type ApplyOptions } from '../../node/patches/applySeries';
import {
  dropPatch,
  movePatch,
  refreshPatches,
  setUpstream,
  type EditResult,
} from '../../node/patches/editSeries';
import { recordPatches } from '../../node/patches/recordPatches';
import { CliError, exitCodes, type CliContext } from '../io';
import { doesNotApply, patchName, refused, scanner, seriesContext } from './patchContext';

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
  const one = seriesContext(name, context);
  const result = await recordPatches(one, {
    by,
    scan: await scanner(one),
    reasonOf: (id) => rules.find((rule) => rule.id === id)?.documentation,
  });
  switch (result.kind) {
    case 'recorded':
      for (const file of result.patches) io.stdout.write(`${file}\n`);
      for (const { patch, module, version, repository } of result.vendored) {
        const of = module === undefined ? '' : `  ${module} ${version ?? ''}`.trimEnd();
        const taken = repository === undefined ? '' : `  ${t('{0} must take it', repository)}`;
        io.stdout.write(`${patch}${of}${taken}\n`);
      }
      return exitCodes.clean;
    case 'nothing-changed':
      io.stdout.write(`${t('{0}: nothing has changed', name)}\n`);
      return exitCodes.clean;
    case 'not-applied':
      throw new CliError(
        t('{0}: these patches are not applied: {1}; apply them first', name, result.patches.join(', ')),
      );
    case 'vendored-lost':
      throw new CliError(
        t(
          '{0}: vendored files have lost {1}; run patches restore {0} first',
          name,
          result.patches.join(', '),
        ),
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

/** `mips-port patches refresh NAME`: the commits of the series' branch into the patch files. */
export async function runPatchesRefresh(name: string, context: CliContext): Promise<number> {
  return tellEdit(await refreshPatches(seriesContext(name, context)), context);
}

/** `mips-port patches drop NAME PATCH`. */
export async function runPatchesDrop(name: string, patch: string, context: CliContext): Promise<number> {
  const one = seriesContext(name, context);
  return tellEdit(await dropPatch(one, patchName(one, patch)), context);
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
  return tellEdit(await movePatch(one, patchName(one, patch), Number(places)), context);
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
