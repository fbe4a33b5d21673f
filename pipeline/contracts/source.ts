/** Where samples come from: splits of files, and what a reader finds in them. */
import type { z } from "zod";
import type { Declared, StageParameters } from "./declaration.js";
import type { Sample } from "./sample.js";

/** A small file among those of a split. */
export interface SplitPiece {
  readonly file: string;
  /** Size of the whole file as stored, packed or not. */
  readonly bytes: number;
  readonly divisible: boolean;
}

/** A part of an input that can be read alone. Planned from sizes only. */
export interface Split {
  /** Number of the split in the plan; its samples, receipts and payloads are named by it. */
  readonly index: number;
  /** Name of the input. */
  readonly input: string;
  /** The folder, or file, that all paths of the input lie in: names of documents begin below it. */
  readonly root: string;
  readonly file: string;
  /** All files of a split that gathers small ones; `file` is the first of them, and [0, end) the bytes of them all. */
  readonly files?: readonly string[];
  /**
   * Small files that one task reads one after another, each as if it had a split of its own. The engine hands them to the source
   * one by one; `file` is the first of them, and [0, end) the bytes of them all.
   */
  readonly pieces?: readonly SplitPiece[];
  /** Bytes of the file as it lies in the store, packed or not: [start, end). */
  readonly start: number;
  readonly end: number;
  /** True when the file can be cut at any byte (plain, line-oriented). */
  readonly divisible: boolean;
}

/**
 * One record as the reader found it: a sample; a sound record of a kind that makes none (`passedOver`, with one of the source's
 * reasons); or an error, with the raw record. `bytes` is about what the record takes, unpacked.
 */
export type ReadResult =
  | { readonly sample: Sample; readonly bytes: number }
  | {
      /** `what` tells the record in a line: its kind and address. */
      readonly passedOver: { readonly reason: string; readonly what: string; readonly origin: string };
      readonly bytes: number;
    }
  | {
      readonly error: { readonly code: string; readonly message: string; readonly origin: string };
      readonly raw: Buffer;
      readonly bytes: number;
    };

/** Reads one split as a stream of results, in batches bounded by bytes. */
export interface SourceStage<P extends StageParameters = StageParameters> extends Declared<"source", P> {
  /** File name endings that a folder is searched for. */
  readonly endings: readonly string[];
  /** Whether a file of this name may be cut into byte ranges. From the name only; never opens the file. */
  divisible(file: string, params: z.output<P>): boolean;
  /**
   * Whether a file of this name that is not divisible may be cut all the same. Each split then goes through the file up to its own
   * beginning (unpacks it, or looks for the ends of records), and reads the records that begin between its bytes as stored.
   */
  unwinds?(file: string): boolean;
  /**
   * Where files are small and many, such as pictures: they are read many to a split (`Split.files`). Tells what files have in
   * common that may not be parted, such as a picture and its notes: a beginning of the path.
   */
  gathers?(file: string): string;
  /** The records of a split in their order. What cannot be read is told as an error, never left out. */
  read(split: Split, params: z.output<P>): AsyncIterable<readonly ReadResult[]>;
}
