/** Lays out the fields of a record as the prompt and the text that a model is trained on. */
import { z } from "zod";
import { fieldOf } from "../../pipeline/contracts/record-field.js";
import type { JsonValue, Sample } from "../../pipeline/contracts/sample.js";
import { defineMap } from "../../pipeline/contracts/stage.js";

/** `{field}`, `{field?}` (may be missing), `{field:100}` (cut at 100 characters). */
const slot = /\{([^{}:?]+)(\?)?(?::(\d+))?\}/g;
/** What the readers of GLM and Transformer-XL put behind a cut question. */
const cutMark = "......";

const template = z.string().refine((text) => !/[{}]/.test(text.replace(slot, "")), {
  message: "braces hold a field: {title}, {meta.answer?} or {meta.question:100}",
});

const parameters = z.strictObject({
  prompt: template
    .default("")
    .describe(
      "What stands before the text and is not learned: words and {fields}. Fields: text, title, url, lang, id, source, meta.NAME (deeper with dots) " +
        "and item.NAME; {field?} may be missing, {field:100} is cut at 100 characters",
    ),
  text: template.default("{text}").describe("what is learned, in the same form"),
  each: z
    .string()
    .optional()
    .describe(
      "field that holds a list: each entry makes a sample of its own, whose fields are item.NAME (or item)",
    ),
  "min-characters": z.int().min(0).default(0).describe("shorter texts make no sample, in characters"),
  "unless-above": z
    .record(z.string(), z.number())
    .default({})
    .describe("field -> number: a sample whose field is above the number may be shorter than min-characters"),
});

export const promptTemplate = defineMap({
  name: "prompt-template",
  summary: "Lays out a record's fields as prompt (meta.prompt) and text.",
  source:
    "THUDM/GLM and Chinese-Transformer-XL data_utils/corpora.py (zhihu, zhidao, baike, wudao readers); THUDM/iPrompt; P-tuning templates",
  parameters,
  reasons: { "no-output": "a field of the template is missing, or the text is shorter than min-characters" },
  examples: [
    { in: "正文", out: "正文" },
    { in: "正文", out: "内容：正文", params: { text: "内容：{text}" } },
    { in: "一二三四五", out: "一二......", params: { text: "{text:2}" } },
    { in: "正文", out: null, params: { text: "{meta.answer}" } },
    { in: "太短", out: null, params: { "min-characters": 100 } },
  ],
  open: (params) => {
    const make = (sample: Sample, item: JsonValue | undefined, id: string): Sample[] => {
      const prompt = fill(params.prompt, sample, item);
      const text = fill(params.text, sample, item);
      if (prompt === undefined || text === undefined) return [];
      const isExempt = Object.entries(params["unless-above"]).some(
        ([field, limit]) => Number(fieldOf(field, sample, item)) > limit,
      );
      if (text.length < params["min-characters"] && !isExempt) return [];
      return [{ ...sample, id, text, meta: prompt === "" ? sample.meta : { ...sample.meta, prompt } }];
    };
    return (sample) => {
      if (params.each === undefined) return make(sample, undefined, sample.id);
      const items = fieldOf(params.each, sample, undefined);
      if (!Array.isArray(items)) return [];
      return items.flatMap((item: JsonValue, index) => make(sample, item, `${sample.id}#${index}`));
    };
  },
});

/** The template with its fields filled in; undefined when one that must be there is not. */
function fill(text: string, sample: Sample, item: JsonValue | undefined): string | undefined {
  let isComplete = true;
  const filled = text.replace(slot, (_, field: string, optional: string | undefined, limit?: string) => {
    const value = fieldOf(field, sample, item);
    if (typeof value !== "string" && typeof value !== "number") {
      isComplete &&= optional !== undefined;
      return "";
    }
    const words = String(value).trim();
    if (limit === undefined) return words;
    const characters = Array.from(words);
    return characters.length > Number(limit) ? characters.slice(0, Number(limit)).join("") + cutMark : words;
  });
  return isComplete ? filled.trim() : undefined;
}
