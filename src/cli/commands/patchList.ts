import { readPatches, type PatchStanding } from '../../node/patches/readPatches';
import { CliError, exitCodes, type CliContext } from '../io';
import { componentNamed, findWorkspace } from '../workspace';
import { seriesContext } from './patchContext';

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
    const series = await readPatches(seriesContext(component.name, context));
    if (series.kind === 'invalid') throw new CliError(series.message);
    const { base, ref, rebase, patches } = series;
    if (patches.length === 0 && name === undefined) continue;
    damaged ||= patches.some(({ problem }) => problem !== undefined);
    listed.push({
      component: component.name,
      base,
      ref,
      rebase,
      patches: patches.map(({ name: file, ...rest }) => ({ file, ...rest })),
    });
    if (format === 'json') continue;
    io.stdout.write(`${component.name}: ${ref ?? base ?? ''}\n`);
    for (const patch of patches) io.stdout.write(`  ${patchLine(patch, context)}\n`);
  }
  if (format === 'json') io.stdout.write(`${JSON.stringify({ version: 1, series: listed }, undefined, 2)}\n`);
  else if (listed.length === 0) io.stdout.write(`${t('no patches')}\n`);
  return damaged ? exitCodes.found : exitCodes.clean;
}

/** A patch in one line: name, state, where it stands upstream, subject, and whose code it changes. */
function patchLine(patch: PatchStanding, { t }: CliContext): string {
  const { applied, module, name, problem, repository, subject, upstream, version } = patch;
  const words = [
    name,
    problem ?? (applied === true ? t('applied') : t('not applied')),
    [upstream.state, upstream.url, upstream.commit?.slice(0, 12), upstream.release].filter(Boolean).join(' '),
    problem === undefined ? subject : undefined,
    module === undefined ? undefined : `(${[module, version].filter(Boolean).join(' ')})`,
    repository === undefined ? undefined : t('{0} must take it', repository),
  ];
  return words.filter((word) => word !== undefined && word !== '').join('  ');
}
