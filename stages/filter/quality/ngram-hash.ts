/** Fingerprints of n-grams of units: 32 bits, never 0. The n-gram without its first or last unit is hashed on its own. */
import { mix32 } from "../../text/hash.js";

export function ngramHash(units: Uint16Array, from: number, to: number): number {
  let hash = to - from;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ units[i]!, 0x9e3779b1) ^ (hash >>> 15);
  const key = mix32(hash);
  return key === 0 ? 1 : key;
}
