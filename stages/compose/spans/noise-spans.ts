/** Which parts of a document T5 hides: plain and noise segments of drawn lengths, in turn. */
import type { SeededRandom } from "../seeded-random.js";

/** Lengths of plain and noise segments in turn, plain first; each division is drawn evenly (T5's random_spans_noise_mask). */
export function noiseSpans(
  length: number,
  density: number,
  mean: number,
  random: SeededRandom,
): [number, number][] {
  const noise = Math.min(Math.max(Math.round(length * density), 1), length - 1);
  const spans = Math.min(Math.max(Math.round(noise / mean), 1), length - noise);
  const plainLengths = divide(length - noise, spans, random);
  const noiseLengths = divide(noise, spans, random);
  return plainLengths.map((plain, index) => [plain, noiseLengths[index] ?? 0]);
}

/** `total` as a sum of `parts` whole numbers from 1 up: places to cut at are drawn one by one, as often as is left to do. */
function divide(total: number, parts: number, random: SeededRandom): number[] {
  const lengths: number[] = [];
  let left = parts - 1;
  let length = 1;
  for (let place = 1; place < total; place++) {
    if (left > 0 && random.next() * (total - place) < left) {
      lengths.push(length);
      length = 0;
      left--;
    }
    length++;
  }
  lengths.push(length);
  return lengths;
}
