import { z } from "zod";
import { defineFilter } from "../../pipeline/stage.js";
import { guessLang } from "../text/lang.js";

const parameters = z.object({
  keep: z
    .array(z.enum(["zh", "ja", "ko", "en", "other"]))
    .min(1)
    .default(["zh", "en"])
    .describe("Languages that stay. en stands for any text in Latin letters"),
});

/** Keeps texts of some languages, told apart by their scripts. */
export const language = defineFilter({
  name: "language",
  summary: "Keeps texts whose scripts say Chinese, English, Japanese, Korean or other, as listed.",
  source:
    "Script shares after Unicode Scripts.txt; no model. It cannot tell languages of the same script apart",
  parameters,
  reasons: { "other-language": "the scripts say another language than those listed" },
  examples: [
    { in: "这是一段中文。", out: "这是一段中文。" },
    { in: "これは日本語の文章です。", out: null },
    { in: "한국어 문장입니다.", out: null },
    { in: "English only.", out: null, params: { keep: ["zh"] } },
  ],
  open: (params) => {
    const kept = new Set<string>(params.keep);
    return (sample) => {
      const isKept = kept.has(guessLang(sample.text));
      return { score: isKept ? 1 : 0, reason: isKept ? undefined : "other-language" };
    };
  },
});
