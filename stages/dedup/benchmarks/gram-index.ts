/** Which n-grams belong to which items of a fixed collection, in typed arrays. */

/** A bit for each value of the upper 21 bits of a hash: most n-grams of a corpus are in no item and are passed over by it. */
const filterBits = 21;

/** Memory: 8 bytes an n-gram and item, and 256 KiB. */
export class GramIndex {
  readonly #filter = new Uint32Array((1 << filterBits) / 32);
  readonly #hashes: Uint32Array;
  readonly #items: Uint32Array;

  /** @param pairs hash and item of each n-gram, in any order; equal pairs count once */
  constructor(pairs: readonly (readonly [hash: number, item: number])[]) {
    const sorted = pairs.toSorted(([a, x], [b, y]) => a - b || x - y);
    this.#hashes = Uint32Array.from(sorted, ([hash]) => hash);
    this.#items = Uint32Array.from(sorted, ([, item]) => item);
    for (const [hash] of pairs) {
      const bit = hash >>> (32 - filterBits);
      this.#filter[bit >>> 5]! |= 1 << (bit & 31);
    }
  }

  /** False for most hashes that no item has. Cost: 1 ns. */
  mayHave(hash: number): boolean {
    const bit = hash >>> (32 - filterBits);
    return (this.#filter[bit >>> 5]! & (1 << (bit & 31))) !== 0;
  }

  /** The items that have the n-gram. */
  itemsOf(hash: number): readonly number[] {
    let low = 0;
    let high = this.#hashes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#hashes[middle]! < hash) low = middle + 1;
      else high = middle;
    }
    const items: number[] = [];
    for (let at = low; this.#hashes[at] === hash; at++) items.push(this.#items[at]!);
    return items;
  }
}
