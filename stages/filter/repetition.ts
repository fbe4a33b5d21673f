import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import { measureLines } from "./measures/line-measures.js";
import { repeatedNgramShare } from "./measures/repetition.js";

const parameters = z.object({
  "max-duplicate-lines": z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe("Highest share of characters that stand in repeated lines (Gopher: 0.20 - 0.30)"),
  "max-duplicate-ngrams": z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe("Highest share of character n-grams that occur more than once (EvalWeb: 0.50)"),
  ngram: z
    .number()
    .int()
    .min(2)
    .max(64)
    .default(13)
    .describe("Length of an n-gram in characters, white space left out"),
  "min-length": z
    .number()
    .int()
    .min(0)
    .default(200)
    .describe("Texts shorter than this many characters are not looked at: refrains of poems are no defect"),
});

/** Drops texts that repeat themselves. */
export const repetition = defineScoredFilter({
  name: "repetition",
  summary: "Drops texts that consist of repeated lines or repeated runs of 13 characters.",
  source: "ChineseWebText/EvalWeb preprocess.py (13-grams, 0.5); Rae et al. 2021, table A1 (duplicate lines)",
  parameters,
  reasons: {
    "duplicate-lines": "too many characters stand in repeated lines",
    "duplicate-ngrams": "too many character n-grams occur more than once",
  },
  cost: { memoryBytes: 16_000_000 },
  examples: [
    { in: "不重复的一段话，讲了很多不同的事情。", out: "不重复的一段话，讲了很多不同的事情。" },
    { in: "点击进入下一页。\n".repeat(30), out: null },
    { in: "买买买买买买买买买买买买买买买".repeat(20), out: null },
  ],
  limits: (params) => [
    {
      parameter: "max-duplicate-lines",
      of: "lines",
      above: params["max-duplicate-lines"],
      reason: "duplicate-lines",
    },
    {
      parameter: "max-duplicate-ngrams",
      of: "ngrams",
      above: params["max-duplicate-ngrams"],
      reason: "duplicate-ngrams",
    },
  ],
  measure: (params) => (sample) => {
    const { text } = sample;
    if (text.length < params["min-length"]) return { lines: 0, ngrams: 0 };
    const { characters, repeatedCharacters } = measureLines(text, 0);
    return {
      lines: repeatedCharacters / Math.max(1, characters),
      ngrams: repeatedNgramShare(text, params.ngram),
    };
  },
});
