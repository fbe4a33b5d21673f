/**
 * The contracts that stages implement.
 *
 * A stage is one declaration: name, one-sentence summary, source of the rule, zod parameters (every parameter has
 * `.describe()` and a default; units stand in the description), drop reasons, an example, a cost, and `open`, which
 * builds the function once per worker. Everything else (YAML validation, JSON Schema, CLI help, docs, report wording)
 * derives from the declaration.
 */
import type { z } from "zod";
import type { BarrierStage } from "./barrier.js";
import type { ComposeStage, RowComposer, RowComposeStage, StreamComposeStage } from "./compose.js";
import type { StageContext, StageParameters } from "./declaration.js";
import type { OrderStage } from "./order.js";
import { overTexts, type TextFunction } from "./record-texts.js";
import type { SinkStage } from "./sink.js";
import type { SourceStage } from "./source.js";
import type { BatchStage, FilterStage, MapStage, Vocabulary } from "./transform.js";

export type * from "./barrier.js";
export type * from "./compose.js";
export type { StageContext, StageParameters } from "./declaration.js";
export type * from "./order.js";
export type * from "./sink.js";
export type * from "./source.js";
export type * from "./transform.js";

/** A stage of any kind, told apart by `kind`. */
export type AnyStage =
  | MapStage
  | FilterStage
  | BatchStage
  | SourceStage
  | BarrierStage
  | OrderStage
  | ComposeStage
  | SinkStage;

// Nearly all of these only add the kind. They are there for their types, which tie the functions of a stage to its parameter schema.

/**
 * Declares a stage that changes a sample, or makes several of it.
 *
 * @example
 * export const shout = defineMap({
 *   name: "shout", summary: "Puts texts into capitals.", source: "An example.", parameters: z.object({}),
 *   open: () => (sample) => withText(sample, sample.text.toUpperCase()),
 * });
 */
export function defineMap<P extends StageParameters>(stage: Omit<MapStage<P>, "kind">): MapStage<P> {
  return { kind: "map", ...stage };
}

/** Declares a map that changes texts and nothing else: captions are all gone through, and titles where the stage says so. */
export function defineTextMap<P extends StageParameters>(
  stage: Omit<MapStage<P>, "kind" | "open"> & {
    open(params: z.output<P>, context: StageContext): TextFunction;
  },
): MapStage<P> {
  const { titles = false } = stage;
  return defineMap({ ...stage, open: (params, context) => overTexts(stage.open(params, context), titles) });
}

/**
 * Declares a stage that scores a sample and keeps or drops it.
 *
 * @example
 * export const short = defineFilter({
 *   name: "short", summary: "Drops long texts.", source: "An example.",
 *   parameters: z.object({ max: z.int().default(1000).describe("Characters of the longest text that is kept") }),
 *   reasons: { "too-long": "the text has more than max characters" },
 *   open: ({ max }) => ({ text }) => ({ score: text.length, reason: text.length > max ? "too-long" : undefined }),
 * });
 */
export function defineFilter<P extends StageParameters>(stage: Omit<FilterStage<P>, "kind">): FilterStage<P> {
  return { kind: "filter", ...stage };
}

/** Declares a map that has to wait for its results, such as a model: it gets the samples of a batch at once. */
export function defineBatch<P extends StageParameters>(stage: Omit<BatchStage<P>, "kind">): BatchStage<P> {
  return { kind: "batch", ...stage };
}

/** Declares a stage that reads the records of files into samples. */
export function defineSource<P extends StageParameters>(stage: Omit<SourceStage<P>, "kind">): SourceStage<P> {
  return { kind: "source", ...stage };
}

/** Declares a stage that sees the whole corpus before one sample goes on: deduplication. */
export function defineBarrier<P extends StageParameters>(
  stage: Omit<BarrierStage<P>, "kind">,
): BarrierStage<P> {
  return { kind: "barrier", ...stage };
}

/** Declares a stage that cuts rows from the tokens of the whole corpus, seen as one stream: packing. */
export function defineCompose<P extends StageParameters>(
  stage: Omit<StreamComposeStage<P>, "kind" | "composes">,
): StreamComposeStage<P> {
  return { kind: "compose", composes: "stream", ...stage };
}

/** Declares a stage that makes rows of one sample after another. */
export function defineRowCompose<P extends StageParameters>(
  stage: Omit<RowComposeStage<P>, "kind" | "composes">,
): RowComposeStage<P> {
  return { kind: "compose", composes: "rows", ...stage };
}

/** Declares one that makes its rows of tokens, and so is opened with the vocabulary of the tokenizer that stands before it. */
export function defineTokenCompose<P extends StageParameters>(
  stage: Omit<RowComposeStage<P>, "kind" | "composes" | "needs" | "open"> & {
    open(params: z.output<P>, context: StageContext, vocabulary: Vocabulary): RowComposer;
  },
): RowComposeStage<P> {
  return defineRowCompose({
    ...stage,
    needs: "tokens",
    open(params, context, vocabulary) {
      if (vocabulary === undefined) throw new Error(`${stage.name} was opened without a vocabulary`);
      return stage.open(params, context, vocabulary);
    },
  });
}

/** Declares a stage that mixes or shuffles what stands before it. */
export function defineOrder<P extends StageParameters>(stage: Omit<OrderStage<P>, "kind">): OrderStage<P> {
  return { kind: "order", ...stage };
}

/** Declares a stage that writes rows into shards. */
export function defineSink<P extends StageParameters>(stage: Omit<SinkStage<P>, "kind">): SinkStage<P> {
  return { kind: "sink", ...stage };
}
