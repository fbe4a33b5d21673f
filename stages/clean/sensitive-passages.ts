import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import { dictionaryParameters, type Occurrence, SensitiveWords } from "../text/sensitive/dictionary.js";
import { Splice } from "../text/splice.js";
import { nextMarked, unitsOf } from "../text/units/units.js";

const parameters = z.object({
  ...dictionaryParameters,
  action: z
    .enum(["mask", "sentence"])
    .default("mask")
    .describe(
      "mask: each character of a word becomes `mask-with`; sentence: the sentence around it is deleted",
    ),
  "mask-with": z.string().min(1).max(1).default("□").describe("What stands for each masked character"),
});

/** Masks sensitive words or deletes their sentences; the filter `sensitive-words` drops the whole text instead. */
export const sensitivePassages = defineTextMap({
  name: "sensitive-passages",
  summary: "Masks sensitive words, or deletes the sentences that hold them, by dictionary, through evasions.",
  source: "This project's; the words and evasions of sensitive-words",
  parameters,
  titles: true,
  cost: { memoryBytes: 16_000_000 },
  files: (params) => params.files,
  examples: [
    { in: "普通的一段新闻。", out: "普通的一段新闻。" },
    { in: "点击进入真*钱游戏，速来。", out: "点击进入□□□□□，速来。" },
    {
      in: "天气很好。点击进入真钱游戏，速来！我们出发吧。",
      out: "天气很好。我们出发吧。",
      params: { action: "sentence" },
    },
  ],
  open: (params, context) => {
    const dictionary = new SensitiveWords(params, context.baseDir);
    return (sample, count) => {
      const found = dictionary.find(sample.text);
      if (found.length === 0) return sample;
      for (const { word } of found) count?.(dictionary.categories[word] ?? "");
      const text =
        params.action === "mask"
          ? maskWords(sample.text, found, params["mask-with"])
          : deleteSentences(sample.text, found);
      return withText(sample, text);
    };
  },
});

function maskWords(text: string, found: readonly Occurrence[], mask: string): string {
  const splice = new Splice(text);
  for (const { start, end } of found) {
    // Words may overlap; skip what is masked already.
    const from = Math.max(start, splice.end);
    if (from < end) splice.replace(from, end, mask.repeat(Array.from(text.slice(from, end)).length));
  }
  return splice.finish();
}

const sentenceEnds = new Uint8Array(0x10000);
for (const mark of "。！？!?\n") sentenceEnds[mark.charCodeAt(0)] = 1;
const closing = "”’」』）)";

function deleteSentences(text: string, found: readonly Occurrence[]): string {
  const splice = new Splice(text);
  const units = unitsOf(text);
  for (const { start, end } of found) {
    if (end <= splice.end) continue;
    let from = Math.max(start, splice.end);
    while (from > splice.end && sentenceEnds[units[from - 1]!] === 0) from--;
    while (from < start && closing.includes(text.charAt(from))) from++;
    let to = nextMarked(units, end, text.length, sentenceEnds);
    // The line end stays. The mark that ends the sentence goes, with the quotes and brackets that close behind it.
    while (to < text.length && units[to] !== 10 && sentenceEnds[units[to]!] === 1) to++;
    while (to < text.length && closing.includes(text.charAt(to))) to++;
    splice.replace(from, to, "");
  }
  return splice.finish();
}
