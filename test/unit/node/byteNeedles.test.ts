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
      const expected = needles.some((needle) => haystack.includes(needle));
      expect(new ByteNeedles(needles).areIn(Buffer.from(haystack)), JSON.stringify([haystack, needles])).toBe(
        expected,
      );
      if (expected) hits++;
    }
    expect(hits).toBeGreaterThan(1000);
    expect(hits).toBeLessThan(4000);
  });

  it('does not look into what lies beside a part of a buffer', () => {
    const bytes = Buffer.from('st.Rdev');
    const needles = new ByteNeedles(['.Rdev']);
    expect(needles.areIn(bytes)).toBe(true);
    expect(needles.areIn(bytes.subarray(3))).toBe(false);
    expect(needles.areIn(bytes.subarray(0, 6))).toBe(false);
  });

  it('finds nothing where nothing is looked for', () => {
    expect(new ByteNeedles([]).areIn(Buffer.from('x'))).toBe(false);
  });
});
