import { z } from "zod";
import { withText } from "../../pipeline/sample.js";
import { defineMap } from "../../pipeline/stage.js";
import * as c from "../text/charclass.js";
import { charClass } from "../text/charclass.js";
import { codeFences, FenceCursor } from "../text/code-fences.js";
import { profileOf } from "../text/profile.js";
import { Splice } from "../text/splice.js";

const parameters = z.object({
  scope: z
    .enum(["every-paragraph", "last-paragraph"])
    .default("every-paragraph")
    .describe("Which paragraphs (lines) are cut: all, or only the last one of the text"),
  "min-tail": z
    .number()
    .int()
    .min(0)
    .default(2)
    .describe("Fewest Han characters of an incomplete tail; shorter ones (a page number, a note mark) stay"),
  strict: z
    .boolean()
    .default(false)
    .describe(
      "Literal rule: a paragraph without any closing punctuation goes too, and lists, headings, tables and code are no exception",
    ),
});

/** Cuts what the page cut off. */
export const incompleteSentence = defineMap({
  name: "incomplete-sentence",
  summary: "Removes the last sentence of a paragraph when it does not end in closing punctuation.",
  source: "Yuan et al. 2021, §2.2 (text is split at 。！？… and an incomplete last piece is deleted)",
  parameters,
  examples: [
    { in: "今天天气很好。我们一起去公", out: "今天天气很好。" },
    { in: "第一章 总则\n他说：“走吧。”", out: "第一章 总则\n他说：“走吧。”" },
    {
      in: "步骤如下。请看下面的命令：\n- 打开终端。输入命令",
      out: "步骤如下。请看下面的命令：\n- 打开终端。输入命令",
    },
    { in: "标题没有句号\n正文有句号。", out: "正文有句号。", params: { strict: true } },
  ],
  open: (params) => (sample) => {
    if (profileOf(sample.text).han === 0) return sample;
    return withText(sample, cutTails(sample.text, params.scope, params["min-tail"], params.strict));
  },
});

/** 1 ends a sentence anywhere, 2 only at the end of a line, 3 may follow an end (quotes and brackets). */
const sentenceMarks = new Uint8Array(0x10000);
for (const mark of "。！？…!?；;") sentenceMarks[mark.charCodeAt(0)] = 1;
for (const mark of ".：:～~—") sentenceMarks[mark.charCodeAt(0)] = 2;
for (const mark of "”’」』）》】〉〕\"')]}*_`") sentenceMarks[mark.charCodeAt(0)] = 3;

function cutTails(text: string, scope: string, minTail: number, strict: boolean): string {
  const splice = new Splice(text);
  const fences = new FenceCursor(strict ? new Int32Array(0) : codeFences(text));
  const last = scope === "last-paragraph" ? lastLine(text) : 0;
  for (let start = last; start < text.length; ) {
    const fenceEnd = fences.endAround(start);
    if (fenceEnd > 0) {
      start = fenceEnd + 1;
      continue;
    }
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    const cut = cutOf(text, start, end, minTail, strict);
    if (cut === start && end < text.length) splice.replace(start, end + 1, "");
    else if (cut < end) splice.replace(cut, end, "");
    start = end + 1;
  }
  return splice.finish();
}

function lastLine(text: string): number {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) <= 32) end--;
  return text.lastIndexOf("\n", end - 1) + 1;
}

/** Where the line text[start, end) is to be cut; `end` when it stays whole, `start` when all of it goes. */
function cutOf(text: string, start: number, end: number, minTail: number, strict: boolean): number {
  let stop = end;
  while (stop > start && isBlank(text.charCodeAt(stop - 1))) stop--;
  if (stop === start) return end;
  // A line that is complete is the usual case: look at its end only.
  let i = stop - 1;
  while (i > start && sentenceMarks[text.charCodeAt(i)] === 3) i--;
  const closing = sentenceMarks[text.charCodeAt(i)]!;
  if (closing === 1 || closing === 2) return end;
  if (!strict && isLayout(text, start)) return end;
  let han = 0;
  while (i >= start && sentenceMarks[text.charCodeAt(i)] !== 1) {
    const kind = charClass[text.charCodeAt(i)]!;
    if (kind >= c.HAN && kind <= c.HAN_COMPATIBILITY) han++;
    i--;
  }
  if (i < start) return strict ? start : end;
  if (!strict && han < minTail) return end;
  i++;
  while (i < stop && sentenceMarks[text.charCodeAt(i)] === 3) i++;
  return i;
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === 13 || unit === 0x3000;
}

/** Headings, list items, tables, quotes and indented code: their last words need no full stop. */
function isLayout(text: string, start: number): boolean {
  const unit = text.charCodeAt(start);
  switch (unit) {
    case 9: // indented code
    case 32:
    case 0x23: // # heading
    case 0x2a: // * list
    case 0x2b: // + list
    case 0x2d: // - list
    case 0x3e: // > quote
    case 0x5b: // [1]: reference
    case 0x7c: // | table
    case 0x2022: // • list
      return true;
    default:
      return unit >= 0x30 && unit <= 0x39 && isNumbered(text, start);
  }
}

function isNumbered(text: string, start: number): boolean {
  let i = start;
  while (i < start + 4 && text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x39) i++;
  const unit = text.charAt(i);
  return unit === "." || unit === "、" || unit === ")" || unit === "）";
}
