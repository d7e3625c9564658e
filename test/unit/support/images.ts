import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import type { Descriptor, StoredImage } from '../../../src/core/images/deliver/layout';
import { english } from '../../../src/core/l10n';
import type { ImageStore } from '../../../src/node/deliver/imageStore';

/** Puts an image into a store: one layer for each map of files, and a configuration for an architecture. */
export async function makeImage(
  store: ImageStore,
  name: string,
  layers: readonly Readonly<Record<string, Uint8Array | string>>[],
  architecture = 'mips64le',
  goarch = architecture,
): Promise<StoredImage> {
  const take = async (bytes: Uint8Array | string, mediaType: string): Promise<Descriptor> => {
    const dir = mkdtempSync(join(tmpdir(), 'mips-port-blob-'));
    try {
      writeFileSync(join(dir, 'blob'), bytes);
      return { ...(await store.take(join(dir, 'blob'), undefined, english, false)), mediaType };
    } finally {
      rmSync(dir, { recursive: true });
    }
  };
  const tars = await Promise.all(
    layers.map((files) =>
      packTar(
        Object.entries(files).map(([path, content]) => ({
          header: {
            name: path,
            size: Buffer.byteLength(content),
            type: 'file' as const,
            mode: 0o755,
            mtime: new Date(0),
          },
          body: content,
        })),
      ),
    ),
  );
  const blobs: Descriptor[] = [];
  for (const tar of tars) {
    blobs.push(await take(gzipSync(tar, { level: 1 }), 'application/vnd.oci.image.layer.v1.tar+gzip'));
  }
  const config = {
    architecture,
    os: 'linux',
    config: { Entrypoint: ['/app'] },
    rootfs: {
      type: 'layers',
      diff_ids: tars.map((tar) => `sha256:${createHash('sha256').update(tar).digest('hex')}`),
    },
  };
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: await take(JSON.stringify(config), 'application/vnd.oci.image.config.v1+json'),
    layers: blobs,
  };
  return store.image(name, await take(JSON.stringify(manifest), mediaType), goarch, english);
}
