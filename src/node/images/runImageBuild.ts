import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageSmoke } from '../../core/manifest/images';
import { formatReference, readReference } from '../../core/images/reference';
import { runsElsewhere } from '../../core/plan/bakeOutput';
import type { ImagePlan } from '../../core/plan/imagePlan';
import type { PreparedBuild } from '../../core/plan/imageSteps';
import { ImageStore } from '../deliver/imageStore';
import { makeBuildFolder } from '../buildFolder';
import { emulationOf } from '../preflight';
import { outputOf } from '../tools';
import { buildImages, keptImages, type BuildImagesOptions, type BuildOutcome } from './buildImages';
import { checkImage, type ImageCheck } from './checkImages';
import { needsEmulation } from './needsEmulation';
import { imageFolder, prepareBuilds, PrepareProblem } from './prepare';
import type { ElfCheck } from './verifyImage';

export interface RunBuildOptions extends BuildImagesOptions {
  /** GOARCH of the machine that builds. */
  readonly host: string;
  /** Smoke commands of the manifest, by reference. */
  readonly smoke: Readonly<Record<string, ImageSmoke>>;
  /** Builds also what is there. */
  readonly force: boolean;
  /** Where the kernel lists binary formats. */
  readonly binfmtDir?: string;
  readonly onCheck?: (build: PreparedBuild, check: ImageCheck) => void;
}

/** What became of an image. */
export interface ImageRun {
  readonly prepared: PreparedBuild;
  readonly outcome: BuildOutcome;
  /** Present where the image is there. */
  readonly check?: ImageCheck;
}

/**
 * Builds the images of a plan that are not there yet, and checks all that are:
 * architecture, ELF headers, smoke commands.
 *
 * @throws PrepareProblem where the build cannot begin; AbortError
 */
export async function runImageBuild(plan: ImagePlan, options: RunBuildOptions): Promise<readonly ImageRun[]> {
  const { root, signal, target } = options;
  await makeBuildFolder(root);
  const prepared = await prepareBuilds(plan, options);
  const kept = options.force ? new Map<string, never>() : await keptImages(prepared, options);
  await preflight(
    prepared.filter(({ build }) => !kept.has(build.name)),
    options,
  );
  const outcomes = await buildImages(prepared, kept, options);
  signal?.throwIfAborted();
  const folder = imageFolder(root, target.goarch, '');
  await mkdir(folder, { recursive: true });
  const store = new ImageStore(await mkdtemp(join(folder, 'store-')));
  const layers = new Map<string, ElfCheck>();
  const smokes = new Map(Object.entries(options.smoke).map(([name, smoke]) => [idOf(name), smoke]));
  try {
    const runs: ImageRun[] = [];
    for (const one of prepared) {
      const outcome = outcomes.get(one.build.name) ?? { kind: 'cancelled' };
      if (outcome.kind !== 'built' && outcome.kind !== 'kept') {
        runs.push({ prepared: one, outcome });
        continue;
      }
      await mkdir(imageFolder(root, target.goarch, one.build.name), { recursive: true });
      const smoke = one.build.kind === 'dockerfile' ? smokes.get(one.build.id) : undefined;
      const check = await checkImage(one, outcome.image, smoke, { ...options, store, layers });
      options.onCheck?.(one, check);
      runs.push({ prepared: one, outcome, check });
    }
    return runs;
  } finally {
    await rm(store.folder, { recursive: true, force: true });
  }
}

/** A builder elsewhere has its own emulation, or is of the target itself. */
async function preflight(
  pending: readonly PreparedBuild[],
  { binfmtDir, engine, events, t, target }: RunBuildOptions,
): Promise<void> {
  if (engine.builder !== undefined) return;
  const runs = await Promise.all(pending.map((one) => needsEmulation(one, target.goarch)));
  if (!runs.includes(true)) return;
  const { advice, problem } = await emulationOf(engine.kind, target, t, binfmtDir);
  if (problem === undefined) {
    if (advice !== undefined) events?.onOutput?.(`${advice}\n`);
    return;
  }
  const builder =
    engine.kind === 'docker' ? await outputOf(engine.command, ['buildx', 'inspect']) : undefined;
  if (builder === undefined || !runsElsewhere(builder, target.goarch)) throw new PrepareProblem(problem);
}

function idOf(name: string): string {
  const reference = readReference(name);
  return reference ? formatReference(reference) : name;
}
