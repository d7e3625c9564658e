import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { createTarDecoder } from 'modern-tar';
import type { StoredImage } from '../../core/images/deliver/layout';
import { describeElf, elfHeadBytes, isElfOf, parseElf } from '../../core/target/elf';
import type { Target } from '../../core/target/targets';
import type { ImageStore } from '../deliver/imageStore';

/** A program or library in an image that the target cannot run. */
export interface ForeignFile {
  readonly path: string;
  /** What its header says. */
  readonly elf: string;
}

export interface ElfCheck {
  /** How many programs and libraries of the target there are. */
  readonly own: number;
  readonly foreign: readonly ForeignFile[];
}

/** What another architecture's files in an image are there for: the emulator that scripts used to copy in. */
const emulators = /(?:^|\/)qemu-[a-z0-9_]+-static$/;

/**
 * Reads the ELF header of every program and library in the layers of an image,
 * those that a later layer hides included.
 *
 * @param known What layers held, by digest; images of one base share it.
 * @throws where a layer is not a tar archive
 */
export async function checkElf(
  image: StoredImage,
  store: ImageStore,
  target: Target,
  known: Map<string, ElfCheck>,
): Promise<ElfCheck> {
  let own = 0;
  const foreign: ForeignFile[] = [];
  for (const { digest } of image.layers) {
    const found = known.get(digest) ?? (await checkLayer(store.pathOf(digest), target));
    known.set(digest, found);
    own += found.own;
    foreign.push(...found.foreign);
  }
  return { own, foreign };
}

async function checkLayer(file: string, target: Target): Promise<ElfCheck> {
  let own = 0;
  const foreign: ForeignFile[] = [];
  const source = createReadStream(file);
  const unpacked: Readable = (await isGzip(file)) ? source.pipe(createGunzip()) : source;
  const decoder = createTarDecoder();
  const reading = (async () => {
    for await (const entry of itemsOf(decoder.readable)) {
      const head = entry.header.type === 'file' ? await headOf(entry.body) : undefined;
      if (!head) {
        await entry.body.cancel();
        continue;
      }
      const elf = parseElf(head);
      const runs = elf?.type === 'executable' || elf?.type === 'shared';
      if (!elf || !runs) continue;
      if (isElfOf(elf, target)) own++;
      else if (!emulators.test(entry.header.name)) {
        foreign.push({ path: `/${entry.header.name.replace(/^\.?\/+/, '')}`, elf: describeElf(elf) });
      }
    }
  })();
  await Promise.all([
    pipeline(unpacked, async (parts: AsyncIterable<Buffer>) => {
      const writer = decoder.writable.getWriter();
      for await (const part of parts) await writer.write(new Uint8Array(part));
      await writer.close();
    }),
    reading,
  ]);
  return { own, foreign };
}

/** The head of a file; all of it is read, for the next one comes after it. */
async function headOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let isElf = true;
  for await (const part of itemsOf(body)) {
    if (size === 0 && part.length > 3) isElf = part[0] === 0x7f && part[1] === 0x45;
    if (isElf && size < elfHeadBytes) parts.push(part);
    size += part.length;
  }
  return Buffer.concat(parts).subarray(0, elfHeadBytes);
}

async function* itemsOf<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

async function isGzip(file: string): Promise<boolean> {
  for await (const part of createReadStream(file, { start: 0, end: 1 })) {
    return (part as Buffer)[0] === 0x1f && (part as Buffer)[1] === 0x8b;
  }
  return false;
}
