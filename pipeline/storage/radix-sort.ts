/** Sorting of numbers of 32 bits, with what belongs to each: three stable passes of 11 bits. */

/** Memory: 16 bytes a number. */
export class RadixSorter {
  /** To be filled before `sort`; sorted by it. */
  readonly keys: Uint32Array;
  readonly order: Uint32Array;
  readonly #nextKeys: Uint32Array;
  readonly #nextOrder: Uint32Array;
  /** Of the three passes: how often each digit occurs, then where the next one goes. */
  readonly #places = new Uint32Array(3 * 2048);

  /** @param most there is room for so many numbers */
  constructor(most: number) {
    this.keys = new Uint32Array(most);
    this.order = new Uint32Array(most);
    this.#nextKeys = new Uint32Array(most);
    this.#nextOrder = new Uint32Array(most);
  }

  /** Sorts `keys[from, to)`, of one or more, and moves `order` along, so that each pass reads in order and only writes scatter. */
  sort(from: number, to: number): void {
    const places = this.#places;
    let [keys, order, nextKeys, nextOrder] = [this.keys, this.order, this.#nextKeys, this.#nextOrder];
    countDigits(keys, from, to, places);
    for (let pass = 0; pass < 3; pass++) {
      const [shift, table] = [pass * 11, pass * 2048];
      // All have the same digit: nothing moves.
      if (places[table + ((keys[from]! >>> shift) & 2047)] === to - from) continue;
      let sum = from;
      for (let digit = table; digit < table + 2048; digit++) {
        const here = places[digit]!;
        places[digit] = sum;
        sum += here;
      }
      for (let i = from; i < to; i++) {
        const key = keys[i]!;
        const place = places[table + ((key >>> shift) & 2047)]!++;
        nextKeys[place] = key;
        nextOrder[place] = order[i]!;
      }
      [keys, nextKeys] = [nextKeys, keys];
      [order, nextOrder] = [nextOrder, order];
    }
    if (keys === this.keys) return;
    this.keys.set(keys.subarray(from, to), from);
    this.order.set(order.subarray(from, to), from);
  }
}

function countDigits(keys: Uint32Array, from: number, to: number, places: Uint32Array): void {
  places.fill(0);
  for (let i = from; i < to; i++) {
    const key = keys[i]!;
    places[key & 2047]!++;
    places[2048 + ((key >>> 11) & 2047)]!++;
    places[4096 + (key >>> 22)]!++;
  }
}
