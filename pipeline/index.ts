/**
 * The public library: compose a pipeline in typed code and run it.
 *
 * @example
 * import { pipeline, read, clean, filter, dedup, tokenize, compose, write } from "wudao-corpus";
 * await pipeline({
 *   name: "mine",
 *   input: { path: "data/*.jsonl" },
 *   stages: [
 *     read.json(), clean.unicodeRepair(), filter.minHan({ min: 10 }), dedup.exact(), dedup.minhash({ threshold: 0.8 }),
 *     tokenize(), compose.pack({ sequenceLength: 2048 }), write.arrow(),
 *   ],
 * }).run({ output: "out/mine", workers: 4 });
 */
import { steps } from "../stages/catalogue.js";
import { factories } from "./recipe/builder.js";

export { loadTokenizer } from "../stages/tokenize/load-tokenizer.js";
export type { SpecialTokens, Tokenizer, TokensWithOffsets } from "../stages/tokenize/tokenizer.js";
export type { Cell, RowCells } from "./batch-builder.js";
export { SampleError, UserError } from "./errors.js";
export {
  type InputOption,
  type Pipeline,
  type PipelineOptions,
  pipeline,
  type RunSettings,
} from "./pipeline.js";
export { custom } from "./recipe/builder.js";
export type { Column, ColumnData, ColumnType, ImageCell, ListItem, ListValues, RowBatch } from "./rows.js";
export {
  type Caption,
  type JsonValue,
  makeSample,
  type Sample,
  type SampleArray,
  type SampleImage,
  withText,
} from "./sample.js";
export type * from "./stage.js";
export {
  defineBarrier,
  defineBatch,
  defineCompose,
  defineFilter,
  defineMap,
  defineOrder,
  defineRowCompose,
  defineSink,
  defineSource,
} from "./stage.js";

/** One function a stage, by step: the catalogue's names. */
export const read = factories(steps.read);
export const extract = factories(steps.extract);
export const clean = factories(steps.clean);
export const filter = factories(steps.filter);
export const image = factories(steps.image);
export const dedup = factories(steps.dedup);
export const prompt = factories(steps.prompt);
export const { tokenize, textIds, tokenizeResidues } = factories(steps.tokenize);
export const order = factories(steps.order);
export const compose = factories(steps.compose);
export const write = factories(steps.write);
