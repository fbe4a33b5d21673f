import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import type { Limit } from "../../pipeline/contracts/stage.js";
import { measureLines } from "./measures/line-measures.js";
import { WordNgrams } from "./measures/word-ngrams.js";
import { qualityLanguages, qualityThresholds } from "./quality-thresholds.js";

const share = z.number().min(0).max(1);
const top = (n: number): z.ZodOptional<z.ZodNumber> =>
  share.optional().describe(`Highest share of characters in the most frequent ${n}-gram of words`);
const repeated = (n: number): z.ZodOptional<z.ZodNumber> =>
  share.optional().describe(`Highest share of characters in repeated ${n}-grams of words`);

const parameters = z.object({
  language: z
    .enum(qualityLanguages)
    .default("zh")
    .describe("Language whose thresholds hold where none are given"),
  "max-repeated-lines": share.optional().describe("Highest share of lines that repeat one before"),
  "max-top-2": top(2),
  "max-top-3": top(3),
  "max-top-4": top(4),
  "max-repeated-5": repeated(5),
  "max-repeated-6": repeated(6),
  "max-repeated-7": repeated(7),
  "max-repeated-8": repeated(8),
  "max-repeated-9": repeated(9),
  "max-repeated-10": repeated(10),
  "min-words": z
    .int()
    .min(0)
    .default(50)
    .describe("Texts with fewer words are not looked at for n-grams: in a verse each is a large share"),
});

/** The repetition rules of Gopher. */
export const gopherRepetition = defineScoredFilter({
  name: "gopher-repetition",
  summary:
    "Drops texts by Gopher's repetition rules: repeated lines, most frequent 2- to 4-grams, repeated 5- to 10-grams of words (for Chinese: of 3 to 17 characters, for Korean: of 3 to 16).",
  source:
    "Rae et al. 2021 (Gopher), table A1; thresholds by language of FineWeb-2 (stages/filter/quality-thresholds.ts)",
  parameters,
  reasons: {
    "repeated-lines": "too many lines repeat one before",
    "top-ngram": "one n-gram of words makes up too much of the text",
    "repeated-ngrams": "too much of the text stands in repeated n-grams of words",
  },
  cost: { memoryBytes: 16_000_000 },
  examples: [
    { in: "不重复的一段话，讲了很多不同的事情。", out: "不重复的一段话，讲了很多不同的事情。" },
    { in: "点击进入下一页。\n".repeat(30), out: null },
    { in: "专业办理各类证件，欢迎来电咨询，".repeat(20), out: null },
  ],
  limits: (params) => {
    const { repeatedLines, topNgrams, repeatedNgrams } = qualityThresholds[params.language];
    const limits: Limit[] = [
      {
        parameter: "max-repeated-lines",
        of: "repeated-lines",
        above: params["max-repeated-lines"] ?? repeatedLines,
        reason: "repeated-lines",
      },
    ];
    const tops = ["max-top-2", "max-top-3", "max-top-4"] as const;
    tops.forEach((parameter, index) => {
      const above = params[parameter] ?? topNgrams[index] ?? 1;
      limits.push({ parameter, of: `top-${index + 2}`, above, reason: "top-ngram" });
    });
    repeatedParameters.forEach((parameter, index) => {
      const above = params[parameter] ?? repeatedNgrams[index] ?? 1;
      limits.push({ parameter, of: `repeated-${index + 5}`, above, reason: "repeated-ngrams" });
    });
    return limits;
  },
  measure: (params) => {
    const ngrams = new WordNgrams();
    return (sample) => {
      const lines = measureLines(sample.text, 0);
      const scores: Record<string, number> = {
        "repeated-lines": lines.lines === 0 ? 0 : lines.repeated / lines.lines,
      };
      ngrams.load(sample.text);
      const isLong = ngrams.wordCount >= params["min-words"];
      for (let n = 2; n <= 4; n++) scores[`top-${n}`] = isLong ? ngrams.topShare(n) : 0;
      // A text in which no short n-gram is repeated repeats no longer one.
      let last = isLong ? 1 : 0;
      for (let n = 5; n <= 10; n++) {
        last = last === 0 ? 0 : ngrams.repeatedShare(n);
        scores[`repeated-${n}`] = last;
      }
      return scores;
    };
  },
});

const repeatedParameters = [
  "max-repeated-5",
  "max-repeated-6",
  "max-repeated-7",
  "max-repeated-8",
  "max-repeated-9",
  "max-repeated-10",
] as const;
