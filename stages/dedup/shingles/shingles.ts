/**
 * Shingles: the 32-bit hashes of the overlapping pieces of a text that similarity is measured on.
 *
 * - `characters`: every `size` consecutive code points.
 * - `script`: every `size` consecutive tokens, where a token is one Han (or kana, Thai ...) character or one word of an
 *   alphabetic script; so mixed text has one stream of tokens and one signature.
 *
 * A text shorter than `size` is one shingle; a text with nothing left after folding has none.
 */
import { Folder } from "../fold/fold.js";
import type { Folding } from "../fold/fold-tables.js";

export type ShingleKind = "characters" | "script";

/** Odd multiplier of the polynomials, as in `fold.wat` (2^32 / golden ratio, Knuth TAOCP 3, §6.4). */
const base = 0x9e3779b1;

/**
 * Makes the shingles of one text after the other in a buffer that is used again.
 *
 * Two different shingles share a hash with probability 2^-32. Cost: about 1.5 ns a code point, for `script` 5 more.
 */
export class Shingler {
  readonly #folder: Folder;

  /**
   * @param kind    what a shingle is made of
   * @param size    code points or tokens in a shingle, at least 1
   * @param folding what is removed before (`script` needs to see where words end and so always folds fully)
   */
  constructor(
    readonly kind: ShingleKind,
    readonly size: number,
    folding: Exclude<Folding, "words">,
  ) {
    this.#folder = new Folder(kind === "script" ? "words" : folding);
  }

  /**
   * The hashes of the shingles of `text` in its order, repeated where it repeats: polynomials in `base` over the points or tokens, modulo
   * 2^32. Valid until the next call.
   */
  shingle(text: string): Uint32Array {
    const { size } = this;
    const folder = this.#folder;
    const length = folder.fold(text);
    const { points } = folder;
    const words = this.kind === "script" ? folder.cutTokens(length) : length;
    if (words < size) return points.subarray(0, hashShort(points, words, size));
    folder.hashWindows(words, size);
    return points.subarray(0, words - size + 1);
  }
}

/** Puts the hash of less than `size` words in the place of the first; returns the number of hashes. */
function hashShort(words: Uint32Array, length: number, size: number): number {
  if (length === 0) return 0;
  let hash = size - length;
  for (let i = 0; i < length; i++) hash = (Math.imul(hash, base) + words[i]!) | 0;
  words[0] = hash;
  return 1;
}
