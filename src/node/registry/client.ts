import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blobPath, isSha256, readManifestText } from '../../core/images/deliver/layout';
import type { Translate } from '../../core/l10n';
import { RegistryProblem, RegistrySession, type SessionOptions } from './session';

export interface ClientOptions extends SessionOptions {
  /** A folder where manifests and configurations are kept by their digests; none is kept where absent. */
  readonly cacheFolder?: string | undefined;
}

/** A manifest as its registry gave it. */
export interface FetchedManifest {
  /** `sha256:…` of its bytes. */
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** The OCI distribution specification lets registries refuse manifests of more than 4 MB. */
const largestManifest = 4 << 20;

const accepted = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Reads manifests and small blobs of registries. What has another digest than it should is refused. */
export class RegistryClient {
  readonly session: RegistrySession;
  private readonly t: Translate;

  constructor(private readonly options: ClientOptions) {
    this.session = new RegistrySession(options);
    this.t = options.t;
  }

  /**
   * The manifest or index of a tag or digest; undefined where the registry has none.
   *
   * @throws RegistryProblem; AbortError
   */
  async manifest(
    registry: string,
    repository: string,
    version: string,
  ): Promise<FetchedManifest | undefined> {
    const request = {
      registry,
      repository,
      action: 'pull',
      path: `manifests/${version}`,
      headers: { accept: accepted },
    } as const;
    const wanted = isSha256(version) ? version : undefined;
    const head = wanted === undefined ? await this.session.send({ ...request, method: 'HEAD' }) : undefined;
    head?.body.resume();
    if (head?.status === 404) return undefined;
    // What a tag means is asked every time; what a digest means never changes.
    const said = wanted ?? headerOf(head?.headers['docker-content-digest']);
    const kept = said === undefined ? undefined : await this.kept(said);
    if (kept && said !== undefined) return { digest: said, mediaType: mediaTypeOf(kept), bytes: kept };
    const response = await this.session.send({ ...request, method: 'GET' });
    if (response.status === 404) {
      response.body.resume();
      return undefined;
    }
    const bytes = await this.session.body(response, registry, largestManifest);
    if (!bytes)
      throw new RegistryProblem(this.t('{0}: its manifest is larger than 4 MB', `${registry}/${repository}`));
    const digest = sha256(bytes);
    for (const claimed of [wanted, headerOf(response.headers['docker-content-digest'])]) {
      if (claimed !== undefined && claimed !== digest) throw this.damaged(registry, claimed, digest);
    }
    await this.keep(digest, bytes);
    const mediaType = headerOf(response.headers['content-type'])?.replace(/;.*$/, '');
    return { digest, mediaType: mediaType ?? mediaTypeOf(bytes), bytes };
  }

  /**
   * Whether the registry itself has a manifest now, whatever is kept here.
   *
   * @throws RegistryProblem; AbortError
   */
  async hasManifest(registry: string, repository: string, digest: string): Promise<boolean> {
    const { body, status } = await this.session.send({
      method: 'HEAD',
      registry,
      repository,
      action: 'pull',
      path: `manifests/${digest}`,
      headers: { accept: accepted },
    });
    body.resume();
    return status !== 404;
  }

  /**
   * A small blob, such as the configuration of an image.
   *
   * @throws RegistryProblem, also where the registry lacks it; AbortError
   */
  async blob(registry: string, repository: string, digest: string): Promise<Buffer> {
    const kept = await this.kept(digest);
    if (kept) return kept;
    const response = await this.session.send({
      method: 'GET',
      registry,
      repository,
      action: 'pull',
      path: `blobs/${digest}`,
    });
    const bytes =
      response.status === 404 ? undefined : await this.session.body(response, registry, largestManifest);
    if (!bytes) throw new RegistryProblem(this.t('{0}: {1} is missing', `${registry}/${repository}`, digest));
    const is = sha256(bytes);
    if (is !== digest) throw this.damaged(registry, digest, is);
    await this.keep(digest, bytes);
    return bytes;
  }

  private damaged(registry: string, claimed: string, is: string): RegistryProblem {
    return new RegistryProblem(
      this.t('{0} sends something else than it says: {1} instead of {2}', registry, is, claimed),
    );
  }

  private placeOf(digest: string): string | undefined {
    const { cacheFolder } = this.options;
    return cacheFolder === undefined || !isSha256(digest) ? undefined : join(cacheFolder, blobPath(digest));
  }

  private async kept(digest: string): Promise<Buffer | undefined> {
    const place = this.placeOf(digest);
    const bytes = place === undefined ? undefined : await readFile(place).catch(() => undefined);
    return bytes && sha256(bytes) === digest ? bytes : undefined;
  }

  /** Nothing depends on the cache, so one that cannot be written is no failure. */
  private async keep(digest: string, bytes: Buffer): Promise<void> {
    const place = this.placeOf(digest);
    if (place === undefined) return;
    const temporary = `${place}.${randomBytes(8).toString('hex')}.tmp`;
    try {
      await mkdir(dirname(place), { recursive: true });
      await writeFile(temporary, bytes);
      await rename(temporary, place);
    } catch {
      await rm(temporary, { force: true });
    }
  }
}

export function headerOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}

/** The media type that a manifest says of itself; what has none is OCI's. */
function mediaTypeOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  const { kind } = readManifestText(text);
  if (kind === 'unknown') return 'application/octet-stream';
  const { mediaType } = JSON.parse(text) as { readonly mediaType?: string };
  return mediaType ?? `application/vnd.oci.image.${kind}.v1+json`;
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
