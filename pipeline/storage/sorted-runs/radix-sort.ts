/** Sorts 32-bit numbers, and moves a second array along with them: three stable passes over 11 bits each. */

/**
 * Memory: 16 bytes a number.
 *
 * The numbers are unsigned, but are kept in a signed array with the same bits. V8 cannot keep unsigned numbers from 2^31 on in
 * registers before it has optimised the loops, and it would optimise them again whenever a sort meets the first such number.
 */
export class RadixSorter {
  /** The numbers to sort: to be filled before `sort`, which sorts them as unsigned numbers. */
  readonly keys: Int32Array;
  readonly order: Uint32Array;
  readonly #nextKeys: Int32Array;
  readonly #nextOrder: Uint32Array;
  /** For each of the three passes: first how often each digit occurs, then where the next number with that digit goes. */
  readonly #places = new Uint32Array(3 * digits);

  /** @param most there is room for so many numbers */
  constructor(most: number) {
    this.keys = new Int32Array(most);
    this.order = new Uint32Array(most);
    this.#nextKeys = new Int32Array(most);
    this.#nextOrder = new Uint32Array(most);
  }

  /** Sorts `keys[from, to)`, of one or more, and moves `order` along, so that each pass reads in order and only writes scatter. */
  sort(from: number, to: number): void {
    const places = this.#places;
    let source: Numbered = { keys: this.keys, order: this.order };
    let target: Numbered = { keys: this.#nextKeys, order: this.#nextOrder };
    countDigits(source.keys, from, to, places);
    for (let pass = 0; pass < 3; pass++) {
      const digit = { shift: pass * 11, mask: pass < 2 ? 2047 : 1023, table: pass * digits };
      // All have the same digit: nothing moves.
      if (places[digit.table + ((source.keys[from]! >> digit.shift) & digit.mask)] === to - from) continue;
      sumUp(places, digit.table, from);
      scatter(source, target, from, to, places, digit);
      const moved = target;
      target = source;
      source = moved;
    }
    if (source.keys === this.keys) return;
    this.keys.set(source.keys.subarray(from, to), from);
    this.order.set(source.order.subarray(from, to), from);
  }
}

interface Numbered {
  readonly keys: Int32Array;
  readonly order: Uint32Array;
}

/** Which bits of a key; of the highest digit there are ten. */
interface Digit {
  readonly shift: number;
  readonly mask: number;
  readonly table: number;
}

// Kernels, a loop each: V8 compiles the whole function around a hot loop.

const digits = 2048;

function countDigits(keys: Int32Array, from: number, to: number, places: Uint32Array): void {
  places.fill(0);
  for (let i = from; i < to; i++) {
    const key = keys[i]!;
    places[key & 2047]!++;
    places[2048 + ((key >> 11) & 2047)]!++;
    places[4096 + ((key >> 22) & 1023)]!++;
  }
}

/** Counts of the digits -> where the first key of each goes. */
function sumUp(places: Uint32Array, table: number, from: number): void {
  let sum = from;
  for (let digit = table; digit < table + digits; digit++) {
    const here = places[digit]!;
    places[digit] = sum;
    sum += here;
  }
}

function scatter(
  { keys, order }: Numbered,
  { keys: nextKeys, order: nextOrder }: Numbered,
  from: number,
  to: number,
  places: Uint32Array,
  { shift, mask, table }: Digit,
): void {
  for (let i = from; i < to; i++) {
    const key = keys[i]!;
    const place = places[table + ((key >> shift) & mask)]!++;
    nextKeys[place] = key;
    nextOrder[place] = order[i]!;
  }
}
