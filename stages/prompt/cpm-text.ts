/** The spelling that CPM's vocabularies are made for: white space as visible marks, words apart. */
import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineMap } from "../../pipeline/contracts/stage.js";

const parameters = z.strictObject({
  form: z
    .enum(["cpm-1", "cpm-2"])
    .default("cpm-2")
    .describe(
      "cpm-1: words apart, space as ▂ and newline as ▃; cpm-2: newline (also <n>, as in its one-line files) as ▃, space as ▂ but between words without Han, full-width letters as half-width",
    ),
});

/** CPM-1 cuts words with jieba; this is ICU's Chinese dictionary, so that some words differ. */
const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
/** The segmenter is asked for lines: its cost grows with the length of what it is given. */
const lines = /[^\n]*\n|[^\n]+$/g;
/** CPM-2 keeps these full-width marks. */
const kept = new Set("，。！（）？、；：");
/** CPM-2 drops the mark of a space between two pieces without Han: there it stays the space that sets words apart. */
const markedSpace = /(?<![^ \u4e00-\u9fff]) | (?![^ \u4e00-\u9fff])/g;

export const cpmText = defineMap({
  name: "cpm-text",
  summary: "Spells white space and words as CPM-1's or CPM-2's vocabulary expects them.",
  source: "TsinghuaAI/CPM-1-Finetune data_util/tokenization_gpt2.py; CPM-2-Pretrain tokenization_enc_dec.py",
  parameters,
  examples: [
    { in: "一行\nＡＢ，好 的", out: "一行▃AB，好▂的" },
    { in: "你好 世界\n再见", out: "你好 ▂ 世界 ▃ 再见", params: { form: "cpm-1" } },
  ],
  open: (params) => (sample) =>
    withText(sample, params.form === "cpm-1" ? wordsApart(sample.text) : marked(sample.text)),
});

function wordsApart(text: string): string {
  const words: string[] = [];
  for (const [line] of text.matchAll(lines)) {
    for (const { segment } of segmenter.segment(line))
      words.push(segment.replaceAll(" ", "▂").replaceAll("\n", "▃"));
  }
  return words.join(" ");
}

function marked(text: string): string {
  return text
    .trim()
    .replaceAll("<n>", "\n")
    .replace(/[\uff01-\uff5e]/g, (mark) =>
      kept.has(mark) ? mark : String.fromCharCode(mark.charCodeAt(0) - 0xfee0),
    )
    .replaceAll("\u3000", " ")
    .replace(markedSpace, "▂")
    .replaceAll("\n", "▃");
}
