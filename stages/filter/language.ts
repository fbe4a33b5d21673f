import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import { shippedFile } from "../files/shipped-file.js";
import { languageModelPath, latinLanguages } from "../text/language/language-model.js";
import { languageShares, mayBeOneOf } from "../text/language/language-shares.js";

const parameters = z.object({
  keep: z
    .array(z.enum(["zh", "zh-hans", "zh-hant", "lzh", "yue", "ja", "ko", ...latinLanguages, "und", "other"]))
    .min(1)
    .default(["zh", "en"])
    .describe(
      "Languages that stay, and texts too short to tell that they are not in one of them. zh: all Chinese; zh-hans, zh-hant: modern, in simplified or traditional characters; lzh: classical; yue: Cantonese",
    ),
  "min-share": z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe(
      "Lowest share of the text that must be in these languages, by paragraphs; a mixed text stays above it",
    ),
});

/** Keeps texts of some languages. */
export const language = defineScoredFilter({
  name: "language",
  summary:
    "Keeps texts that are in the listed languages by a share of their paragraphs: Chinese and its varieties, Japanese, Korean and nine languages of Latin script.",
  source:
    "Scripts after Unicode Scripts.txt; letter trigrams (Dunning 1994) and character log-odds trained by stages/text/language/train-languages.ts; 0.5 because a text of two languages is a text of both",
  parameters,
  reasons: { "other-language": "too little of the text is in the listed languages" },
  cost: { memoryBytes: 1_200_000 },
  files: () => [shippedFile(...languageModelPath)],
  examples: [
    { in: "这是一段中文。", out: "这是一段中文。" },
    { in: "これは日本語の文章です。", out: null },
    { in: "한국어 문장입니다.", out: null },
    { in: "English only.", out: null, params: { keep: ["zh"] } },
    { in: "Deux jeunes hommes blancs sont dehors près de buissons.", out: null },
    // Four letters do not tell English from Dutch.
    { in: "A drake.", out: "A drake.", params: { keep: ["en"] } },
    { in: "学而时习之，不亦说乎？", out: "学而时习之，不亦说乎？", params: { keep: ["lzh"] } },
    { in: "你老公有冇平機票啊？冇得去嗱。", out: null, params: { keep: ["zh-hans", "zh-hant", "lzh"] } },
    {
      in: "第一段是中文。\nThe second paragraph is in English.",
      out: "第一段是中文。\nThe second paragraph is in English.",
      params: { keep: ["zh"], "min-share": 0.3 },
    },
  ],
  limits: (params) => [{ parameter: "min-share", below: params["min-share"], reason: "other-language" }],
  measure: (params) => {
    const kept = new Set<string>(params.keep);
    return (sample) => {
      let score = 0;
      for (const [name, share] of languageShares(sample.text)) if (mayBeOneOf(name, kept)) score += share;
      return score;
    };
  },
});
