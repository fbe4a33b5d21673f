/**
 * Signatures: a text's set of shingles as a few 16-bit numbers, of which two texts share about the fraction that their
 * sets have in common (Jaccard).
 *
 * Fast similarity sketching (Dahlgaard, Knudsen, Thorup, FOCS 2017): each round throws all shingles into the bins, and the
 * smallest hash in a bin becomes its entry; a bin that a round filled is closed. A long text is done after one round,
 * a short one needs few more, and unlike densified one-permutation hashing the error of short texts stays that of
 * classic MinHash. Rounds beyond the number of bins serve one bin each, so the last empty ones are filled too.
 */
import { mix32 } from "../text/hash.js";

const empty = 0xffffffff;
const noRound = 0xffff;

export class SimilaritySketcher {
  readonly #slots: Uint32Array;
  /** The round that filled a bin. */
  readonly #rounds: Uint16Array;

  /** @param bins entries of a signature, 1 - 32767 */
  constructor(readonly bins: number) {
    this.#slots = new Uint32Array(bins);
    this.#rounds = new Uint16Array(bins);
  }

  /**
   * Writes the signature of the set `hashes` to `into[at, at + bins)`; repeated hashes change nothing.
   * An empty set gives zeros: the caller must keep it apart.
   *
   * Cost: about 3 ns a shingle and round.
   */
  sketch(hashes: Uint32Array, into: Uint16Array, at: number): void {
    const bins = this.bins;
    const slots = this.#slots;
    const rounds = this.#rounds;
    if (hashes.length === 0) {
      into.fill(0, at, at + bins);
      return;
    }
    slots.fill(empty);
    rounds.fill(noRound);
    throwFirst(hashes, slots, bins);
    let open = close(slots, rounds, 0);
    for (let round = 1; round < bins && open > 0; round++) {
      throwAgain(hashes, slots, rounds, bins, round);
      open = close(slots, rounds, round);
    }
    for (let bin = 0; bin < bins && open > 0; bin++) {
      if (rounds[bin] !== noRound) continue;
      slots[bin] = smallest(hashes, bins + bin);
      rounds[bin] = bins + bin;
      open--;
    }
    for (let bin = 0; bin < bins; bin++) into[at + bin] = mix32(slots[bin]! ^ seedOf(rounds[bin]!)) >>> 16;
  }
}

function seedOf(round: number): number {
  return Math.imul(round + 1, 0x9e3779b1);
}

/** Kernel of the first round, where every bin is open: the bin from the upper half of one mix, the value from a second. */
function throwFirst(hashes: Uint32Array, slots: Uint32Array, bins: number): void {
  const seed = seedOf(0);
  for (let i = 0; i < hashes.length; i++) {
    let x = hashes[i]! ^ seed;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    const bin = Math.imul((x ^ (x >>> 16)) >>> 16, bins) >>> 16;
    x = Math.imul(x ^ (x >>> 15), 0x27d4eb2f);
    const value = (x ^ (x >>> 13)) >>> 0;
    if (value < slots[bin]!) slots[bin] = value;
  }
}

function throwAgain(
  hashes: Uint32Array,
  slots: Uint32Array,
  rounds: Uint16Array,
  bins: number,
  round: number,
): void {
  const seed = seedOf(round);
  for (let i = 0; i < hashes.length; i++) {
    let x = hashes[i]! ^ seed;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    const bin = Math.imul((x ^ (x >>> 16)) >>> 16, bins) >>> 16;
    if (rounds[bin] !== noRound) continue;
    x = Math.imul(x ^ (x >>> 15), 0x27d4eb2f);
    const value = (x ^ (x >>> 13)) >>> 0;
    if (value < slots[bin]!) slots[bin] = value;
  }
}

/** Closes the bins that `round` filled; returns how many stay open. */
function close(slots: Uint32Array, rounds: Uint16Array, round: number): number {
  let open = 0;
  for (let bin = 0; bin < slots.length; bin++) {
    if (rounds[bin] !== noRound) continue;
    if (slots[bin] === empty) open++;
    else rounds[bin] = round;
  }
  return open;
}

function smallest(hashes: Uint32Array, round: number): number {
  const seed = seedOf(round);
  let least = empty;
  for (let i = 0; i < hashes.length; i++) least = Math.min(least, mix32(hashes[i]! ^ seed));
  return least;
}

/** The share of entries that two signatures have in common: an estimate of the Jaccard similarity of the sets. */
export function estimateSimilarity(
  a: Uint16Array,
  atA: number,
  b: Uint16Array,
  atB: number,
  bins: number,
): number {
  let same = 0;
  for (let i = 0; i < bins; i++) if (a[atA + i] === b[atB + i]) same++;
  return same / bins;
}
