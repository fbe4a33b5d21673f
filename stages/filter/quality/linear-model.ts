/**
 * A linear classifier over hashed character n-grams (as fastText's, Joulin et al. 2017, without the hidden layer): the
 * mean weight of the n-grams of 1 to 3 characters of a text, as a probability that the text is good.
 *
 * Memory: one signed byte a bucket. Cost: three hashes a character, some 10 ns.
 */
import { readModel, writeModel } from "./model-file.js";
import { normalUnits } from "./normal-units.js";

/** Characters of a text that are looked at, from its beginning; the rest of a long text is like its beginning. */
const lookedAt = 4000;

/** Calls `visit` with the bucket of each n-gram; returns how many. */
export function eachFeature(text: string, mask: number, visit: (bucket: number) => void): number {
  const units = normalUnits(text, lookedAt);
  let one = 0;
  let two = 0;
  let count = 0;
  for (let i = 0; i < units.length; i++) {
    const unit = units[i]!;
    const single = Math.imul(unit + 1, 0x85ebca6b);
    const pair = Math.imul(one ^ unit, 0x9e3779b1);
    const triple = Math.imul(two ^ unit, 0xc2b2ae35);
    visit((single ^ (single >>> 15)) & mask);
    count++;
    if (i > 0) {
      visit((pair ^ (pair >>> 15)) & mask);
      count++;
    }
    if (i > 1) {
      visit((triple ^ (triple >>> 15)) & mask);
      count++;
    }
    two = Math.imul(one ^ unit, 0x27d4eb2f) + 1;
    one = Math.imul(unit + 7, 0x165667b1);
  }
  return count;
}

export class LinearModel {
  /** @param scale value of one step of a weight */
  constructor(
    private readonly weights: Int8Array,
    private readonly scale: number,
    private readonly bias: number,
  ) {}

  static read(path: string): LinearModel {
    const { arrays, parameters } = readModel(path, "classifier");
    const [weights = new Uint8Array()] = arrays;
    return new LinearModel(new Int8Array(weights.buffer), parameters.scale ?? 1, parameters.bias ?? 0);
  }

  write(path: string): number {
    const weights = new Uint8Array(this.weights.buffer);
    const { scale, bias } = this;
    return writeModel(path, { kind: "classifier", parameters: { scale, bias }, arrays: [weights] });
  }

  /** Probability that a text is good; 0.5 for an empty one when the bias is 0. */
  probability(text: string): number {
    const { weights } = this;
    let sum = 0;
    const count = eachFeature(text, weights.length - 1, (bucket) => {
      sum += weights[bucket]!;
    });
    const logit = this.bias + (count === 0 ? 0 : (sum * this.scale) / count);
    return 1 / (1 + Math.exp(-logit));
  }
}
