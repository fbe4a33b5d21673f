/** MinHash as Broder (1997) has it: a pass over all shingles for each entry. The scheme that the fast one is compared with. */
import { mix32 } from "../../../../stages/text/hash.js";

export function classicSignature(shingles: Uint32Array, entries: number): Uint16Array {
  const signature = new Uint16Array(entries);
  for (let entry = 0; entry < entries; entry++) {
    const seed = mix32(entry + 1);
    let least = 0xffffffff;
    for (let i = 0; i < shingles.length; i++) least = Math.min(least, mix32(shingles[i]! ^ seed));
    signature[entry] = mix32(least ^ seed) >>> 16;
  }
  return signature;
}
