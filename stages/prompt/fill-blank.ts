/** A record with a blank to fill in -> what stands before and behind the blank, the options, and the right one as text. */
import { z } from "zod";
import { fieldOf } from "../../pipeline/contracts/record-field.js";
import type { JsonValue } from "../../pipeline/contracts/sample.js";
import { defineMap } from "../../pipeline/contracts/stage.js";

const parameters = z.strictObject({
  blank: z.string().min(1).default("#idiom#").describe("what stands for the blank; once in every text"),
  before: z
    .string()
    .default("")
    .describe(
      "words put before the text: a pattern such as `这是一条＿＿新闻：` for records that have no blank",
    ),
  after: z.string().default("").describe("words put behind the text"),
  options: z
    .union([z.string(), z.record(z.string(), z.string())])
    .default("candidates")
    .describe("the field that lists the options, or label -> word, the same options for all records"),
  answer: z
    .string()
    .default("answer")
    .describe("field that tells the right option: its place from 0, or the label"),
});

export const fillBlank = defineMap({
  name: "fill-blank",
  summary:
    "Makes of a record and its options a text with a blank: meta.prompt before it, meta.rest behind it, meta.options, the right option as text.",
  source:
    "Schick and Schütze 2021 (PET: patterns and verbalizers); Liu et al. 2021, P-tuning; FewCLUE (ChID, TNEWS)",
  parameters,
  reasons: {
    "no-output":
      "the text has no blank, or more than one; or no right option is told (FewCLUE's unlabelled records)",
  },
  examples: [
    { in: "苹果提升回购价，让果粉#idiom#。", out: null },
    {
      in: "赛事更改规则？",
      out: "体育",
      params: {
        blank: "＿＿",
        before: "这是一条＿＿新闻：",
        options: { test: "体育", other: "军事" },
        answer: "source",
      },
    },
    { in: "两处#idiom#与#idiom#", out: null, params: { options: { test: "一" }, answer: "source" } },
  ],
  open: (params) => {
    const labels = typeof params.options === "string" ? undefined : Object.keys(params.options);
    const words = typeof params.options === "string" ? undefined : Object.values(params.options);
    return (sample) => {
      const parts = `${params.before}${sample.text}${params.after}`.split(params.blank);
      const options = words ?? wordList(fieldOf(String(params.options), sample, undefined));
      const told = fieldOf(params.answer, sample, undefined);
      const answer = labels === undefined ? told : labels.indexOf(String(told));
      const word = typeof answer === "number" ? options[answer] : undefined;
      if (parts.length !== 2 || word === undefined) return [];
      const [prompt = "", rest = ""] = parts;
      return {
        ...sample,
        text: word,
        meta: { ...sample.meta, prompt, rest, options, answer: answer ?? null },
      };
    };
  },
});

function wordList(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((word) => typeof word === "string") : [];
}
