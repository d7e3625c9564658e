// @ts-check
// Makes the browser's PNG files smaller: they are written for speed.
import { deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Bits of each colour that are kept: text on flat ground shows no difference. */
const keptBits = 5;

/**
 * Packs a PNG file of 8-bit RGB or RGBA, without interlacing, again: opaque,
 * its colours rounded, deflated as well as zlib can.
 *
 * @param {Buffer} png
 * @returns {Buffer} a PNG file of the same size in pixels
 */
export function packPng(png) {
  const chunks = readChunks(png);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (!header) throw new Error('not a PNG file');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = header[9] === 6 ? 4 : header[9] === 2 ? 3 : 0;
  if (channels === 0 || header[8] !== 8 || header[12] !== 0)
    throw new Error('not an 8-bit RGB or RGBA PNG file');
  const data = inflateSync(
    Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data)),
  );
  const pixels = unfilter(data, width, height, channels);
  const rounded = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rounded[pixel * 3 + channel] = round(pixels[pixel * channels + channel] ?? 0);
    }
  }
  const lines = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y++)
    rounded.copy(lines, y * (width * 3 + 1) + 1, y * width * 3, (y + 1) * width * 3);
  const opaque = Buffer.from(header);
  opaque[9] = 2;
  return Buffer.concat([
    signature,
    writeChunk('IHDR', opaque),
    writeChunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    writeChunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * Rounds so that black and white stay what they are.
 *
 * @param {number} value 0 to 255
 */
function round(value) {
  const steps = (1 << keptBits) - 1;
  return Math.round((Math.round((value * steps) / 255) * 255) / steps);
}

/**
 * @param {Buffer} png
 * @returns {{ type: string, data: Buffer }[]}
 */
function readChunks(png) {
  const chunks = [];
  for (let at = signature.length; at + 12 <= png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function writeChunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/**
 * Undoes the filters of PNG's chapter 9.
 *
 * @param {Buffer} data
 * @param {number} width
 * @param {number} height
 * @param {number} channels
 */
function unfilter(data, width, height, channels) {
  const stride = width * channels;
  const pixels = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= channels ? (pixels[at - channels] ?? 0) : 0;
      const up = y > 0 ? (pixels[at - stride] ?? 0) : 0;
      const corner = x >= channels && y > 0 ? (pixels[at - stride - channels] ?? 0) : 0;
      const predicted =
        filter === 1
          ? left
          : filter === 2
            ? up
            : filter === 3
              ? (left + up) >> 1
              : filter === 4
                ? paeth(left, up, corner)
                : 0;
      pixels[at] = ((data[y * (stride + 1) + 1 + x] ?? 0) + predicted) & 255;
    }
  }
  return pixels;
}

/**
 * @param {number} left
 * @param {number} up
 * @param {number} corner
 */
function paeth(left, up, corner) {
  const estimate = left + up - corner;
  const byLeft = Math.abs(estimate - left);
  const byUp = Math.abs(estimate - up);
  const byCorner = Math.abs(estimate - corner);
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

/**
 * The check value of PNG's annex D.
 *
 * @param {Buffer} bytes
 */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
