/**
 * Shingles: the 32-bit hashes of the overlapping pieces of a text that similarity is measured on.
 *
 * - `characters`: every `size` consecutive code points.
 * - `script`: every `size` consecutive tokens, where a token is one Han (or kana, Thai ...) character or one word of an
 *   alphabetic script; so mixed text has one stream of tokens and one signature.
 *
 * A text shorter than `size` is one shingle; a text with nothing left after folding has none.
 */
import { Folder, type Folding, separator } from "./fold.js";
import { mix32 } from "./hash.js";
import { planeSet } from "./plane-sets.js";

export type ShingleKind = "characters" | "script";

/** Odd multiplier of the rolling polynomial (2^32 / golden ratio, Knuth TAOCP 3, §6.4). */
const base = 0x9e3779b1;

/**
 * Makes the shingles of one text after the other in a buffer that is used again.
 *
 * Two different shingles share a hash with probability 2^-32. Cost: about 2 ns a code point, 14 bytes a UTF-16 unit of
 * the longest text seen.
 */
export class Shingler {
  #hashes = new Uint32Array(4096);
  #tokens = new Uint32Array(0);
  readonly #folder: Folder;
  readonly #power: number;

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
    let power = 1;
    for (let i = 0; i < size; i++) power = Math.imul(power, base);
    this.#power = power;
  }

  /** The hashes of the shingles of `text` in its order, repeated where it repeats. Valid until the next call. */
  shingle(text: string): Uint32Array {
    let length = this.#folder.fold(text);
    let points = this.#folder.points;
    if (this.kind === "script") {
      if (this.#tokens.length < length) this.#tokens = new Uint32Array(points.length);
      length = cutTokens(points, length, this.#tokens);
      points = this.#tokens;
    }
    if (this.#hashes.length < length) this.#hashes = new Uint32Array(points.length);
    return this.#hashes.subarray(0, rollHashes(points, length, this.size, this.#power, this.#hashes));
  }
}

/** Kernel: polynomial hashes of all windows of `size` words, each from the one before. */
function rollHashes(words: Uint32Array, length: number, size: number, power: number, into: Uint32Array) {
  if (length === 0) return 0;
  const first = Math.min(length, size);
  let hash = size - first;
  for (let i = 0; i < first; i++) hash = (Math.imul(hash, base) + words[i]!) | 0;
  into[0] = hash;
  let count = 1;
  for (let i = size; i < length; i++) {
    hash = (Math.imul(hash, base) + words[i]! - Math.imul(words[i - size]!, power)) | 0;
    into[count++] = hash;
  }
  return count;
}

/** Kernel: code points -> one hash a token. */
function cutTokens(points: Uint32Array, length: number, into: Uint32Array): number {
  standsAlone ??= planeSet(unspaced);
  const alone = standsAlone;
  let count = 0;
  let word = 0;
  for (let i = 0; i < length; i++) {
    const point = points[i]!;
    const single = point > 0xffff || alone[point] === 1;
    if (!single && point !== separator) {
      word = (Math.imul(word, base) + point) | 0;
      continue;
    }
    if (word !== 0) into[count++] = mix32(word);
    word = 0;
    if (single) into[count++] = mix32(point);
  }
  if (word !== 0) into[count++] = mix32(word);
  return count;
}

let standsAlone: Uint8Array | undefined;

/** Scripts written without spaces: each character is a token. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Co}\p{So}]+/gu;
