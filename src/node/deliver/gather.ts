import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredImage } from '../../core/images/deliver/layout';
import { mapReference, splitReference, type ImageMapping } from '../../core/images/rewrite/mapReference';
import type { Translate } from '../../core/l10n';
import { runProcess } from '../runProcess';
import { findOnPath, type Environment } from '../tools';
import { engines, type Engine } from './engines';
import { fromEngine, type EngineOptions } from './fromEngine';
import { ImageProblem, ImageStore } from './imageStore';

/** An image to deliver: what the engine calls it, and what it shall be called. */
export interface WantedImage {
  readonly source: string;
  readonly name: string;
}

/**
 * What images are to be called where they go: what the user says (`image=name`),
 * else what the maps of the manifest make of the name.
 *
 * @throws ImageProblem where an argument is no image reference, or two images would have one name
 */
export function wantedImages(
  args: readonly string[],
  mapping: ImageMapping,
  t: Translate,
): readonly WantedImage[] {
  const wanted = args.map((arg): WantedImage => {
    const [source = '', named, ...rest] = arg.split('=');
    const mapped = mapReference(source, mapping);
    const target = named ?? (mapped.kind === 'mapped' ? mapped.reference : source);
    const parts = splitReference(target);
    if (rest.length > 0 || !parts || !splitReference(source)) {
      throw new ImageProblem(t('this is no image reference: {0}', arg));
    }
    if (parts.digest !== undefined) {
      throw new ImageProblem(t('{0}: an image is delivered under a tag, not under a digest', target));
    }
    return { source, name: `${parts.name}:${parts.tag ?? 'latest'}` };
  });
  const twice = wanted.find(({ name }, index) => wanted.findIndex((other) => other.name === name) !== index);
  if (twice) throw new ImageProblem(t('two images would be called {0}', twice.name));
  return wanted;
}

/**
 * The engine that is on the PATH: the first of several that answers. A Docker
 * client whose daemon does not run counts only where there is nothing else, so
 * that its own message says what is wrong.
 */
export async function findEngine(env: Environment): Promise<Engine | undefined> {
  const found = engines.filter((engine) => findOnPath(engine, env) !== undefined);
  const [first, ...others] = found;
  if (first !== 'docker' || others.length === 0 || (await dockerAnswers())) return first;
  return others[0];
}

async function dockerAnswers(): Promise<boolean> {
  const end = await runProcess({
    command: 'docker',
    args: ['version', '--format', '{{.Server.Version}}'],
    cwd: '/',
    timeoutMs: 5000,
  });
  return end.kind === 'exited' && end.exitCode === 0;
}

/**
 * Copies images out of a local engine into a store of their own, hands it on,
 * and removes it afterwards.
 *
 * @param folder Where the store is made; it may be as large as all images together.
 * @throws ImageProblem where the engine lacks an image, or it is for another architecture
 */
export async function withImages<T>(
  wanted: readonly WantedImage[],
  engine: Engine,
  folder: string | undefined,
  options: EngineOptions & { readonly onImage?: (image: WantedImage) => void },
  use: (images: readonly StoredImage[], store: ImageStore) => Promise<T>,
): Promise<T> {
  const parent = folder ?? tmpdir();
  await mkdir(parent, { recursive: true });
  const store = new ImageStore(await mkdtemp(join(parent, 'mips-port-images-')));
  try {
    const images: StoredImage[] = [];
    for (const image of wanted) {
      options.signal?.throwIfAborted();
      options.onImage?.(image);
      images.push(await fromEngine(engine, image.source, image.name, store, options));
    }
    return await use(images, store);
  } finally {
    await rm(store.folder, { recursive: true, force: true });
  }
}
