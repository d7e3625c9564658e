/** A small seeded generator (mulberry32), so that a property test that fails can be run again. */
export function makeRandom(seed: number): {
  next(): number;
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
} {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (from) => {
      const value = from[below(from.length)];
      if (value === undefined) throw new Error('nothing to pick from');
      return value;
    },
  };
}
