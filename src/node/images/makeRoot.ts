import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Translate } from '../../core/l10n';
import type { CommandStep } from '../../core/plan/plan';
import {
  aptSource,
  debootstrapStep,
  mmdebstrapStep,
  packRootStep,
  sourcesListOf,
  type RootRequest,
} from '../../core/plan/rootSteps';
import type { StepResult } from '../runPlan';
import { findOnPath, isExecutable, type Environment } from '../tools';

/** What makes Debian roots here. */
export type RootTool =
  | { readonly kind: 'mmdebstrap' | 'debootstrap'; readonly command: string }
  | { readonly kind: 'none'; readonly problem: string };

/** Where Debian puts it, which is not on the PATH of every user. */
export const debootstrapPath = '/usr/sbin/debootstrap';

/** mmdebstrap where it is installed, else debootstrap, which has to be run by root. */
export function findRootTool(
  t: Translate,
  env: Environment = process.env,
  isRoot = process.getuid?.() === 0,
): RootTool {
  const mmdebstrap = findOnPath('mmdebstrap', env);
  if (mmdebstrap !== undefined) return { kind: 'mmdebstrap', command: mmdebstrap };
  const onPath = findOnPath('debootstrap', env);
  const command = onPath ?? (isExecutable(debootstrapPath) ? debootstrapPath : undefined);
  if (command === undefined) {
    return { kind: 'none', problem: t('a Debian root needs mmdebstrap or debootstrap; install mmdebstrap') };
  }
  return isRoot
    ? { kind: 'debootstrap', command }
    : { kind: 'none', problem: t('debootstrap makes a Debian root for root alone; install mmdebstrap') };
}

/**
 * Makes the archive of a root. What is cut short is never taken for whole: it
 * has another name until it is done.
 *
 * @param folder Where to work, on the file system of the archive.
 * @param run Runs one step.
 * @returns the result of the last step that ran
 */
export async function makeRoot(
  request: RootRequest,
  tool: Exclude<RootTool, { kind: 'none' }>,
  folder: string,
  run: (step: CommandStep) => Promise<StepResult>,
): Promise<StepResult> {
  // mmdebstrap tells the format by the name's end.
  const partial: RootRequest = { ...request, archive: join(folder, 'partial-root.tar') };
  const root = join(folder, 'partial-root');
  try {
    await rm(root, { recursive: true, force: true });
    const result =
      tool.kind === 'mmdebstrap'
        ? await run(mmdebstrapStep(partial, tool.command))
        : await bootstrapAndPack(partial, tool.command, root, run);
    if (result.kind === 'ok') await rename(partial.archive, request.archive);
    return result;
  } finally {
    await rm(partial.archive, { force: true });
    await rm(root, { recursive: true, force: true });
  }
}

async function bootstrapAndPack(
  request: RootRequest,
  command: string,
  root: string,
  run: (step: CommandStep) => Promise<StepResult>,
): Promise<StepResult> {
  const result = await run(debootstrapStep(request, command, root));
  if (result.kind !== 'ok') return result;
  await writeFile(sourcesListOf(root), `${aptSource(request.suite, request.mirror)}\n`);
  return run(packRootStep(request, root));
}
