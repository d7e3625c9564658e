import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { blobPath, blobsOf, layoutFiles, type StoredImage } from '../../core/images/deliver/layout';
import { imageLines, loadScript } from '../../core/images/deliver/loadScript';
import type { Target } from '../../core/target/targets';
import type { ImageStore } from './imageStore';

export interface Bundle {
  /** Bytes of the tar file. */
  readonly size: number;
  /** Of the tar file, as hexadecimal digits. */
  readonly sha256: string;
}

/**
 * Writes images as one tar of an OCI layout with checksums and a script that
 * loads it. The same images give the same bytes. The file appears whole, by
 * rename, or not at all.
 *
 * @throws the file system's error where it cannot be written; AbortError where the signal is aborted
 */
export async function writeBundle(
  images: readonly StoredImage[],
  target: Target,
  store: ImageStore,
  file: string,
  signal?: AbortSignal,
): Promise<Bundle> {
  const texts = new Map([
    ['images.txt', imageLines(images)],
    ['load.sh', loadScript(target)],
  ]);
  const sums = [
    ...[...layoutFiles(images), ...texts].map(([name, text]) => ({ name, sum: sha256(text) })),
    ...blobsOf(images).map(({ digest }) => ({ name: blobPath(digest), sum: digest.slice('sha256:'.length) })),
  ]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, sum }) => `${sum}  ${name}\n`)
    .join('');
  const { stream } = store.tar(images, new Set(), new Map([...texts, ['SHA256SUMS', sums]]));
  const temporary = `${file}.${randomBytes(8).toString('hex')}.tmp`;
  const hash = createHash('sha256');
  try {
    stream.on('data', (data: Buffer) => hash.update(data));
    await pipeline(stream, createWriteStream(temporary, { flags: 'wx' }), { signal });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  return { size: (await stat(file)).size, sha256: hash.digest('hex') };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
