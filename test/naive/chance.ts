/** Chance that can be had again: the same seed tells the same story. */
export interface Chance {
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** True so many times of a hundred. */
  is(percent: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Cents: of everyday size mostly, now and then a few or none at all. */
  cents(high: number): number;
}

export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const is = (percent: number): boolean => next() * 100 < percent;
  const pick: Chance['pick'] = (from) => from[int(0, from.length - 1)] ?? from[0];
  return {
    int,
    is,
    pick,
    cents: (high) => int(0, is(15) ? pick([9, 100]) : high),
  };
};

/** Where the stories begin: by chance, or where NAIVE_SEED says, to have a story again that went wrong. */
export const firstSeed = Number(process.env['NAIVE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Tells stories one after another until one goes wrong; then says how to have that one again. */
export const manyStories = (count: number, story: (chance: Chance) => void): void => {
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    try {
      story(chanceOf(seed));
    } catch (cause) {
      throw new Error(`NAIVE_SEED=${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }
};
