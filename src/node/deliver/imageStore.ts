import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { packTar, type TarSource } from 'modern-tar/fs';
import {
  blobPath,
  blobsOf,
  isSha256,
  layoutFiles,
  readManifestText,
  readPlatform,
  type Descriptor,
  type StoredImage,
} from '../../core/images/deliver/layout';
import type { Translate } from '../../core/l10n';

/** Why an image cannot be delivered, in one line. */
export class ImageProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ImageProblem';
  }
}

/** A manifest is a few kilobytes; the OCI distribution specification lets registries refuse more than 4 MB. */
const largestManifest = 4 << 20;

/**
 * Blobs of images by digest, as an OCI layout has them. What is in it was
 * hashed on its way in, and is taken as whole by its presence.
 */
export class ImageStore {
  constructor(readonly folder: string) {}

  pathOf(digest: string): string {
    return join(this.folder, blobPath(digest));
  }

  async has({ digest, size }: Descriptor): Promise<boolean> {
    try {
      return (await stat(this.pathOf(digest))).size === size;
    } catch {
      return false;
    }
  }

  /** A folder inside the store, so that what is unpacked there reaches its place by rename. */
  async temporaryFolder(): Promise<string> {
    const folder = join(this.folder, `tmp-${randomBytes(8).toString('hex')}`);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /**
   * Takes a file in under its digest; a link is followed and its content copied.
   *
   * @param expected The digest that it must have.
   * @throws ImageProblem where its content has another one
   */
  async take(file: string, expected: string | undefined, t: Translate, move = true): Promise<Descriptor> {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    const digest = `sha256:${hash.digest('hex')}`;
    if (expected !== undefined && digest !== expected) {
      throw new ImageProblem(t('a blob is damaged: it should be {0} and is {1}', expected, digest));
    }
    const path = this.pathOf(digest);
    const { size } = await stat(file);
    if (!(await this.has({ mediaType: '', digest, size }))) {
      await mkdir(dirname(path), { recursive: true });
      if (move) await rename(file, path);
      else {
        const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
        try {
          await copyFile(file, temporary);
          await rename(temporary, path);
        } finally {
          await rm(temporary, { force: true });
        }
      }
    }
    return { mediaType: 'application/octet-stream', digest, size };
  }

  /**
   * An image whose blobs are in the store.
   *
   * @param name What it is called from now on.
   * @throws ImageProblem where a blob is missing, or the image is for another architecture
   */
  async image(name: string, manifest: Descriptor, goarch: string, t: Translate): Promise<StoredImage> {
    const reading = readManifestText(await this.text(manifest, name, t));
    if (reading.kind !== 'manifest') throw new ImageProblem(t('{0}: its manifest cannot be read', name));
    const { config, layers } = reading;
    const platform = readPlatform(await this.text(config, name, t));
    if (platform?.architecture !== goarch || platform.os !== 'linux') {
      const is = platform ? `${platform.os}/${platform.architecture}` : t('something unknown');
      throw new ImageProblem(t('{0} is for {1}, not for linux/{2}', name, is, goarch));
    }
    for (const layer of layers) {
      if (!(await this.has(layer)))
        throw new ImageProblem(t('{0}: layer {1} is missing', name, layer.digest));
    }
    return { name, manifest, config, layers, architecture: platform.architecture };
  }

  private async text(blob: Descriptor, name: string, t: Translate): Promise<string> {
    if (!isSha256(blob.digest) || blob.size > largestManifest || !(await this.has(blob))) {
      throw new ImageProblem(t('{0}: {1} is missing', name, blob.digest));
    }
    return readFile(this.pathOf(blob.digest), 'utf8');
  }

  /**
   * Images as one tar of an OCI layout. The same images give the same bytes:
   * names are sorted, and times and owners are nobody's.
   *
   * @param without Digests of blobs that the reader has already.
   * @param extra Further files, by name.
   */
  tar(
    images: readonly StoredImage[],
    without: ReadonlySet<string> = new Set(),
    extra: ReadonlyMap<string, string> = new Map(),
  ): { readonly stream: Readable; readonly bytes: number } {
    const same = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };
    const blobs = blobsOf(images).filter(({ digest }) => !without.has(digest));
    const files = [...layoutFiles(images), ...extra].sort(([a], [b]) => (a < b ? -1 : 1));
    const sources: TarSource[] = [
      ...files.map(([target, content]): TarSource => {
        const mode = target.endsWith('.sh') ? 0o755 : 0o644;
        return { type: 'content', target, content, mode, ...same };
      }),
      ...blobs.map(({ digest }): TarSource => {
        return { type: 'file', target: blobPath(digest), source: this.pathOf(digest), mode: 0o644, ...same };
      }),
    ];
    return { stream: packTar(sources), bytes: blobs.reduce((sum, { size }) => sum + size, 0) };
  }
}
