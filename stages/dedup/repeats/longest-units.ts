/** The longest units of one text, by which its copies are known: the paragraphs of an article, whatever stands around them. */
import { mix32 } from "../../text/hash.js";

/** Two may be a notice and an address that a host prints below every page. */
const kept = 3;

export class LongestUnits {
  readonly #lengths = new Float64Array(kept);
  readonly #hashes = new Uint32Array(kept);
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  /** Adds a unit. Among units of the same length, those with the smaller hashes are kept; equal units count once. */
  add(length: number, hash: number): void {
    let at = this.#count;
    while (at > 0 && this.#isBefore(length, hash, at - 1)) at--;
    for (let other = 0; other < this.#count; other++) if (this.#hashes[other] === hash) return;
    if (at === kept) return;
    this.#lengths.copyWithin(at + 1, at, kept - 1);
    this.#hashes.copyWithin(at + 1, at, kept - 1);
    this.#lengths[at] = length;
    this.#hashes[at] = hash;
    this.#count = Math.min(kept, this.#count + 1);
  }

  hash(): number {
    let hash = this.#count;
    for (let at = 0; at < this.#count; at++) hash = mix32(hash ^ (this.#hashes[at] ?? 0));
    return hash >>> 0;
  }

  #isBefore(length: number, hash: number, at: number): boolean {
    const other = this.#lengths[at] ?? 0;
    return length > other || (length === other && hash < (this.#hashes[at] ?? 0));
  }
}
