/** Writes the signatures and the sorted band keys of one split: the two files that `signatures.ts` describes. */
import { ExternalSorter } from "../../../pipeline/storage/sorted-runs/external-sort.js";
import { wordsOfRun } from "../../../pipeline/storage/sorted-runs/run-reader.js";
import { RunWriter } from "../../../pipeline/storage/sorted-runs/run-writer.js";
import { storedRank } from "../matching/keep-policy.js";
import { copyRun, type Renumber } from "../matching/stored-runs.js";
import {
  type BandPlan,
  bandKey,
  bandPath,
  bandWords,
  signatureBlockBytes,
  signaturePath,
  signatureWords,
  storedBandWords,
} from "./signatures.js";

/** Copies both files for a stored index; see `stored-runs.ts`. */
export function copySignatures(from: string, into: string, renumber: Renumber): void {
  copyRun(signaturePath(from), signaturePath(into), {
    words: wordsOfRun(signaturePath(from)),
    blockBytes: signatureBlockBytes,
    change(block, at, into, record) {
      if (renumber(record) === undefined) return false;
      for (let word = 0; word < into.length; word++) into[word] = block[at + word]!;
      into[0] = storedRank;
      return true;
    },
  });
  // The ordinal is the last word of a record, whether the record has a rank or not.
  const ordinalAt = wordsOfRun(bandPath(from)) - 1;
  copyRun(bandPath(from), bandPath(into), {
    words: storedBandWords,
    change(block, at, into) {
      const ordinal = renumber(block[at + ordinalAt]!);
      if (ordinal === undefined) return false;
      into[0] = block[at]!;
      into[1] = block[at + 1]!;
      into[2] = ordinal;
      return true;
    },
  });
}

/**
 * Band keys that are sorted at once. A split of many short texts has 20 MB of them, one of few long texts hardly any: with this, sorting
 * takes less than everything else that such a task holds (npm run bench -- memory).
 */
const sortedBytes = 4 * 1024 * 1024;

export interface SignatureShape {
  readonly permutations: number;
  readonly plan: BandPlan;
  /** True when all ranks are equal and are not stored with the keys. */
  readonly unranked: boolean;
}

export class SignatureWriter {
  /** The signature to be added next. */
  readonly entries: Uint16Array;
  readonly #record: Uint32Array;
  readonly #band: Uint32Array;
  readonly #plan: BandPlan;
  readonly #signatures: RunWriter;
  readonly #bands: ExternalSorter;

  constructor(folder: string, partitions: number, { permutations, plan, unranked }: SignatureShape) {
    const words = signatureWords(permutations);
    this.#record = new Uint32Array(words);
    this.entries = new Uint16Array(this.#record.buffer, 8);
    this.#band = new Uint32Array(bandWords(unranked));
    this.#plan = plan;
    this.#signatures = new RunWriter(signaturePath(folder), { words, blockBytes: signatureBlockBytes });
    const keys = { words: this.#band.length, sections: partitions };
    this.#bands = new ExternalSorter(bandPath(folder), keys, { memoryBytes: sortedBytes });
  }

  /** Adds `entries` as the signature of a sample with `shingles` shingles. */
  add(ordinal: number, rank: number, shingles: number): void {
    if (ordinal !== this.#signatures.records) {
      throw new RangeError(`sample ${ordinal} added as number ${this.#signatures.records}`);
    }
    this.#record[0] = rank;
    this.#record[1] = shingles;
    this.#signatures.append(this.#record, 0);
    if (shingles === 0) return;
    this.#band[2] = rank;
    this.#band[this.#band.length - 1] = ordinal;
    for (let band = 0; band < this.#plan.bands; band++) {
      bandKey(this.entries, this.#plan, band, this.#band);
      this.#bands.add(this.#band);
    }
  }

  finish(): void {
    this.#signatures.finish();
    this.#bands.finish();
  }
}
