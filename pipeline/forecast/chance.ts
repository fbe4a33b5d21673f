/** Random choices that a seed repeats. */

export interface Chance {
  /** 0 inclusive to 1 exclusive. */
  random(): number;
  /** 0 to count - 1. */
  choose(count: number): number;
}

/** The generator mulberry32 (Tommy Ettinger, public domain): 32 bits of state, enough to place faults and to play tasks. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { random, choose: (count) => Math.floor(random() * count) };
}
