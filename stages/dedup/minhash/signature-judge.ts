/**
 * What two signatures tell of the similarity of their texts.
 *
 * The number of equal entries of two signatures is spread like that of independent draws at least as narrowly (Dahlgaard,
 * Knudsen, Thorup 2017), so Chernoff's bound holds: of n entries a share p or more (or less) is equal, against a
 * similarity t below p (above p), with a probability of at most exp(-n KL(p, t)). Shares for which that is at most
 * `maxError` are decided by the signature.
 */
import { equalEntries } from "./similarity-sketch.js";

export interface SignatureJudgeOptions {
  readonly permutations: number;
  readonly threshold: number;
  /** Highest probability that the signatures decide other than the texts would. */
  readonly maxError: number;
}

export class SignatureJudge {
  /** What a number of equal entries decides: similar, not, or `undefined`. */
  readonly #verdicts: readonly (boolean | undefined)[];

  constructor(readonly options: SignatureJudgeOptions) {
    const { permutations, threshold, maxError } = options;
    this.#verdicts = Array.from({ length: permutations + 1 }, (_, same) =>
      verdictOf(same / permutations, permutations, threshold, maxError),
    );
  }

  /** Share of equal entries. */
  estimate(a: Uint16Array, b: Uint16Array): number {
    return this.#equal(a, b) / this.options.permutations;
  }

  /** Whether the texts are similar; `undefined` when only the texts can tell. */
  verdict(a: Uint16Array, b: Uint16Array): boolean | undefined {
    return this.#verdicts[this.#equal(a, b)];
  }

  #equal(a: Uint16Array, b: Uint16Array): number {
    return equalEntries(a, b, this.options.permutations);
  }
}

/** @param share equal entries / entries */
function verdictOf(share: number, entries: number, threshold: number, maxError: number): boolean | undefined {
  const divergence = divergenceTerm(share, threshold) + divergenceTerm(1 - share, 1 - threshold);
  return Math.exp(-entries * divergence) <= maxError ? share >= threshold : undefined;
}

function divergenceTerm(share: number, expected: number): number {
  return share === 0 ? 0 : share * Math.log(share / expected);
}
