/** Fast similarity sketching one hash after the other: what the loops of `similarity-sketch.wat` must equal. */
import { mix32 } from "../../../../stages/text/hash.js";

const empty = 0xffffffff;

export function sketchReference(hashes: Uint32Array, bins: number): Uint16Array {
  const signature = new Uint16Array(bins);
  if (hashes.length === 0) return signature;
  const open = new Set(signature.keys());
  const close = (bin: number, value: number, round: number): void => {
    signature[bin] = mix32(value ^ seedOf(round)) >>> 16;
    open.delete(bin);
  };
  for (let round = 0; round < bins; round++) {
    const least = new Uint32Array(bins).fill(empty);
    for (const hash of hashes) {
      const { bin, value } = thrown(hash ^ seedOf(round), bins);
      least[bin] = Math.min(least[bin] ?? empty, value);
    }
    for (const bin of open) if (least[bin] !== empty) close(bin, least[bin] ?? empty, round);
  }
  for (const bin of open) {
    const values = hashes.map((hash) => mix32(hash ^ seedOf(bins + bin)));
    close(
      bin,
      values.reduce((least, value) => Math.min(least, value)),
      bins + bin,
    );
  }
  return signature;
}

function seedOf(round: number): number {
  return Math.imul(round + 1, 0x9e3779b1);
}

/** The bin comes from the upper half of one mix, the value from a second. */
function thrown(word: number, bins: number): { bin: number; value: number } {
  let x = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  const bin = Math.imul((x ^ (x >>> 16)) >>> 16, bins) >>> 16;
  x = Math.imul(x ^ (x >>> 15), 0x27d4eb2f);
  return { bin, value: (x ^ (x >>> 13)) >>> 0 };
}
