import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  readManifestText,
  readPlatform,
  type Descriptor,
  type StoredImage,
} from '../../core/images/deliver/layout';
import { joinedIndex, ociIndex, type PlatformEntry } from '../../core/images/registry/join';
import type { ImageReference } from '../../core/images/reference';
import type { Translate } from '../../core/l10n';
import type { ImageStore } from '../deliver/imageStore';
import { headerOf, type FetchedManifest, type RegistryClient } from './client';
import { RegistryProblem } from './session';

/** Where an image goes. */
export type PushPlace = Pick<ImageReference, 'registry' | 'repository'> & {
  /** The tag for this architecture alone. */
  readonly archTag: string;
  /** The tag of the list of all architectures; no list is written where it is absent. */
  readonly listTag?: string;
};

/** What a push left in the registry. */
export interface Pushed {
  /** Of the architecture's own manifest. */
  readonly digest: string;
  /** Bytes of the blobs that were not there. */
  readonly sentBytes: number;
  readonly list?: { readonly digest: string; readonly platforms: readonly string[] };
}

/**
 * Pushes an image of a store under its architecture's tag, puts it into the
 * list of architectures under the other tag, and reads both back: the registry
 * has what it should, or this rejects.
 *
 * @throws RegistryProblem; AbortError
 */
export async function pushImage(
  client: RegistryClient,
  store: ImageStore,
  image: StoredImage,
  place: PushPlace,
  t: Translate,
): Promise<Pushed> {
  let sentBytes = 0;
  for (const blob of new Map([image.config, ...image.layers].map((one) => [one.digest, one])).values()) {
    if (await pushBlob(client, store, blob, place, t)) sentBytes += blob.size;
  }
  const manifest = await readFile(store.pathOf(image.manifest.digest));
  await putManifest(client, place, place.archTag, image.manifest.mediaType, manifest, t);
  await readBack(client, place, image, t);
  const pushed = { digest: image.manifest.digest, sentBytes };
  if (place.listTag === undefined) return pushed;
  return { ...pushed, list: await join(client, place, place.listTag, image, t) };
}

/** Whether the blob had to be sent. */
async function pushBlob(
  { session }: RegistryClient,
  store: ImageStore,
  { digest, size }: Descriptor,
  { registry, repository }: PushPlace,
  t: Translate,
): Promise<boolean> {
  const place = { registry, repository, action: 'push' } as const;
  const head = await session.send({ ...place, method: 'HEAD', path: `blobs/${digest}` });
  head.body.resume();
  if (head.status !== 404) return false;
  const opened = await session.send({ ...place, method: 'POST', path: 'blobs/uploads/' });
  opened.body.resume();
  const { location } = opened.headers;
  if (location === undefined || !URL.canParse(location, opened.url)) {
    throw new RegistryProblem(t('{0} takes no uploads for {1}', registry, repository));
  }
  const upload = new URL(location, opened.url);
  upload.searchParams.set('digest', digest);
  const done = await session.send({
    ...place,
    method: 'PUT',
    path: upload,
    headers: { 'content-type': 'application/octet-stream' },
    body: { stream: () => createReadStream(store.pathOf(digest)), bytes: size },
    isLong: true,
  });
  done.body.resume();
  if (done.status === 404) throw new RegistryProblem(t('{0} takes no uploads for {1}', registry, repository));
  return true;
}

/** Returns the digest under which the registry has it. */
async function putManifest(
  { session }: RegistryClient,
  { registry, repository }: PushPlace,
  version: string,
  mediaType: string,
  bytes: Buffer,
  t: Translate,
): Promise<string> {
  const response = await session.send({
    method: 'PUT',
    registry,
    repository,
    action: 'push',
    path: `manifests/${version}`,
    headers: { 'content-type': mediaType },
    body: bytes.toString('utf8'),
  });
  response.body.resume();
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const said = headerOf(response.headers['docker-content-digest']) ?? digest;
  if (response.status === 404 || said !== digest) {
    throw new RegistryProblem(
      t('{0} did not take the manifest of {1}', registry, `${repository}:${version}`),
    );
  }
  return digest;
}

/** Asks for the image by its digest, and for the architecture that its configuration names. */
async function readBack(
  client: RegistryClient,
  { registry, repository }: PushPlace,
  { architecture, manifest }: StoredImage,
  t: Translate,
): Promise<void> {
  const name = `${registry}/${repository}@${manifest.digest}`;
  // An image that another registry had before is kept here, which says nothing of this one.
  const isThere = await client.hasManifest(registry, repository, manifest.digest);
  const found = isThere ? await client.manifest(registry, repository, manifest.digest) : undefined;
  const reading = found && readManifestText(found.bytes.toString('utf8'));
  if (reading?.kind !== 'manifest')
    throw new RegistryProblem(t('{0} is not there after it was pushed', name));
  const config = await client.blob(registry, repository, reading.config.digest);
  const is = readPlatform(config.toString('utf8'))?.architecture;
  if (is !== architecture) {
    throw new RegistryProblem(
      t('{0} is for {1}, not for linux/{2}', name, is ?? t('something unknown'), architecture),
    );
  }
}

async function join(
  client: RegistryClient,
  place: PushPlace,
  tag: string,
  image: StoredImage,
  t: Translate,
): Promise<NonNullable<Pushed['list']>> {
  const { registry, repository } = place;
  const own: PlatformEntry = {
    ...image.manifest,
    platform: { os: 'linux', architecture: image.architecture },
  };
  const before = await client.manifest(registry, repository, tag);
  const others = before ? await singleEntry(client, place, before) : [];
  const text = Buffer.from(joinedIndex(before?.bytes.toString('utf8'), own, others));
  const digest = await putManifest(client, place, tag, mediaTypeOf(text), text, t);
  const reading = readManifestText(text.toString('utf8'));
  const platforms =
    reading.kind === 'index'
      ? reading.entries.flatMap(({ platform }) =>
          platform ? [`${platform.os}/${platform.architecture}`] : [],
        )
      : [];
  return { digest, platforms };
}

/** An image without a list, which becomes the first entry of one. */
async function singleEntry(
  client: RegistryClient,
  { registry, repository }: PushPlace,
  { bytes, digest, mediaType }: FetchedManifest,
): Promise<readonly PlatformEntry[]> {
  const reading = readManifestText(bytes.toString('utf8'));
  if (reading.kind !== 'manifest') return [];
  const config = await client.blob(registry, repository, reading.config.digest);
  const platform = readPlatform(config.toString('utf8'));
  return platform ? [{ mediaType, digest, size: bytes.length, platform }] : [];
}

function mediaTypeOf(index: Buffer): string {
  const { mediaType } = JSON.parse(index.toString('utf8')) as { readonly mediaType?: string };
  return mediaType ?? ociIndex;
}
