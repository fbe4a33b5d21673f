/**
 * Signed pairs: candidates with the signatures that judging them needs, so that `verify` reads from front to back and nothing at
 * random. A sorted run file of one split, with one section a split of the later samples:
 *
 * | word | what                                                                                  |
 * |------|---------------------------------------------------------------------------------------|
 * | 0    | place of the later sample's split among all, spread over the range of a word           |
 * | 1    | ordinal of the later sample                                                            |
 * | 2, 3 | 1 + place of the split, and ordinal, of the earlier sample; 0, 0: the later one itself  |
 * | 4    | rank by the keep policy                                                                |
 * | 5 -  | signature, two 16-bit entries a word, the lower first                                  |
 *
 * Words 4 and on are of the earlier sample, or of the later one in the record that comes first of those of its pairs.
 */
import { ExternalSorter } from "../../../pipeline/storage/sorted-runs/external-sort.js";
import { runSection } from "../../../pipeline/storage/sorted-runs/run-merge.js";
import { firstWordOf } from "../../../pipeline/storage/sorted-runs/sorted-run.js";
import { WindowMerge } from "../../../pipeline/storage/sorted-runs/window-merge.js";
import type { Place } from "./candidate-file.js";

const keyWords = 4;
const signatureAt = keyWords + 1;
const sortedBytes = 16 * 1024 * 1024;
/** Bytes of a window; see `WindowMerge`. */
const mergedBytes = 8 * 1024 * 1024;

function signedWords(permutations: number): number {
  return signatureAt + Math.ceil(permutations / 2);
}

export class SignedPairWriter {
  /** The signature to be added next. */
  readonly entries: Uint16Array;
  readonly #record: Uint32Array;
  readonly #sorter: ExternalSorter;

  /** @param splits number of `sketches.splits` */
  constructor(
    path: string,
    readonly splits: number,
    permutations: number,
  ) {
    const words = signedWords(permutations);
    this.#record = new Uint32Array(words);
    this.entries = new Uint16Array(this.#record.buffer, signatureAt * 4, permutations);
    this.#sorter = new ExternalSorter(path, { words, sections: splits }, { memoryBytes: sortedBytes });
  }

  /** Adds `entries` and `rank` of `earlier`; without it, of `later` itself. */
  add(later: Place, rank: number, earlier?: Place): void {
    const record = this.#record;
    record[0] = firstWordOf(later.part, this.splits);
    record[1] = later.ordinal;
    record[2] = earlier === undefined ? 0 : earlier.part + 1;
    record[3] = earlier === undefined ? 0 : earlier.ordinal;
    record[4] = rank;
    this.#sorter.add(record);
  }

  finish(): void {
    this.#sorter.finish();
  }
}

/** A sample with its signature. */
export interface Signed extends Place {
  readonly rank: number;
  /** Used again for the next pair. */
  readonly entries: Uint16Array;
}

/** The pairs whose later sample is of the split at place `part`, by that and then by the earlier one. */
export function* readSignedPairs(
  files: readonly string[],
  part: number,
  permutations: number,
): Generator<{ readonly earlier: Signed; readonly later: Signed }> {
  const words = signedWords(permutations);
  const parts = files.map((file) => runSection(file, words, part));
  const [own, other] = [new Uint32Array(words), new Uint32Array(words)];
  const entriesOf = ({ buffer }: Uint32Array): Uint16Array =>
    new Uint16Array(buffer, signatureAt * 4, permutations);
  const [ownEntries, otherEntries] = [entriesOf(own), entriesOf(other)];
  let later: Signed | undefined;
  try {
    const merge = new WindowMerge(parts, words, keyWords, Math.floor(mergedBytes / (words * 4)));
    while (merge.next()) {
      const { block, offset } = merge;
      const isOwn = block[offset + 2]! === 0;
      const record = isOwn ? own : other;
      for (let word = 0; word < words; word++) record[word] = block[offset + word]!;
      const ordinal = record[1]!;
      const rank = record[keyWords]!;
      if (isOwn) {
        later = { part, ordinal, rank, entries: ownEntries };
        continue;
      }
      if (later?.ordinal !== ordinal) throw new Error(`no signature of sample ${ordinal}, split ${part}`);
      const earlier = { part: record[2]! - 1, ordinal: record[3]!, rank, entries: otherEntries };
      yield { earlier, later };
    }
  } finally {
    for (const { reader } of parts) reader.close();
  }
}
