import { join, relative } from 'node:path';
import { exportPatches, type ExportedGroup } from '../../node/patches/exportPatches';
import { CliError, exitCodes, type CliContext } from '../io';
import { doesNotApply, refused, seriesContext } from './patchContext';

export interface ExportCommandOptions {
  readonly url?: string;
}

/** `mips-port patches export NAME [PATCH…]`: what is needed to send patches, in files; sends nothing. */
export async function runPatchesExport(
  name: string,
  chosen: readonly string[],
  { url }: ExportCommandOptions,
  context: CliContext,
): Promise<number> {
  const { io, t } = context;
  const result = await exportPatches(seriesContext(name, context), {
    ...(chosen.length > 0 ? { patches: chosen } : {}),
    ...(url === undefined ? {} : { url }),
  });
  switch (result.kind) {
    case 'exported':
      for (const group of result.groups) tellGroup(group, context);
      return exitCodes.clean;
    case 'empty':
      io.stdout.write(`${t('{0}: there is no patch left to send', name)}\n`);
      return exitCodes.clean;
    case 'no-such-patch':
      throw new CliError(t('no patch {0}; there are: {1}', result.patch, result.patches.join(', ')));
    case 'does-not-apply':
      throw new CliError(doesNotApply(result, context));
    case 'unrecorded':
      throw new CliError(
        t(
          '{0} has commits that are in no patch: {1}; give that branch another name first',
          result.branch,
          result.commits.join(', '),
        ),
      );
    case 'no-repository':
    case 'dirty':
    case 'invalid':
    case 'cancelled':
    case 'failed':
      throw refused(result, context);
  }
}

function tellGroup({ branch, files, folder, repository, takes }: ExportedGroup, { io, t }: CliContext): void {
  const to = repository ?? t('a repository that nothing tells');
  const how = takes === 'gerrit' ? t('for {0}, which takes changes by Gerrit', to) : t('for {0}', to);
  io.stdout.write(`${how}\n`);
  if (branch !== undefined) io.stdout.write(`  ${t('branch {0}', branch)}\n`);
  for (const file of files) io.stdout.write(`  ${relative(io.cwd, join(folder, file))}\n`);
}
