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

/** How often a source is gone through; 2.25 is twice, then once more a quarter of it, chosen by a hash of the ids. */
export interface SourceShare {
  readonly source: string;
  readonly epochs: number;
  /** What the broken pass takes its fraction of: documents (rows), or their tokens (characters). */
  readonly fractionOf: "units" | "amount";
  /** Tokens (characters) that were asked for, which a source can be too small for. */
  readonly wanted: number;
}

/**
 * Gives what stands before it a new order: documents in front of a packing stage or a text sink, rows behind a compose stage. The engine
 * does it in two passes on disk: units (documents or rows) are dealt to buckets by their new place, then each bucket is ordered in memory.
 */
export interface OrderStage<P extends StageParameters = StageParameters> extends Declared<"order", P> {
  /** True: in random order; false: the units of each source keep their own. */
  readonly shuffles: boolean;
  /** Bytes that are ordered in memory at once. The order does not depend on it. */
  bucketBytes(params: z.output<P>): number;
  /** Shares of the sources, for a stage that mixes them. Asked when all amounts are known. */
  shares?(sources: readonly SourceAmount[], params: z.output<P>): readonly SourceShare[];
  /** Bytes that pass through each of the two passes, for the forecast of disk; the bytes of all sources without it. */
  passBytes?(sources: readonly SourceBytes[], params: z.output<P>): number;
  /** What will be done, for people, before anything ran; complains about sources that the recipe does not have. */
  describe(sources: readonly SourceBytes[], params: z.output<P>): string[];
}
