/** Sorting of numbers of 32 bits, with what belongs to each: three stable passes of 11 bits. */

/**
 * Memory: 16 bytes a number.
 *
 * The numbers are unsigned and stand as signed ones of the same bits: V8 keeps half of the unsigned ones outside of registers until the
 * loops are optimised, and optimises them again for each sort that is the first to meet one of those.
 */
export class RadixSorter {
  /** To be filled before `sort`; sorted by it, as unsigned numbers. */
  readonly keys: Int32Array;
  readonly order: Uint32Array;
  readonly #nextKeys: Int32Array;
  readonly #nextOrder: Uint32Array;
  /** Of the three passes: how often each digit occurs, then where the next one goes. */
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
    countDigits(this.keys, from, to, places);
    let isMoved = false;
    for (let pass = 0; pass < 3; pass++) {
      const keys = isMoved ? this.#nextKeys : this.keys;
      const shift = pass * 11;
      const table = pass * digits;
      // All have the same digit: nothing moves.
      if (places[table + ((keys[from]! >> shift) & masks[pass]!)] === to - from) continue;
      sumUp(places, table, from);
      const order = isMoved ? this.#nextOrder : this.order;
      const nextKeys = isMoved ? this.keys : this.#nextKeys;
      const nextOrder = isMoved ? this.order : this.#nextOrder;
      const mask = masks[pass]!;
      for (let i = from; i < to; i++) {
        const key = keys[i]!;
        const place = places[table + ((key >> shift) & mask)]!++;
        nextKeys[place] = key;
        nextOrder[place] = order[i]!;
      }
      isMoved = !isMoved;
    }
    if (!isMoved) return;
    this.keys.set(this.#nextKeys.subarray(from, to), from);
    this.order.set(this.#nextOrder.subarray(from, to), from);
  }
}

const digits = 2048;
/** Of the highest digit there are ten bits. */
const masks = new Int32Array([2047, 2047, 1023]);

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
