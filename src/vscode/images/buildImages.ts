import * as vscode from 'vscode';
import { describeState, nameOfState } from '../../core/images/describe';
import { shortName } from '../../core/images/reference';
import { imagePlan } from '../../core/plan/imagePlan';
import { isSound } from '../../node/images/checkImages';
import { describeCheck, describeOutcome } from '../../node/images/describeBuild';
import { runImageBuild } from '../../node/images/runImageBuild';
import { t, type Services } from '../services';
import { mirrorProblem, readSettings } from '../settings';
import { imageEngineOf } from './engine';
import type { JobOutput } from './jobTerminal';
import type { WorkspaceImages } from './workspaceImages';

/** How many images Buildah and Podman build at once; BuildKit decides by itself. */
const parallel = 2;

/**
 * Builds images with all that they need and checks them, or checks what is
 * there: what was built from the same is kept. The exit status is 0 where all
 * are there and as they should be.
 *
 * @param wanted Names in full; every image that can be built where absent.
 */
export async function buildImages(
  services: Services,
  images: WorkspaceImages,
  folder: vscode.WorkspaceFolder,
  wanted: readonly string[] | undefined,
  output: JobOutput,
): Promise<number> {
  const { line, signal, write } = output;
  const { manifests } = services;
  const problem = mirrorProblem(folder.uri);
  if (problem !== undefined) {
    line('red', problem);
    return 1;
  }
  const loaded = await images.fresh(folder);
  const target = manifests.targetOf(folder.uri);
  const plan = imagePlan({ ...loaded, ...(wanted && { wanted }) });
  for (const { id, state } of plan.left) {
    const why = describeState(state, loaded.goarch, t);
    line('dim', `# ${shortName(id)}: ${nameOfState(state.kind, t)}${why === '' ? '' : `: ${why}`}`);
  }
  if (plan.builds.length === 0) {
    line('red', vscode.l10n.t('There is nothing to build.'));
    return 1;
  }
  const engine = await imageEngineOf(folder.uri);
  if (!engine) {
    line('red', vscode.l10n.t('Neither docker nor podman nor buildah was found.'));
    return 1;
  }
  const manifest = await manifests.of(folder);
  const names = new Map(
    plan.builds.flatMap((build) =>
      (build.kind === 'base' ? build.standsFor : [build.id]).map((id) => [id, build.name] as const),
    ),
  );
  const idsOf = (name: string): readonly string[] =>
    [...names].flatMap(([id, of]) => (of === name ? [id] : []));
  try {
    const runs = await runImageBuild(plan, {
      root: folder.uri.fsPath,
      host: manifests.hostOf(folder.uri),
      target,
      engine,
      mirror: readSettings(folder.uri).imageMirror,
      t,
      signal,
      parallel,
      force: false,
      smoke: manifest?.images.smoke ?? {},
      events: {
        onOutput: write,
        onProgress: ({ build }, step) => {
          images.setProgress(folder, idsOf(build.name), step);
        },
        onOutcome: ({ build }, outcome) => {
          images.setProgress(folder, idsOf(build.name), undefined);
          const isGood = outcome.kind === 'built' || outcome.kind === 'kept';
          line(isGood ? 'green' : 'red', `${shortName(build.tag)}: ${describeOutcome(outcome, t)}`);
        },
      },
      onCheck: ({ build }, check) =>
        line(isSound(check) ? 'green' : 'red', `${shortName(build.tag)}: ${describeCheck(check, t)}`),
    });
    return runs.every(({ check }) => check !== undefined && isSound(check)) ? 0 : 1;
  } finally {
    images.setProgress(folder, [...names.keys()], undefined);
    images.refresh();
  }
}
