import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import { WordCounter } from "../text/words.js";
import { measureLines } from "./measures/line-measures.js";
import { qualityLanguages, qualityThresholds } from "./quality-thresholds.js";

const share = z.number().min(0).max(1);

const parameters = z.object({
  language: z
    .enum(qualityLanguages)
    .default("zh")
    .describe("Language whose thresholds and stop words hold where none are given"),
  "min-words": z
    .number()
    .min(0)
    .default(50)
    .describe(
      "Fewest words (runs of letters; 1.65 Han characters, 1.46 hiragana, 4.3 katakana or 1.57 hangul are one word)",
    ),
  "max-words": z.number().min(1).default(100_000).describe("Most words"),
  "min-word-length": z.number().min(0).optional().describe("Lowest mean length of a word, in characters"),
  "max-word-length": z.number().min(0).optional().describe("Highest mean length of a word, in characters"),
  "max-symbols": share.default(0.1).describe("Most # signs, and most ellipses, for each token"),
  "max-bullet-lines": share.default(0.9).describe("Highest share of lines that begin with a bullet"),
  "max-ellipsis-lines": share.default(0.3).describe("Highest share of lines that end in an ellipsis"),
  "min-alphabetic": share
    .optional()
    .describe(
      "Lowest share of tokens (words and signs) with a letter; prose of laws has 0.86, articles with code 0.55",
    ),
  "stop-words": z
    .array(z.string().min(1))
    .optional()
    .describe("Words that running text has; single Han characters, kana and hangul are found anywhere"),
  "min-stop-words": z.int().min(0).default(2).describe("Fewest different stop words"),
});

/** The quality rules of Gopher. */
export const gopherQuality = defineScoredFilter({
  name: "gopher-quality",
  summary:
    "Drops texts by Gopher's quality rules: number and length of words, symbols, bullets, ellipses, words with letters, stop words.",
  source:
    "Rae et al. 2021 (Gopher), appendix A.1.1; thresholds by language of FineWeb-2 (stages/filter/quality-thresholds.ts)",
  parameters,
  reasons: {
    "too-few-words": "fewer words than the minimum",
    "too-many-words": "more words than the maximum",
    "short-words": "the mean length of words is below the minimum",
    "long-words": "the mean length of words is above the maximum",
    "too-many-symbols": "too many # signs or ellipses",
    "too-many-bullets": "too many lines begin with a bullet",
    "too-many-ellipses": "too many lines end in an ellipsis",
    "few-alphabetic-words": "too few words have a letter",
    "few-stop-words": "too few of the words that running text has",
  },
  examples: [
    {
      in: "他在院子里种了一棵树，每天都去浇水。",
      out: "他在院子里种了一棵树，每天都去浇水。",
      params: { "min-words": 5 },
    },
    { in: "太短了。", out: null },
    { in: "手机 电脑 相机 耳机 键盘 鼠标 屏幕 音箱", out: null, params: { "min-words": 5 } },
    {
      in: "The children went to the park with a dog.",
      out: "The children went to the park with a dog.",
      params: { language: "en", "min-words": 5 },
    },
  ],
  limits: (params) => {
    const { wordLength, alphabetic } = qualityThresholds[params.language];
    return [
      { parameter: "min-words", of: "words", below: params["min-words"], reason: "too-few-words" },
      { parameter: "max-words", of: "words", above: params["max-words"], reason: "too-many-words" },
      {
        parameter: "min-word-length",
        of: "word-length",
        below: params["min-word-length"] ?? wordLength[0],
        reason: "short-words",
      },
      {
        parameter: "max-word-length",
        of: "word-length",
        above: params["max-word-length"] ?? wordLength[1],
        reason: "long-words",
      },
      { parameter: "max-symbols", of: "symbols", above: params["max-symbols"], reason: "too-many-symbols" },
      {
        parameter: "max-bullet-lines",
        of: "bullet-lines",
        above: params["max-bullet-lines"],
        reason: "too-many-bullets",
      },
      {
        parameter: "max-ellipsis-lines",
        of: "ellipsis-lines",
        above: params["max-ellipsis-lines"],
        reason: "too-many-ellipses",
      },
      {
        parameter: "min-alphabetic",
        of: "alphabetic",
        below: params["min-alphabetic"] ?? alphabetic,
        reason: "few-alphabetic-words",
      },
      {
        parameter: "min-stop-words",
        of: "stop-words",
        below: params["min-stop-words"],
        reason: "few-stop-words",
      },
    ];
  },
  measure: (params) => {
    const counter = new WordCounter(params["stop-words"] ?? qualityThresholds[params.language].stopWords);
    return (sample) => {
      const words = counter.measure(sample.text);
      const lines = measureLines(sample.text, 0);
      const eachLine = 1 / Math.max(1, lines.lines);
      const eachToken = 1 / Math.max(1, words.tokens);
      return {
        words: words.words,
        "word-length": words.words === 0 ? 0 : words.characters / words.words,
        symbols: Math.max(words.hashes, words.ellipses) * eachToken,
        "bullet-lines": lines.bullets * eachLine,
        "ellipsis-lines": lines.ellipses * eachLine,
        alphabetic: words.alphabetic * eachToken,
        "stop-words": words.stopWords,
      };
    };
  },
});
