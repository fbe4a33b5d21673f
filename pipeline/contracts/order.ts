/** Stages that lay documents or rows out anew: mixing and shuffling. */
import type { z } from "zod";
import type { Declared, StageParameters } from "./declaration.js";

/** What is known of a source before anything is read: its bytes, unpacked as far as sizes tell. */
export interface SourceBytes {
  readonly source: string;
  readonly bytes: number;
}

/** What one source (a named input) has to give. */
export interface SourceAmount {
  readonly source: string;
  /** Documents or rows. */
  readonly units: number;
  /** Their tokens; characters where there are no tokens. */
  readonly amount: number;
}

/**
 * How often the documents of a source are used. 2.25 epochs are two whole passes over the source and a third pass over a quarter
 * of it, chosen by a hash of the ids.
 */
export interface SourceShare {
  readonly source: string;
  readonly epochs: number;
  /** What the last, partial pass takes its fraction of: the documents (rows), or their tokens (characters). */
  readonly fractionOf: "units" | "amount";
  /** Tokens (characters) that the recipe asks for. A source may be too small to give them. */
  readonly wanted: number;
}

/**
 * Puts what the stages before it made into a new order: documents when it stands before a packing stage or a text sink, rows when
 * it stands after a compose stage. The engine does it in two passes on disk: units (documents or rows) are dealt to buckets by
 * their new place, then each bucket is ordered in memory.
 */
export interface OrderStage<P extends StageParameters = StageParameters> extends Declared<"order", P> {
  /** True: in random order; false: the units of each source keep their own. */
  readonly shuffles: boolean;
  /** Bytes that are ordered in memory at once. The order does not depend on it. */
  bucketBytes(params: z.output<P>): number;
  /** Shares of the sources, for a stage that mixes them. Asked when all amounts are known. */
  shares?(sources: readonly SourceAmount[], params: z.output<P>): readonly SourceShare[];
  /** Bytes that each of the two passes writes, for the forecast of disk space. A stage without it passes on the bytes of all sources. */
  passBytes?(sources: readonly SourceBytes[], params: z.output<P>): number;
  /** Describes for people, before the run, what will be done. Throws when the stage names a source that the recipe does not have. */
  describe(sources: readonly SourceBytes[], params: z.output<P>): string[];
}
