/**
 * What a stored index keeps of a text for pairs near the threshold, which signatures alone cannot judge: its distinct shingles,
 * scattered by `mix32` and sorted, all or the `most` smallest.
 *
 * With all of them the similarity to another text is exact. With the smallest ones it is measured on the shingles, of both
 * texts, that are not above the largest stored one: a random sample of the union of at least `most` shingles, the same for
 * every pair of the text. Its standard error at a similarity of 0.8 is 0.4 / sqrt(most): 0.0125 for 1024.
 */
import { mix32 } from "../../text/hash.js";
import { distinctWords } from "../shingles/simhash.js";

/** Name of the array beside a stored document. */
export const storedShingles = ".shingles";

const highest = 0xffffffff;

export interface StoredShingles {
  readonly values: Uint32Array;
  /** Shingles above it are not known. */
  readonly limit: number;
}

/** @param most 0 for all */
export function packStoredShingles(shingles: Uint32Array, most: number): Int32Array {
  const sorted = distinctWords(shingles.map(mix32));
  return Int32Array.from(most === 0 ? sorted : sorted.subarray(0, most));
}

export function openStoredShingles(
  stored: ArrayBufferView & ArrayLike<number>,
  most: number,
): StoredShingles {
  const values = new Uint32Array(stored.buffer, stored.byteOffset, stored.length);
  const isAll = most === 0 || values.length < most;
  return { values, limit: isAll ? highest : (values.at(-1) ?? highest) };
}

/** The shingles of another text, scattered in the same way, up to a limit. */
export function upTo(shingles: Uint32Array, limit: number): Uint32Array {
  const scattered = shingles.map(mix32);
  return limit === highest ? scattered : scattered.filter((value) => value <= limit);
}
