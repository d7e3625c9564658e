import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Translate } from '../../core/l10n';
import type { ImageSmoke } from '../../core/manifest/images';
import type { ImageEngine, PreparedBuild } from '../../core/plan/imageSteps';
import type { Target } from '../../core/target/targets';
import { fromEngine } from '../deliver/fromEngine';
import { ImageProblem, type ImageStore } from '../deliver/imageStore';
import { imageFolder } from './prepare';
import type { LocalImage } from './localImages';
import { smokeImage, type SmokeResult } from './smokeImage';
import { checkElf, type ElfCheck } from './verifyImage';

/** What is known of an image that was built: it holds for the image of this ID and no other. */
export interface ImageCheck {
  readonly version: 1;
  /** `sha256:…` of the configuration. */
  readonly image: string;
  /** Why it does not hold what it should; absent where it does. */
  readonly problem?: string;
  readonly elf?: ElfCheck;
  /** Absent where the image has no smoke command. */
  readonly smoke?: SmokeResult & { readonly recipe: ImageSmoke };
}

export interface CheckOptions {
  readonly root: string;
  readonly target: Target;
  readonly engine: ImageEngine;
  readonly t: Translate;
  readonly signal?: AbortSignal | undefined;
  /** Where layers are unpacked to be read; shared by the images of a run. */
  readonly store: ImageStore;
  /** What layers held, by digest. */
  readonly layers: Map<string, ElfCheck>;
}

const checkName = 'check.json';

/** Whether an image is as it should be. */
export function isSound({ problem, smoke }: ImageCheck): boolean {
  return problem === undefined && smoke?.passed !== false;
}

/** What the last check of a build said; undefined where there was none, or its file says something else. */
export async function readCheck(root: string, goarch: string, name: string): Promise<ImageCheck | undefined> {
  try {
    const text = await readFile(join(imageFolder(root, goarch, name), checkName), 'utf8');
    const value = JSON.parse(text) as Partial<ImageCheck> | null;
    return value?.version === 1 && typeof value.image === 'string' ? (value as ImageCheck) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Checks an image: the architecture in its configuration, the ELF headers of
 * what its layers hold, and its smoke command. What was found sound of the
 * same image is not looked at again.
 *
 * @throws AbortError
 */
export async function checkImage(
  { build }: PreparedBuild,
  image: LocalImage,
  smoke: ImageSmoke | undefined,
  options: CheckOptions,
): Promise<ImageCheck> {
  const { root, target } = options;
  const known = await readCheck(root, target.goarch, build.name);
  if (known?.image === image.id && isSound(known) && sameRecipe(known, smoke)) return known;
  const contents = await checkContents(build.tag, options);
  const result =
    contents.problem === undefined && smoke
      ? await smokeImage(build.tag, image, smoke, { ...options, goarch: target.goarch })
      : undefined;
  options.signal?.throwIfAborted();
  const check: ImageCheck = {
    version: 1,
    image: image.id,
    ...contents,
    ...(result && smoke && { smoke: { ...result, recipe: smoke } }),
  };
  const file = join(imageFolder(root, target.goarch, build.name), checkName);
  await writeFile(file, `${JSON.stringify(check, undefined, 2)}\n`);
  return check;
}

function sameRecipe({ smoke }: ImageCheck, recipe: ImageSmoke | undefined): boolean {
  return JSON.stringify(smoke?.recipe) === JSON.stringify(recipe);
}

async function checkContents(
  tag: string,
  { engine, layers, signal, store, t, target }: CheckOptions,
): Promise<Pick<ImageCheck, 'problem' | 'elf'>> {
  try {
    const stored = await fromEngine(engine.kind, tag, tag, store, {
      goarch: target.goarch,
      t,
      ...(signal && { signal }),
    });
    const elf = await checkElf(stored, store, target, layers);
    const [first] = elf.foreign;
    if (!first) return { elf };
    const message = t('{0} is not for {1}: {2}', first.path, target.goarch, first.elf);
    const more = elf.foreign.length - 1;
    return { elf, problem: more === 0 ? message : t('{0}, and {1} more', message, more) };
  } catch (error) {
    if (error instanceof ImageProblem) return { problem: error.message };
    if (error instanceof Error && error.name !== 'AbortError') {
      return { problem: t('its layers cannot be read: {0}', error.message) };
    }
    throw error;
  }
}
