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
    .describe("Language whose thresholds hold where none are given"),
  "min-closed-lines": share.optional().describe("Lowest share of lines that end in punctuation"),
  "short-line": z
    .int()
    .min(0)
    .default(30)
    .describe("Letters of a line that counts as short; a Han character or kana weighs 2.5 letters"),
  "max-short-lines": share.default(0.67).describe("Highest share of short lines (FineWeb-2 has no limit: 1)"),
  "max-repeated-characters": share
    .optional()
    .describe("Highest share of characters in lines that repeat one before"),
  "max-newlines": z.number().min(0).optional().describe("Most line ends for each word"),
  "min-lines": z
    .int()
    .min(1)
    .default(3)
    .describe("Texts with fewer lines are not looked at: one line without a full stop says nothing"),
});

/** The rules that FineWeb found in its own data: lists, menus and tables have lines unlike those of prose. */
export const finewebLines = defineScoredFilter({
  name: "fineweb-lines",
  summary:
    "Drops texts by FineWeb's rules for lines: too few end in punctuation, too many are short, repeated or hold hardly a word.",
  source:
    "Penedo et al. 2024 (FineWeb), §3.6 (0.12, 0.67 of 30 characters, 0.01, 0.3); thresholds by language of FineWeb-2 (stages/filter/quality-thresholds.ts)",
  parameters,
  reasons: {
    "open-lines": "too few lines end in punctuation",
    "short-lines": "too many lines are short",
    "repeated-lines": "too many characters stand in lines that repeat one before",
    "list-lines": "too many line ends for the words there are",
  },
  examples: [
    {
      in: "早上下了一场雨，路上的人不多。\n中午天晴了，街上热闹起来。\n到了晚上又下起了小雨。",
      out: "早上下了一场雨，路上的人不多。\n中午天晴了，街上热闹起来。\n到了晚上又下起了小雨。",
    },
    { in: "首页\n新闻\n体育\n财经\n登录\n注册\n关于我们\n联系方式", out: null },
    { in: "只有一行的标题", out: "只有一行的标题" },
  ],
  limits: (params) => {
    const known = qualityThresholds[params.language];
    return [
      {
        parameter: "min-closed-lines",
        of: "closed-lines",
        below: params["min-closed-lines"] ?? known.closedLines,
        reason: "open-lines",
      },
      {
        parameter: "max-short-lines",
        of: "short-lines",
        above: params["max-short-lines"],
        reason: "short-lines",
      },
      {
        parameter: "max-repeated-characters",
        of: "repeated-characters",
        above: params["max-repeated-characters"] ?? known.repeatedCharacters,
        reason: "repeated-lines",
      },
      {
        parameter: "max-newlines",
        of: "newlines",
        above: params["max-newlines"] ?? known.newlines,
        reason: "list-lines",
      },
    ];
  },
  measure: (params) => {
    const counter = new WordCounter([]);
    return (sample) => {
      const lines = measureLines(sample.text, params["short-line"]);
      if (lines.lines < params["min-lines"])
        return { "closed-lines": 1, "short-lines": 0, "repeated-characters": 0, newlines: 0 };
      return {
        "closed-lines": lines.closed / lines.lines,
        "short-lines": lines.short / lines.lines,
        "repeated-characters": lines.repeatedCharacters / lines.characters,
        newlines: (lines.lines - 1) / Math.max(1, counter.measure(sample.text).tokens),
      };
    };
  },
});
