/** Stages that must see the whole corpus before one sample may go on: deduplication. */
import type { z } from "zod";
import type { Declared, StageContext, StageParameters } from "./declaration.js";
import type { JsonValue, Sample, SampleArray } from "./sample.js";

/** A stable address of a sample inside a run: split index and record number among what entered the barrier. */
export interface Address {
  readonly split: number;
  readonly ordinal: number;
}

/** A decision of a barrier: this sample goes, because of that keeper. */
export interface Removal {
  readonly split: number;
  readonly ordinal: number;
  /** One of the stage's `reasons`. */
  readonly reason: string;
  readonly keeper: Address;
  /** One name for all samples that are duplicates of one another; the cluster guard counts by it. */
  readonly cluster: string;
  /** How similar the sample and its keeper are, from 0 to 1. */
  readonly similarity: number;
}

/** A decision of a barrier that edits: these parts of the sample's text go. A sample of which nothing is left is dropped. */
export interface Edit {
  readonly split: number;
  readonly ordinal: number;
  /** The drop reason where nothing but white space is left. */
  readonly reason: string;
  /** [start, end) in UTF-16 units; ascending, none touches another, none cuts a surrogate pair. */
  readonly cuts: readonly (readonly [start: number, end: number])[];
  readonly twin: Twin;
}

/** Another sample that has what is cut; if several have parts of it, the one that has the most. */
export interface Twin extends Address {
  /** Share of what is cut, from 0 to 1. */
  readonly share: number;
  /** True where these parts stay in it, false where they go from all samples. */
  readonly keeps: boolean;
}

/** What a barrier decides of one sample. */
export type Decision = Removal | Edit;

/** Collects what a barrier needs to know of each sample of one split, and writes it under `folder`. */
export interface Sketcher {
  /** @param ordinal record number of the sample among what entered the barrier from its split */
  add(sample: Sample, ordinal: number): void;
  /** Publishes the sketch of the split; file names are relative to the folder given to `openSketch`. */
  finish(): Promise<void>;
}

/** The sketches of all splits, and of the stored indexes that the run is matched against. */
export interface SketchSet {
  /**
   * First the parts of stored indexes, then one entry a split, in split order: the folder that its Sketcher wrote (of a part:
   * that `StoredSketches.copy` wrote), and how many samples were added. `split` numbers the addresses.
   */
  readonly splits: readonly { readonly split: number; readonly folder: string; readonly samples: number }[];
  /** How many of `splits` are parts of stored indexes. What they hold stays, whatever the keep policy prefers. */
  readonly stored: number;
  /** True for samples that an earlier barrier already removed; they take no part in matching. */
  isRemoved(split: number, ordinal: number): boolean;
}

/** Gives the cleaned texts back to a barrier that wants to verify a candidate pair. Bounded cache inside. */
export interface TextLookup {
  /** The text of a sample of this run, as it entered the barrier. */
  text(address: Address): Promise<string>;
  /** What `StoredSketches.arrays` kept with a document of a stored index, whose text is not at hand. */
  stored(address: Address, name: string): Promise<SampleArray>;
}

/** How what a barrier kept is stored, so that later runs are matched against it without its texts. */
export interface StoredSketches<P extends StageParameters = StageParameters> {
  /** Two runs can be compared when these are equal. */
  settings(params: z.output<P>): Readonly<Record<string, JsonValue>>;
  /** Bytes of a million documents, ids and addresses aside, and of arrays for each byte of their texts. */
  readonly diskBytesPerMillion: number;
  readonly diskBytesPerTextByte?: number;
  /**
   * Copies a sketch, of a split or of a stored part, without the samples that go. Those that stay are numbered anew, in their
   * order, and have rank 0: they precede every sample of a later run.
   *
   * @param renumber new ordinal of a sample, or `undefined` where it goes
   */
  copy(from: string, into: string, renumber: (ordinal: number) => number | undefined): void;
  /** Arrays to be kept with each document, from its text. */
  arrays?(params: z.output<P>): (text: string) => Readonly<Record<string, SampleArray>>;
}

/**
 * Deduplication in tasks that hold no corpus: a small sketch of each sample; sketches matched partition by partition to edges between
 * samples; where the stage has them, `collect` and `verify` split by split, which judge pairs on more than their sketches; and all edges
 * resolved to removals, or edits, of each split.
 */
export interface BarrierStage<P extends StageParameters = StageParameters> extends Declared<"barrier", P> {
  /** True when it edits samples: what follows then sees the edited texts, other barriers too. */
  readonly edits?: boolean;
  /** A stage that has this can store what it kept for later runs, and its `match` takes stored parts (`SketchSet.stored`). */
  readonly stored?: StoredSketches<P>;
  /** Number of match partitions for an expected number of samples. Independent of the number of workers. */
  partitions(expectedSamples: number, params: z.output<P>): number;
  /** Begins the sketch of a split in `folder`, cut into `partitions`. */
  openSketch(
    folder: string,
    partitions: number,
    params: z.output<P>,
    context: StageContext,
  ): Promise<Sketcher>;
  /** Matches one partition over all splits and writes edges to `edgeFile`. Must be deterministic. */
  match(
    partition: number,
    sketches: SketchSet,
    edgeFile: string,
    texts: TextLookup,
    params: z.output<P>,
  ): Promise<void>;
  /**
   * A stage that has this gets it called between `match` and `verify`, once for each of `sketches.splits`. It takes the candidates of
   * the split at place `split` and adds what the split's sketch says of their samples; `verify` is then handed these files, not those
   * of `match`. That way each sketch is read from front to back and never at random. Must be deterministic.
   */
  collect?(
    split: number,
    candidateFiles: readonly string[],
    sketches: SketchSet,
    collectedFile: string,
    params: z.output<P>,
  ): Promise<void>;
  /**
   * A stage that has this writes candidates in `match`, not edges. It judges those that belong to the split at place `split` of
   * `sketches.splits` and writes their edges, so that a pair found in several partitions is judged once. Must be deterministic.
   */
  verify?(
    split: number,
    candidateFiles: readonly string[],
    sketches: SketchSet,
    edgeFile: string,
    texts: TextLookup,
    params: z.output<P>,
  ): Promise<void>;
  /** All edges -> who keeps whom, by the stage's policy -> removals, or edits; in (split, ordinal) order. */
  resolve(edgeFiles: readonly string[], sketches: SketchSet, params: z.output<P>): AsyncIterable<Decision>;
}
