import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { unpackTar } from 'modern-tar/fs';
import {
  blobPath,
  readManifestText,
  type Descriptor,
  type IndexEntry,
  type StoredImage,
} from '../../core/images/deliver/layout';
import type { Translate } from '../../core/l10n';
import { runProcess } from '../runProcess';
import type { Engine } from './engines';
import { ImageProblem, type ImageStore } from './imageStore';

export interface EngineOptions {
  readonly goarch: string;
  readonly t: Translate;
  readonly signal?: AbortSignal;
  /** What the engine prints. */
  readonly onOutput?: (text: string) => void;
}

/**
 * Copies an image of a local engine into the store. Docker saves an archive,
 * an OCI layout since release 25 and its own form before; Podman and Buildah
 * write an OCI layout.
 *
 * @param source The image as the engine calls it.
 * @param name What it is called where it is delivered to.
 * @throws ImageProblem where the engine has no such image, or one of another architecture
 */
export async function fromEngine(
  engine: Engine,
  source: string,
  name: string,
  store: ImageStore,
  options: EngineOptions,
): Promise<StoredImage> {
  const { t } = options;
  const folder = await store.temporaryFolder();
  try {
    const layout = join(folder, 'layout');
    await mkdir(layout);
    if (engine === 'docker') {
      const archive = join(folder, 'archive.tar');
      await runEngine(engine, ['save', '-o', archive, source], source, options);
      await pipeline(createReadStream(archive), unpackTar(layout));
      await rm(archive);
    } else {
      await runEngine(engine, ['push', '--quiet', source, `oci:${layout}:image`], source, options);
    }
    const manifest = await takeLayout(layout, source, store, options);
    return await store.image(name, manifest, options.goarch, t);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runEngine(
  engine: Engine,
  args: readonly string[],
  source: string,
  { t, signal, onOutput }: EngineOptions,
): Promise<void> {
  let said = '';
  const end = await runProcess({
    command: engine,
    args,
    cwd: '/',
    ...(signal ? { signal } : {}),
    onOutput: (text) => {
      said = (said + text).slice(-4096);
      onOutput?.(text);
    },
  });
  signal?.throwIfAborted();
  if (end.kind === 'exited' && end.exitCode === 0) return;
  if (end.kind === 'not-found') {
    throw new ImageProblem(t('{0} was not found; "mips-port doctor" says how to install it', engine));
  }
  const last = said.trimEnd().split('\n').at(-1) ?? '';
  throw new ImageProblem(t('{0} could not save {1}: {2}', engine, source, last));
}

/** Moves the blobs of a layout that are of the target's image into the store, and returns its manifest. */
async function takeLayout(
  layout: string,
  source: string,
  store: ImageStore,
  options: EngineOptions,
): Promise<Descriptor> {
  const { t } = options;
  const index = await textOf(join(layout, 'index.json'));
  if (index === undefined) return takeDockerArchive(layout, source, store, options);
  let manifest: Descriptor | undefined;
  let reading = readManifestText(index);
  while (reading.kind === 'index') {
    manifest = chosen(reading.entries, options.goarch);
    if (!manifest) throw new ImageProblem(t('{0} is not there for linux/{1}', source, options.goarch));
    reading = readManifestText((await textOf(join(layout, blobPath(manifest.digest)))) ?? '');
  }
  if (!manifest || reading.kind !== 'manifest') {
    throw new ImageProblem(t('{0}: its manifest cannot be read', source));
  }
  for (const { digest } of [manifest, reading.config, ...reading.layers]) {
    if (await exists(join(layout, blobPath(digest)))) {
      await store.take(join(layout, blobPath(digest)), digest, t);
    } else if (!(await exists(store.pathOf(digest)))) {
      throw new ImageProblem(t('{0}: {1} is missing', source, digest));
    }
  }
  return manifest;
}

/** The entry for the target; one without a platform where it is the only one. Attestations are of platform unknown/unknown. */
function chosen(entries: readonly IndexEntry[], goarch: string): IndexEntry | undefined {
  const fits = ({ platform }: IndexEntry): boolean =>
    platform?.architecture === goarch && platform.os === 'linux';
  const named = entries.find(fits);
  const [only, ...others] = entries.filter(({ platform }) => platform?.architecture !== 'unknown');
  return named ?? (only && others.length === 0 ? only : undefined);
}

/**
 * Docker's form before release 25: `manifest.json` names a configuration and
 * layers that are plain tar files. A manifest for them is written here.
 */
async function takeDockerArchive(
  layout: string,
  source: string,
  store: ImageStore,
  { t }: EngineOptions,
): Promise<Descriptor> {
  const parts = dockerParts(await textOf(join(layout, 'manifest.json')));
  if (!parts) throw new ImageProblem(t('{0}: its manifest cannot be read', source));
  const inside = new Set(await readdir(layout, { recursive: true }));
  if (![parts.config, ...parts.layers].every((part) => inside.has(part))) {
    throw new ImageProblem(t('{0}: its manifest cannot be read', source));
  }
  const config = await store.take(join(layout, parts.config), undefined, t);
  const layers: Descriptor[] = [];
  // Layers of old archives may be links to the same layer of another image; so they are copied.
  for (const layer of parts.layers) layers.push(await store.take(join(layout, layer), undefined, t, false));
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: ociManifest,
    config: { ...config, mediaType: 'application/vnd.oci.image.config.v1+json' },
    layers: layers.map((layer) => ({ ...layer, mediaType: 'application/vnd.oci.image.layer.v1.tar' })),
  });
  const file = join(layout, '.manifest');
  await writeFile(file, manifest);
  return { ...(await store.take(file, undefined, t)), mediaType: ociManifest };
}

const ociManifest = 'application/vnd.oci.image.manifest.v1+json';

function dockerParts(
  text: string | undefined,
): { readonly config: string; readonly layers: readonly string[] } | undefined {
  try {
    const [first] = JSON.parse(text ?? '') as readonly {
      readonly Config?: unknown;
      readonly Layers?: unknown;
    }[];
    const { Config: config, Layers: layers } = first ?? {};
    if (typeof config !== 'string' || !Array.isArray(layers)) return undefined;
    const names = layers.filter((layer) => typeof layer === 'string');
    return names.length === layers.length ? { config, layers: names } : undefined;
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
