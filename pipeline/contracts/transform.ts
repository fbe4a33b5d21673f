/** Stages that see one sample after another, or one batch of them: maps, filters, batches. */
import type { z } from "zod";
import type { Declared, StageContext, StageParameters } from "./declaration.js";
import type { SampleError } from "./errors.js";
import type { JsonValue, Sample } from "./sample.js";

/** Counts what a stage found in a text, by kind, for ledger and report. Absent where nobody asks. */
export type CountFound = (kind: string, by?: number) => void;

/** sample -> sample (or several). Pure. Returning the same object means "unchanged". */
export type MapFunction = (sample: Sample, found?: CountFound) => Sample | readonly Sample[];

/** A stage that changes samples. */
export interface MapStage<P extends StageParameters = StageParameters> extends Declared<"map", P> {
  /** Whether it does to titles what it does to texts. Not for rules about lines, sentences and paragraphs, of which a title has none. */
  readonly titles?: boolean;
  /** Once per worker: reads what the function needs and builds it. */
  open(params: z.output<P>, context: StageContext): MapFunction | Promise<MapFunction>;
  /** Only for tokenizers: the vocabulary, with the way from ids back to text. */
  vocabulary?(params: z.output<P>, context: StageContext): Promise<Vocabulary>;
}

/** What the stages behind a tokenizer may know of its tokens. */
export interface Vocabulary {
  /** Highest id plus one. */
  readonly size: number;
  /** Name of the vocabulary, as in the parameter `tokenize.tokenizer`. */
  readonly name: string;
  decode(ids: ArrayLike<number>): string;
  /** Ids of a text, without any end-of-text token. A view that is valid until the next call. */
  encode(text: string): Uint32Array;
  /** Id of a token by its exact name in the vocabulary, such as `[MASK]`. */
  idOf(name: string): number | undefined;
  /** Id of the token that stands behind every document; none where documents end without one. */
  readonly endOfText?: number;
}

/** The score that was measured and, where the threshold decides so, the reason to drop. */
export interface Verdict {
  /** What was measured; kept with the sample under the name of the stage. */
  readonly score: number;
  /** One of the stage's `reasons`; undefined keeps the sample. */
  readonly reason: string | undefined;
  /** All that was measured, by name, where it is more than one thing; kept as `stage.name`. */
  readonly scores?: Readonly<Record<string, number>>;
  /** What the decision to drop rests on, kept beside the text in `rejects/`. */
  readonly detail?: Readonly<Record<string, JsonValue>>;
}

/** sample -> verdict. Pure. */
export type FilterFunction = (sample: Sample, found?: CountFound) => Verdict;

/** A sample is dropped when what was measured lies below or above. */
export interface Limit {
  /** The parameter that the limit comes from. */
  readonly parameter: string;
  /** Name of the measure; undefined for the one score of a stage that measures one thing. */
  readonly of?: string;
  readonly below?: number;
  readonly above?: number;
  readonly reason: string;
}

/** sample -> score -> keep, or a drop reason. Pure. */
export interface FilterStage<P extends StageParameters = StageParameters> extends Declared<"filter", P> {
  /** The limits, for a filter that decides by comparing its scores with limits. `defineScoredFilter` (limits.ts) makes the comparison. */
  limits?(params: z.output<P>): readonly Limit[];
  /** Once per worker: reads what the function needs and builds it. */
  open(params: z.output<P>, context: StageContext): FilterFunction | Promise<FilterFunction>;
}

/** What becomes of a sample in a batch: it goes on, changed or not, is dropped for a reason, or is quarantined. */
export type BatchOutcome = Sample | { readonly drop: string } | SampleError;

/** Gives one outcome for each sample, in the order of the samples. When it throws, each sample is tried again alone. */
export type BatchFunction = (samples: readonly Sample[]) => Promise<readonly BatchOutcome[]>;

/**
 * A map that has to wait: decoders that work in the thread pool, models. It gets the samples that one batch of the reader
 * brought, so it may hold all of them; texts never pass through such a stage unless a recipe names one.
 */
export interface BatchStage<P extends StageParameters = StageParameters> extends Declared<"batch", P> {
  /** Once per worker: loads the model and returns what works on a batch. */
  open(params: z.output<P>, context: StageContext): BatchFunction | Promise<BatchFunction>;
}
