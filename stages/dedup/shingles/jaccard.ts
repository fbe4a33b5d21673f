/** Exact Jaccard similarity of two sets of shingle hashes. */

/** Measures one pair after the other in a hash table that is used again. Cost: about 5 ns a shingle. */
export class JaccardMeter {
  #keys = new Uint32Array(1024);
  /** `2 * generation` for a key of the first set, one more once the second set has met it. */
  #marks = new Float64Array(1024);
  #generation = 0;

  /** |A & B| / |A | B| of the sets `a` and `b`; repeats count once. Two empty sets have 0. */
  similarity(a: Uint32Array, b: Uint32Array): number {
    this.#reserve(a.length + b.length);
    const keys = this.#keys;
    const marks = this.#marks;
    const mask = keys.length - 1;
    const ofA = ++this.#generation * 2;
    const met = ofA + 1;
    let union = 0;
    let shared = 0;
    for (let i = 0; i < a.length; i++) {
      const slot = find(keys, marks, mask, ofA, a[i]!);
      if (marks[slot]! >= ofA) continue;
      keys[slot] = a[i]!;
      marks[slot] = ofA;
      union++;
    }
    for (let i = 0; i < b.length; i++) {
      const slot = find(keys, marks, mask, ofA, b[i]!);
      if (marks[slot] === ofA) {
        shared++;
      } else if (marks[slot]! < ofA) {
        keys[slot] = b[i]!;
        union++;
      }
      marks[slot] = met;
    }
    return union === 0 ? 0 : shared / union;
  }

  #reserve(count: number): void {
    let capacity = this.#keys.length;
    while (capacity < count * 2) capacity *= 2;
    if (capacity === this.#keys.length) return;
    this.#keys = new Uint32Array(capacity);
    this.#marks = new Float64Array(capacity);
  }
}

/** The slot of `key`, or the free slot where it belongs. Marks below `alive` are from earlier pairs. */
function find(keys: Uint32Array, marks: Float64Array, mask: number, alive: number, key: number): number {
  let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
  while (marks[slot]! >= alive && keys[slot] !== key) slot = (slot + 1) & mask;
  return slot;
}
