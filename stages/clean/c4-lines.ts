import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import { closingQuotes } from "../text/sentences.js";
import { isEastern, isWordUnit, UnspacedWords } from "../text/words.js";

const parameters = z.object({
  "closing-punctuation": z
    .boolean()
    .default(true)
    .describe("Remove lines that do not end in closing punctuation; three dots are none"),
  "min-words": z
    .number()
    .min(0)
    .default(3)
    .describe(
      "Remove lines with fewer words (runs of letters; 1.65 Han characters, 1.46 hiragana or 4.3 katakana are one word)",
    ),
  "max-word-length": z
    .int()
    .min(1)
    .default(1000)
    .describe(
      "Remove lines with a longer run without white space, in characters; not in scripts without spaces",
    ),
  phrases: z
    .array(z.string().min(1))
    .default([
      "javascript",
      "terms of use",
      "privacy policy",
      "cookie policy",
      "uses cookies",
      "use of cookies",
      "use cookies",
      "隐私政策",
      "用户协议",
      "版权声明",
      "使用cookie",
    ])
    .describe("Remove lines that hold one of these, in any case of letters"),
});

/** C4's rules for lines: what stands on a page around the text is removed line by line. */
export const c4Lines = defineTextMap({
  name: "c4-lines",
  summary:
    "Removes lines by C4's rules: without closing punctuation, with fewer than 3 words, about JavaScript, cookies and terms of use.",
  source:
    "Raffel et al. 2020 (C4), §2.2; order and phrases of tensorflow/datasets c4_utils.py; the four Chinese phrases say the same",
  parameters,
  examples: [
    { in: "正文的一句话在这里。\n首页 > 新闻\n阅读我们的隐私政策。", out: "正文的一句话在这里。" },
    {
      in: "This is a sentence.\nHome\nPlease enable Javascript to go on.",
      out: "This is a sentence.",
    },
    { in: "他说：“明天再来。”\n点击阅读全文...", out: "他说：“明天再来。”" },
    { in: "« Je reviendrai demain. »\nLire la suite", out: "« Je reviendrai demain. »" },
    { in: "„Ich komme morgen wieder.“\nWeiter lesen", out: "„Ich komme morgen wieder.“" },
  ],
  open: (params) => {
    const phrases = params.phrases.map((phrase) => phrase.toLowerCase());
    return (sample) => {
      const lines = sample.text.split("\n");
      const kept = lines.filter((line) => {
        const text = line.trim();
        if (text === "") return false;
        if (params["closing-punctuation"] && !isClosed(text)) return false;
        const { words, longest } = countWords(text);
        if (words < params["min-words"] || longest > params["max-word-length"]) return false;
        const lower = text.toLowerCase();
        return !phrases.some((phrase) => lower.includes(phrase));
      });
      return withText(sample, kept.length === lines.length ? sample.text : kept.join("\n"));
    };
  },
});

/** The marks of the paper, their full-width forms, and what else may close a sentence: quotes, Chinese brackets, …… */
const closing = `.!?。！？；…）${closingQuotes}`;

function isClosed(line: string): boolean {
  const last = line.at(-1) ?? "";
  return closing.includes(last) && !line.endsWith("...");
}

function countWords(line: string): { words: number; longest: number } {
  let words = 0;
  const east = new UnspacedWords();
  let longest = 0;
  let run = 0;
  let isInWord = false;
  for (let i = 0; i < line.length; i++) {
    const unit = line.charCodeAt(i);
    const isEast = isEastern(unit);
    if (isEast) east.add(unit);
    const isWord = isWordUnit(unit);
    if (isWord && !isInWord) words++;
    isInWord = isWord;
    run = isEast || unit === 32 || unit === 9 ? 0 : run + 1;
    if (run > longest) longest = run;
  }
  return { words: words + east.words, longest };
}
