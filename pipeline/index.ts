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
import * as stages from "../stages/catalogue.js";
import { factory } from "./recipe/builder.js";

export { SampleError, UserError } from "./errors.js";
export {
  type InputOption,
  type Pipeline,
  type PipelineOptions,
  pipeline,
  type RunSettings,
} from "./pipeline.js";
export { custom } from "./recipe/builder.js";
export type { Column, ColumnData, ColumnType, RowBatch } from "./rows.js";
export { type JsonValue, makeSample, type Sample, withText } from "./sample.js";
export type * from "./stage.js";
export { defineBarrier, defineCompose, defineFilter, defineMap, defineSink, defineSource } from "./stage.js";

export const read = { json: factory(stages.readJson) };
export const clean = {
  unicodeRepair: factory(stages.unicodeRepair),
  garbledRemains: factory(stages.garbledRemains),
  markupRemains: factory(stages.markupRemains),
  width: factory(stages.width),
  simplify: factory(stages.simplify),
  hanSpaces: factory(stages.hanSpaces),
  abnormalSymbols: factory(stages.abnormalSymbols),
  privacy: factory(stages.privacy),
  incompleteSentence: factory(stages.incompleteSentence),
};
export const filter = {
  garbledShare: factory(stages.garbledShare),
  textDensity: factory(stages.textDensity),
  textLength: factory(stages.textLength),
  minHan: factory(stages.minHan),
  hanShare: factory(stages.hanShare),
  nonChineseRun: factory(stages.nonChineseRun),
  sensitiveWords: factory(stages.sensitiveWords),
  repetition: factory(stages.repetition),
  language: factory(stages.language),
};
export const dedup = { exact: factory(stages.exactDedup), minhash: factory(stages.minhashDedup) };
export const tokenize = factory(stages.tokenize);
export const compose = { pack: factory(stages.pack) };
export const write = {
  arrow: factory(stages.writeArrow),
  parquet: factory(stages.writeParquet),
  jsonl: factory(stages.writeJsonl),
};
