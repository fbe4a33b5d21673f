/** A list of token ids that grows, over one buffer that is used again for every text. */

/** Buffers above this are given back before the next text. */
const keptBytes = 8 << 20;
const firstLength = 1 << 14;

export class IdList {
  /** To be written to in [length, ids.length) by a model that has reserved room; it then sets `length`. */
  ids = new Uint32Array(firstLength);
  length = 0;

  clear(): void {
    if (this.ids.byteLength > keptBytes) this.ids = new Uint32Array(firstLength);
    this.length = 0;
  }

  /** Makes room for `count` ids behind the present ones. Afterwards `ids` may be another array. */
  reserve(count: number): void {
    const wanted = this.length + count;
    if (wanted <= this.ids.length) return;
    const grown = new Uint32Array(Math.max(wanted, 2 * this.ids.length));
    grown.set(this.ids.subarray(0, this.length));
    this.ids = grown;
  }

  push(id: number): void {
    if (this.length === this.ids.length) this.reserve(1);
    this.ids[this.length++] = id;
  }

  /** Puts the first `count` of `others` behind the present ones. */
  append(others: Uint32Array, count: number): void {
    this.reserve(count);
    this.ids.set(others.subarray(0, count), this.length);
    this.length += count;
  }

  /** Valid until the next change. */
  view(): Uint32Array {
    return this.ids.subarray(0, this.length);
  }
}
