import type { ImageState } from '../../core/images/classify';
import { imagePlan } from '../../core/plan/imagePlan';
import type { ImageEngine } from '../../core/plan/imageSteps';
import type { Target } from '../../core/target/targets';
import { keptImages } from '../../node/images/buildImages';
import { isSound, readCheck, type ImageCheck } from '../../node/images/checkImages';
import { PrepareProblem, prepareBuilds } from '../../node/images/prepare';
import { t } from '../services';
import type { BuiltImage, FolderImages } from './model';

type Loaded = Pick<FolderImages, 'graph' | 'choices' | 'availability'> & {
  readonly states: ReadonlyMap<string, ImageState>;
};

/**
 * Which images the local engine has, built from what the workspace holds now,
 * by their names in full. Only what was built once is looked for, so a folder
 * in which nothing was built starts no program.
 */
export async function readBuilt(
  loaded: Loaded,
  {
    engine,
    host,
    root,
    target,
  }: {
    readonly root: string;
    readonly host: string;
    readonly target: Target;
    readonly engine: () => Promise<ImageEngine | undefined>;
  },
): Promise<ReadonlyMap<string, BuiltImage>> {
  const built = new Map<string, BuiltImage>();
  const { goarch } = target;
  const plan = imagePlan({ ...loaded, goarch });
  const checks = new Map<string, ImageCheck>();
  for (const { name } of plan.builds) {
    const check = await readCheck(root, goarch, name);
    if (check) checks.set(name, check);
  }
  const found = checks.size === 0 ? undefined : await engine();
  if (!found) return built;
  try {
    const prepared = await prepareBuilds(plan, { root, host, engine: found, t });
    const looked = prepared.filter(({ build }) => checks.has(build.name));
    const kept = await keptImages(looked, { engine: found, target });
    for (const { build } of looked) {
      const check = checks.get(build.name);
      if (!check || kept.get(build.name)?.id !== check.image) continue;
      const one: BuiltImage = {
        tag: build.tag,
        digest: check.image,
        isSound: isSound(check),
        problem: problemOf(check),
      };
      for (const id of build.kind === 'base' ? build.standsFor : [build.id]) built.set(id, one);
    }
  } catch (error) {
    // A Dockerfile or context that is gone by now makes nothing that could be there.
    if (!(error instanceof PrepareProblem)) throw error;
  }
  return built;
}

function problemOf({ problem, smoke }: ImageCheck): string | undefined {
  return problem ?? (smoke?.passed === false ? smoke.message : undefined);
}
