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
export type { Cell, RowCells } from "./contracts/batch-builder.js";
export { SampleError, UserError } from "./contracts/errors.js";
export type {
  Column,
  ColumnData,
  ColumnType,
  ImageCell,
  ListItem,
  ListValues,
  RowBatch,
} from "./contracts/rows.js";
export {
  type Caption,
  type JsonValue,
  makeSample,
  type Sample,
  type SampleArray,
  type SampleImage,
  withText,
} from "./contracts/sample.js";
export type * from "./contracts/stage.js";
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
  defineTextMap,
  defineTokenCompose,
} from "./contracts/stage.js";
export { readDataset } from "./dataset/open-dataset.js";
export type { Row } from "./dataset/row-batches.js";
export {
  type InputOption,
  type Pipeline,
  type PipelineOptions,
  pipeline,
  type RunSettings,
} from "./pipeline.js";
export { custom } from "./recipe/builder.js";
export type { Recipe, StageUse } from "./recipe/recipe.js";

// One function a stage, by step. Each takes the stage's parameters in camelCase; stages/README.md tells of each what it does, its
// parameters with units, ranges and defaults, its reasons for dropping and the source of its rule.

/** Sources: records of files into samples. A pipeline begins with one. */
export const read = factories(steps.read);
/** The main text of web pages. */
export const extract = factories(steps.extract);
/** Changes of texts: repair, remains of markup, scripts, privacy. */
export const clean = factories(steps.clean);
/** Scores of texts, and limits to drop by. */
export const filter = factories(steps.filter);
/** Pictures: probed, decoded, measured, filtered, run through a model. */
export const image = factories(steps.image);
/** What is equal or nearly so over the whole corpus, of which one is kept. */
export const dedup = factories(steps.dedup);
/** Fields of a record laid out as prompt and text. */
export const prompt = factories(steps.prompt);
const tokenizing = factories(steps.tokenize);
/** Texts into token ids, which a compose stage lays into rows. */
export const tokenize = tokenizing.tokenize;
/** Token ids beside the text, in a column of a fixed length, as image-text models take them. */
export const textIds = tokenizing.textIds;
/** Protein sequences into ids, one a residue. */
export const tokenizeResidues = tokenizing.tokenizeResidues;
/** Several inputs in shares, or everything in random order. */
export const order = factories(steps.order);
/** Tokens or samples into the rows that a model is fed. */
export const compose = factories(steps.compose);
/** Sinks: rows into shards. A pipeline ends with one. */
export const write = factories(steps.write);
