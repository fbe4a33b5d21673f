/** A set of small whole numbers that finds its smallest member from a number up, in a few steps whatever it holds. */

/** Bits of a word. */
const fan = 32;

export class SmallestAbove {
  /** Level 0 has a bit for each number. Each higher level has a bit for each word of the level below, set when that word is not 0. */
  private readonly levels: Uint32Array[] = [];

  /** @param size numbers are below it */
  constructor(size: number) {
    for (let words = Math.ceil(size / fan); ; words = Math.ceil(words / fan)) {
      this.levels.push(new Uint32Array(words));
      if (words <= 1) return;
    }
  }

  add(number: number): void {
    let at = number;
    for (const level of this.levels) {
      level[at >>> 5] = level[at >>> 5]! | (1 << (at & 31));
      at >>>= 5;
    }
  }

  delete(number: number): void {
    let at = number;
    for (const level of this.levels) {
      level[at >>> 5] = level[at >>> 5]! & ~(1 << (at & 31));
      if (level[at >>> 5] !== 0) return;
      at >>>= 5;
    }
  }

  /** The smallest member that is not below `number`. */
  find(number: number): number | undefined {
    let at = number;
    for (let up = 0; up < this.levels.length; up++) {
      const word = this.levels[up]![at >>> 5] ?? 0;
      // A shift by 32 would be none, but `at & 31` is at most 31.
      const above = word & (-1 << (at & 31));
      if (above !== 0) return this.descend(up, (at & ~31) + lowestBit(above));
      // Nothing is left in this word; go on behind it, one level up.
      at = (at >>> 5) + 1;
    }
    return undefined;
  }

  private descend(from: number, place: number): number {
    let at = place;
    for (let level = from - 1; level >= 0; level--) at = at * fan + lowestBit(this.levels[level]![at]!);
    return at;
  }
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
