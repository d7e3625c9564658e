import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packPng } from '../../../scripts/lib/png.mjs';

/** A PNG file of 8-bit RGBA pixels; check values are left out, since nothing here reads them. */
function png(width: number, lines: readonly (readonly number[])[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(lines.length, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const chunks = [
    ['IHDR', header],
    ['IDAT', deflateSync(Buffer.from(lines.flat()))],
    ['IEND', Buffer.alloc(0)],
  ] as const;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...chunks.flatMap(([type, data]) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(data.length);
      return [length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)];
    }),
  ]);
}

/** The bytes of the lines of a packed file, each with its filter first. */
function linesOf(packed: Buffer): number[] {
  const at = packed.indexOf('IDAT', 0, 'latin1');
  return [...inflateSync(packed.subarray(at + 4, at + 4 + packed.readUInt32BE(at - 4)))];
}

describe('packing a PNG file', () => {
  it('undoes each filter, drops what is transparent, and keeps black and white', () => {
    // Black and white, written with each of the five filters.
    const lines = [
      [0, 0, 0, 0, 255, 255, 255, 255, 255],
      [1, 0, 0, 0, 255, 255, 255, 255, 0],
      [2, 0, 0, 0, 0, 0, 0, 0, 0],
      [3, 0, 0, 0, 128, 128, 128, 128, 0],
      [4, 0, 0, 0, 0, 0, 0, 0, 0],
    ];
    const line = [0, 0, 0, 0, 255, 255, 255];
    expect(linesOf(packPng(png(2, lines)))).toEqual([...line, ...line, ...line, ...line, ...line]);
  });

  it('rounds a colour to the nearest of 32 steps', () => {
    expect(linesOf(packPng(png(1, [[0, 100, 4, 5, 255]])))).toEqual([0, 99, 0, 8]);
  });

  it('refuses what it cannot read', () => {
    expect(() => packPng(Buffer.from('GIF89a'))).toThrow('not a PNG file');
  });
});
