/**
 * Candidates: the pairs of samples that `match` brings together and `verify` judges. A sorted run file with one section a split;
 * a record is a pair, under the split of its later sample:
 *
 * | word | what                                                                        |
 * |------|-----------------------------------------------------------------------------|
 * | 0    | place of the later sample's split among all, spread over the range of a word |
 * | 1    | ordinal of the later sample                                                  |
 * | 2, 3 | place of the split and ordinal of the earlier sample                         |
 *
 * A pair that shares several bands is found as often; sorted, its records come together and are read as one.
 */
import { ExternalSorter } from "../../pipeline/storage/external-sort.js";
import { RunReader } from "../../pipeline/storage/sorted-run.js";
import { WindowMerge } from "../../pipeline/storage/window-merge.js";

const candidateWords = 4;

/** A sample by the place of its split in `sketches.splits`. */
export interface Place {
  readonly part: number;
  readonly ordinal: number;
}

export class CandidateWriter {
  readonly #sorter: ExternalSorter;
  readonly #record = new Uint32Array(candidateWords);

  /**
   * @param splits number of `sketches.splits`
   * @param stored how many of them, the first ones, are stored: pairs of two of their documents are left out
   */
  constructor(
    path: string,
    readonly splits: number,
    readonly stored: number,
  ) {
    this.#sorter = new ExternalSorter(path, { words: candidateWords, sections: splits });
  }

  /** Takes a pair either way round. */
  add(a: Place, b: Place): void {
    const isOrdered = a.part < b.part || (a.part === b.part && a.ordinal < b.ordinal);
    const [earlier, later] = isOrdered ? [a, b] : [b, a];
    if (later.part < this.stored) return;
    this.#record[0] = Math.ceil((later.part / this.splits) * 4294967296);
    this.#record[1] = later.ordinal;
    this.#record[2] = earlier.part;
    this.#record[3] = earlier.ordinal;
    this.#sorter.add(this.#record, 0);
  }

  finish(): void {
    this.#sorter.finish();
  }
}

/** The pairs whose later sample is of the split at place `part`, each once, in order. Holds one block a file. */
export function* readCandidates(
  files: readonly string[],
  part: number,
): Generator<{ readonly earlier: Place; readonly later: Place }> {
  const parts = files.map((file) => {
    const reader = new RunReader(file, candidateWords);
    return { reader, ...reader.section(part) };
  });
  let last = { later: -1, part: -1, ordinal: -1 };
  try {
    const merge = new WindowMerge(parts, candidateWords);
    while (merge.next()) {
      const { block, offset } = merge;
      const pair = { later: block[offset + 1]!, part: block[offset + 2]!, ordinal: block[offset + 3]! };
      if (pair.later === last.later && pair.part === last.part && pair.ordinal === last.ordinal) continue;
      last = pair;
      yield {
        earlier: { part: pair.part, ordinal: pair.ordinal },
        later: { part, ordinal: pair.later },
      };
    }
  } finally {
    for (const { reader } of parts) reader.close();
  }
}
