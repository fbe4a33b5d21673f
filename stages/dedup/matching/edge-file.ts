/**
 * Edges: what `match` leaves for `resolve`. A sorted run file; a record is a pair of similar samples, of which the keep
 * policy prefers one:
 *
 * | word    | what                                                          |
 * |---------|---------------------------------------------------------------|
 * | 0, 1, 2 | rank by the policy, split and ordinal of the sample to remove |
 * | 3, 4, 5 | the same of the preferred sample, which comes before          |
 * | 6       | their similarity, as the bits of a float32                    |
 */
import { float32Bits, float32Value } from "../../../pipeline/contracts/float32.js";
import { ExternalSorter } from "../../../pipeline/storage/sorted-runs/external-sort.js";

export const edgeWords = 7;
const sortedBytes = 8 * 1024 * 1024;

/** A sample as edges name it; the smallest (rank, split, ordinal) is the one to keep. */
export interface Ranked {
  readonly rank: number;
  readonly split: number;
  readonly ordinal: number;
}

export function precedes(a: Ranked, b: Ranked): boolean {
  if (a.rank !== b.rank) return a.rank < b.rank;
  if (a.split !== b.split) return a.split < b.split;
  return a.ordinal < b.ordinal;
}

/** Takes pairs in any order and either way round. Cost: 28 bytes an edge on disk. */
export class EdgeWriter {
  readonly #sorter: ExternalSorter;
  readonly #record = new Uint32Array(edgeWords);

  constructor(path: string) {
    this.#sorter = new ExternalSorter(path, { words: edgeWords }, { memoryBytes: sortedBytes });
  }

  add(a: Ranked, b: Ranked, similarity: number): void {
    const [lesser, keeper] = precedes(a, b) ? [b, a] : [a, b];
    const record = this.#record;
    record[0] = lesser.rank;
    record[1] = lesser.split;
    record[2] = lesser.ordinal;
    record[3] = keeper.rank;
    record[4] = keeper.split;
    record[5] = keeper.ordinal;
    record[6] = float32Bits(similarity);
    this.#sorter.add(record);
  }

  finish(): void {
    this.#sorter.finish();
  }
}

/** The similarity rounded to seven decimals, so that 0.8 comes back as 0.8. */
export function decodeSimilarity(word: number): number {
  return Math.round(float32Value(word) * 1e7) / 1e7;
}
