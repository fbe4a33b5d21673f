/**
 * Sketches in a stored index: those of a split without the samples that went. The files are the same as in a split's sketch
 * (`signatures.ts`, `hash-match.ts`, `hamming-match.ts`), but samples are numbered anew from 0 on, in their order, all ranks are
 * `storedRank`, and `bands.run` has no ranks at all.
 */
import type { SketchSet } from "../../../pipeline/contracts/stage.js";
import type { SortedPart } from "../../../pipeline/storage/sorted-runs/run-merge.js";
import { type BlockSource, RunReader, wordsOfRun } from "../../../pipeline/storage/sorted-runs/run-reader.js";
import { RunWriter } from "../../../pipeline/storage/sorted-runs/run-writer.js";
import { storedRank } from "./keep-policy.js";

/** The new ordinal of a sample, or `undefined` when the sample is left out. */
export type Renumber = (ordinal: number) => number | undefined;

export interface CopiedRun {
  /** Words of a record in the file that is written. */
  readonly words: number;
  readonly blockBytes?: number;
  /** Writes the new form of record number `record`, which stands at `block[at]`, to `into`; returns false when the record is left out. */
  readonly change: (block: Uint32Array, at: number, into: Uint32Array, record: number) => boolean;
}

/** Copies a run file front to back, in its order and with its sections. Holds two blocks. */
export function copyRun(from: string, into: string, { words, blockBytes, change }: CopiedRun): void {
  const wordsBefore = wordsOfRun(from);
  const reader = new RunReader(from, wordsBefore);
  const shape = { words, sections: reader.sections };
  const writer = new RunWriter(into, blockBytes === undefined ? shape : { ...shape, blockBytes });
  const copy = new Uint32Array(words);
  try {
    for (let first = 0; first < reader.records; first += reader.blockRecords) {
      const block = reader.readBlock(first / reader.blockRecords);
      for (let at = 0; at < block.length; at += wordsBefore) {
        if (change(block, at, copy, first + at / wordsBefore)) writer.append(copy, 0);
      }
    }
  } catch (error) {
    writer.abort();
    throw error;
  } finally {
    reader.close();
  }
  writer.finish();
}

/** `StoredSketches` of one run file, whose records name rank and ordinal at these words. */
export function storedRun<Settings>(
  settings: Settings,
  diskBytesPerMillion: number,
  pathIn: (folder: string) => string,
  {
    words,
    rankAt,
    ordinalAt,
  }: { readonly words: number; readonly rankAt: number; readonly ordinalAt: number },
) {
  return {
    settings,
    diskBytesPerMillion,
    copy(from: string, into: string, renumber: Renumber): void {
      copyRun(pathIn(from), pathIn(into), {
        words,
        change(block, at, copy) {
          const ordinal = renumber(block[at + ordinalAt]!);
          if (ordinal === undefined) return false;
          for (let word = 0; word < words; word++) copy[word] = block[at + word]!;
          copy[rankAt] = storedRank;
          copy[ordinalAt] = ordinal;
          return true;
        },
      });
    },
  };
}

/** Records of a stored run that has no ranks, as if each had `storedRank` before its last word. */
class RankedSource implements BlockSource {
  readonly blockRecords: number;

  constructor(
    readonly source: BlockSource,
    /** Words of a record including its rank. */
    readonly words: number,
  ) {
    this.blockRecords = source.blockRecords;
  }

  readBlock(number: number): Uint32Array {
    const { words } = this;
    const block = this.source.readBlock(number);
    const records = block.length / (words - 1);
    const ranked = new Uint32Array(records * words);
    for (let record = 0; record < records; record++) {
      const from = record * (words - 1);
      const to = record * words;
      for (let word = 0; word < words - 2; word++) ranked[to + word] = block[from + word]!;
      ranked[to + words - 2] = storedRank;
      ranked[to + words - 1] = block[from + words - 2]!;
    }
    return ranked;
  }

  close(): void {
    this.source.close();
  }
}

/**
 * The records of one match partition in the run files of all sketches, stored ones first. Stored files may be cut into other
 * sections than those of this run.
 */
export function openPartition(
  sketches: SketchSet,
  partition: number,
  pathIn: (folder: string) => string,
  words: number,
  storedWords = words,
): readonly SortedPart[] {
  const readers = sketches.splits.map(
    ({ folder }, place) => new RunReader(pathIn(folder), place < sketches.stored ? storedWords : words),
  );
  const sections = readers.at(-1)?.sections ?? 1;
  return readers.map((reader, place) => ({
    reader: place < sketches.stored && storedWords < words ? new RankedSource(reader, words) : reader,
    ...reader.section(partition, sections),
  }));
}
