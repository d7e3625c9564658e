import { describe, expect, it } from 'vitest';
import { ByteNeedles } from '../../../src/node/byteNeedles';
import { Random } from '../support/random';

describe('looking for short texts in bytes', () => {
  it('finds what indexOf finds, wherever it stands', () => {
    const random = new Random(7);
    const letters = Array.from('.DevRx"(_ Q\n');
    const text = (length: number): string => Array.from({ length }, () => random.pick(letters)).join('');
    let hits = 0;
    for (let round = 0; round < 5000; round++) {
      const haystack = text(random.below(40));
      const needles = [text(1 + random.below(3)), text(1 + random.below(4))];
      const expected = needles.filter((needle) => haystack.includes(needle));
      const found = new ByteNeedles(needles).in(Buffer.from(haystack));
      expect(found, JSON.stringify([haystack, needles])).toEqual(expected);
      if (expected.length > 0) hits++;
    }
    expect(hits).toBeGreaterThan(1000);
    expect(hits).toBeLessThan(4000);
  });

  it('does not look into what lies beside a part of a buffer', () => {
    const bytes = Buffer.from('st.Rdev');
    const needles = new ByteNeedles(['.Rdev']);
    expect(needles.in(bytes)).toEqual(['.Rdev']);
    expect(needles.in(bytes.subarray(3))).toEqual([]);
    expect(needles.in(bytes.subarray(0, 6))).toEqual([]);
  });

  it('looks at all of a long text', () => {
    const needles = new ByteNeedles(['BigEndianness', 'SizeBits']);
    expect(needles.in(Buffer.from('BigEndian'))).toEqual([]);
    expect(needles.in(Buffer.from('BigEndian, BigEndianness'))).toEqual(['BigEndianness']);
    expect(needles.in(Buffer.from('iocSizeBits'))).toEqual(['SizeBits']);
    expect(needles.in(Buffer.from('izeBits'))).toEqual([]);
  });

  it('tells where a name ends as a pattern does', () => {
    const random = new Random(11);
    const letters = Array.from('.Dev_9 (é');
    const names = new Set(['.Dev', '.D']);
    const needles = new ByteNeedles([...names, 'Dev'], names);
    let hits = 0;
    for (let round = 0; round < 5000; round++) {
      const text =
        Array.from({ length: 24 }, () => random.pick(letters)).join('') + random.pick(['', '.D', '.Dev']);
      const expected = [/\.Dev\b/, /\.D\b/, /Dev/].map((pattern) => pattern.test(text));
      const found = needles.in(Buffer.from(text));
      expect(
        [...names, 'Dev'].map((name) => found.includes(name)),
        JSON.stringify(text),
      ).toEqual(expected);
      if (expected.includes(true) && expected.includes(false)) hits++;
    }
    expect(hits).toBeGreaterThan(1000);
  });

  it('finds nothing where nothing is looked for', () => {
    expect(new ByteNeedles([]).in(Buffer.from('x'))).toEqual([]);
  });
});
