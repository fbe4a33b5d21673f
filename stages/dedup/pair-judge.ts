/**
 * Decides whether two samples are similar: by their signatures where these leave no doubt, else by their texts.
 *
 * The number of equal entries of two signatures is spread like that of independent draws at least as narrowly (Dahlgaard,
 * Knudsen, Thorup 2017), so Chernoff's bound holds: of n entries a share p or more (or less) is equal, against a
 * similarity t below p (above p), with a probability of at most exp(-n KL(p, t)). Shares for which that is at most
 * `maxError` are decided by the signature.
 */
import type { Address, TextLookup } from "../../pipeline/stage.js";
import type { Shingler } from "../text/shingles.js";
import type { Ranked } from "./edge-file.js";
import { JaccardMeter } from "./jaccard.js";
import type { Signature } from "./signatures.js";
import { equalEntries } from "./similarity-sketch.js";

/** A sample of a bucket. */
export interface Candidate extends Ranked {
  readonly signature: Signature;
}

export interface JudgeOptions {
  readonly permutations: number;
  readonly threshold: number;
  /** Highest probability that the signatures decide other than the texts would. */
  readonly maxError: number;
  readonly openShingler: () => Shingler;
}

/** Bytes of shingles that are held of texts looked at last. */
const heldBytes = 32 * 1024 * 1024;

export class PairJudge {
  /** What a number of equal entries decides: similar, not, or `undefined`. */
  readonly #verdicts: readonly (boolean | undefined)[];
  readonly #shingler: Shingler;
  readonly #meter = new JaccardMeter();
  readonly #held = new Map<number, Uint32Array>();
  #heldBytes = 0;

  constructor(
    readonly texts: TextLookup,
    readonly options: JudgeOptions,
  ) {
    const { permutations, threshold, maxError } = options;
    this.#verdicts = Array.from({ length: permutations + 1 }, (_, same) =>
      verdictOf(same / permutations, permutations, threshold, maxError),
    );
    this.#shingler = options.openShingler();
  }

  /** Share of equal entries of the signatures. */
  estimate(a: Candidate, b: Candidate): number {
    return this.#equal(a, b) / this.options.permutations;
  }

  /** What the signatures decide; `undefined` when the texts must. */
  bySignatures(a: Candidate, b: Candidate): boolean | undefined {
    return this.#verdicts[this.#equal(a, b)];
  }

  /** The similarity of the pair if that reaches the threshold, measured on the texts where need be; else `undefined`. */
  async similarity(a: Candidate, b: Candidate): Promise<number | undefined> {
    const verdict = this.bySignatures(a, b);
    if (verdict !== undefined) return verdict ? this.estimate(a, b) : undefined;
    const shinglesA = this.#known(a) ?? this.#hold(a, await this.texts.text(a));
    const shinglesB = this.#known(b) ?? this.#hold(b, await this.texts.text(b));
    const similarity = this.#meter.similarity(shinglesA, shinglesB);
    return similarity >= this.options.threshold ? similarity : undefined;
  }

  #equal(a: Candidate, b: Candidate): number {
    return equalEntries(a.signature.entries, b.signature.entries, this.options.permutations);
  }

  #known(address: Address): Uint32Array | undefined {
    const key = keyOf(address);
    const shingles = this.#held.get(key);
    if (shingles !== undefined) {
      this.#held.delete(key);
      this.#held.set(key, shingles);
    }
    return shingles;
  }

  #hold(address: Address, text: string): Uint32Array {
    const shingles = this.#shingler.shingle(text).slice();
    this.#held.set(keyOf(address), shingles);
    this.#heldBytes += shingles.byteLength;
    for (const [key, oldest] of this.#held) {
      if (this.#heldBytes <= heldBytes || this.#held.size === 1) break;
      this.#held.delete(key);
      this.#heldBytes -= oldest.byteLength;
    }
    return shingles;
  }
}

function keyOf({ split, ordinal }: Address): number {
  return split * 4294967296 + ordinal;
}

/** @param share equal entries / entries */
export function verdictOf(
  share: number,
  entries: number,
  threshold: number,
  maxError: number,
): boolean | undefined {
  const divergence = divergenceTerm(share, threshold) + divergenceTerm(1 - share, 1 - threshold);
  return Math.exp(-entries * divergence) <= maxError ? share >= threshold : undefined;
}

function divergenceTerm(share: number, expected: number): number {
  return share === 0 ? 0 : share * Math.log(share / expected);
}
