/**
 * How often each hash was seen: an open-addressed table over typed arrays, used again for the next text. Two hashes that
 * meet by chance move a share of a million entries by a millionth.
 *
 * Memory: 8 bytes for each of at least two slots an entry; given back when small texts follow a giant.
 */
import { mix32 } from "../../text/hash.js";

const leastSlots = 1 << 12;

export class HashCounts {
  private keys = new Int32Array(leastSlots);
  private counts = new Int32Array(leastSlots);
  private entries = 0;

  clear(): void {
    // A table that the last text left nearly empty would cost more to clear than to make again.
    if (this.keys.length > leastSlots && this.keys.length > 64 * this.entries) this.resize(leastSlots);
    else if (this.entries > 0) {
      this.keys.fill(0);
      this.counts.fill(0);
    }
    this.entries = 0;
  }

  /** Adds one of this hash and length; returns how many there are now. */
  add(hash: number, length: number): number {
    const key = mix32(hash ^ Math.imul(length, 0x9e3779b1)) | 1;
    if (this.entries * 2 >= this.keys.length) this.grow();
    const mask = this.keys.length - 1;
    let slot = (key >>> 1) & mask;
    while (this.counts[slot] !== 0 && this.keys[slot] !== (key | 0)) slot = (slot + 1) & mask;
    if (this.counts[slot] === 0) {
      this.keys[slot] = key;
      this.entries++;
    }
    return ++this.counts[slot]!;
  }

  private grow(): void {
    const { keys, counts } = this;
    this.resize(keys.length * 4);
    const mask = this.keys.length - 1;
    for (let i = 0; i < keys.length; i++) {
      if (counts[i] === 0) continue;
      let slot = (keys[i]! >>> 1) & mask;
      while (this.counts[slot] !== 0) slot = (slot + 1) & mask;
      this.keys[slot] = keys[i]!;
      this.counts[slot] = counts[i]!;
    }
  }

  private resize(slots: number): void {
    this.keys = new Int32Array(slots);
    this.counts = new Int32Array(slots);
  }
}
