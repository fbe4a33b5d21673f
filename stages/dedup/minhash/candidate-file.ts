/**
 * Candidates: the pairs of samples that `match` brings together. A sorted run file with one section a split, written for who
 * reads the signatures of a split from front to back (`collect.ts`): a pair stands under both of its samples.
 *
 * | word | what                                                                                              |
 * |------|---------------------------------------------------------------------------------------------------|
 * | 0    | place of the sample's split among all, spread over the range of a word                             |
 * | 1    | ordinal of the sample                                                                              |
 * | 2, 3 | where it is the earlier of a pair: 1 + place of the split, and ordinal, of the later; else both 0   |
 *
 * A pair that shares several bands is found as often; sorted, its records come together and are read as one.
 */
import { ExternalSorter } from "../../../pipeline/storage/sorted-runs/external-sort.js";
import { runSection } from "../../../pipeline/storage/sorted-runs/run-merge.js";
import { firstWordOf } from "../../../pipeline/storage/sorted-runs/sorted-run.js";
import { WindowMerge } from "../../../pipeline/storage/sorted-runs/window-merge.js";

const candidateWords = 4;
const sortedBytes = 8 * 1024 * 1024;
/** Records of a window; see `WindowMerge`. */
const mergedRecords = 1 << 18;

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
    const shape = { words: candidateWords, sections: splits };
    this.#sorter = new ExternalSorter(path, shape, { memoryBytes: sortedBytes, distinct: true });
  }

  /** Takes a pair either way round. */
  add(a: Place, b: Place): void {
    const isOrdered = a.part < b.part || (a.part === b.part && a.ordinal < b.ordinal);
    const [earlier, later] = isOrdered ? [a, b] : [b, a];
    if (later.part < this.stored) return;
    this.#add(earlier, later.part + 1, later.ordinal);
    this.#add(later, 0, 0);
  }

  finish(): void {
    this.#sorter.finish();
  }

  #add(sample: Place, laterPart: number, laterOrdinal: number): void {
    this.#record[0] = firstWordOf(sample.part, this.splits);
    this.#record[1] = sample.ordinal;
    this.#record[2] = laterPart;
    this.#record[3] = laterOrdinal;
    this.#sorter.add(this.#record);
  }
}

/** One sample of a candidate pair. */
export interface CandidateRecord {
  readonly ordinal: number;
  /** The later sample of the pair, when this one is the earlier; `undefined` when this one is itself the later sample of some pairs. */
  readonly later: Place | undefined;
}

/** The records of the split at place `part`, each once, sorted by ordinal. Holds one block of each file. */
export function* readCandidates(files: readonly string[], part: number): Generator<CandidateRecord> {
  const parts = files.map((file) => runSection(file, candidateWords, part));
  let [lastOrdinal, lastPart, lastLater] = [-1, -1, -1];
  try {
    const merge = new WindowMerge(parts, candidateWords, candidateWords, mergedRecords);
    while (merge.next()) {
      const { block, offset } = merge;
      const ordinal = block[offset + 1]!;
      const laterPart = block[offset + 2]!;
      const later = block[offset + 3]!;
      if (ordinal === lastOrdinal && laterPart === lastPart && later === lastLater) continue;
      [lastOrdinal, lastPart, lastLater] = [ordinal, laterPart, later];
      yield { ordinal, later: laterPart === 0 ? undefined : { part: laterPart - 1, ordinal: later } };
    }
  } finally {
    for (const { reader } of parts) reader.close();
  }
}
