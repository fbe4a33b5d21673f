import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import { charClass, isHanClass, PUNCTUATION_CJK } from "../text/characters/charclass.js";
import { codeFences, FenceCursor } from "../text/code-fences.js";
import { profileOf } from "../text/profile.js";
import { Splice } from "../text/splice.js";
import { nextMarked, unitsOf } from "../text/units/units.js";

const parameters = z.object({
  width: z
    .boolean()
    .default(true)
    .describe(
      "Half-width , ; : ? ! between Chinese characters, . ; : ? ! behind one at the end of a line, and ( ) around them, become full-width",
    ),
  repeated: z
    .boolean()
    .default(true)
    .describe(
      "，， 。。 、、 ；； become one; 。。。 and .... become ……; more than three ！ or ？ become three",
    ),
  quotes: z
    .boolean()
    .default(true)
    .describe(
      "Straight quotes around Chinese become “ ” where a line has them in pairs; “ ... “ becomes “ ... ”",
    ),
});

/** Repairs punctuation in Chinese lines; leaves code, lines in other languages and what is not certain alone. */
export const punctuation = defineTextMap({
  name: "punctuation",
  summary:
    "Repairs Chinese punctuation: full width between Chinese characters, no repetition, quotes in pairs.",
  source: "GB/T 15834-2011 (general rules for punctuation); the conservative conditions are this project's",
  parameters,
  titles: true,
  examples: [
    { in: "他走了,我也走了;你呢?", out: "他走了，我也走了；你呢？" },
    {
      in: "版本 1.2,见 a.b(c), 共3.5元，乔治.布什用`库.表`",
      out: "版本 1.2,见 a.b(c), 共3.5元，乔治.布什用`库.表`",
    },
    { in: "总部(北京)的人，，都来了。。。", out: "总部（北京）的人，都来了……" },
    { in: '他说"你好"就走了', out: "他说“你好”就走了" },
    { in: "他说“你好“就走了", out: "他说“你好”就走了" },
    { in: '```\n若(甲),则"乙"\n```', out: '```\n若(甲),则"乙"\n```' },
  ],
  open: (params) => (sample) => {
    const p = profileOf(sample.text);
    const isNeeded =
      p.han > 0 &&
      ((params.width && p.punctuationAscii > 0) ||
        (params.quotes && p.punctuationAscii + p.punctuationCjk > 1) ||
        (params.repeated && p.punctuationCjk > 1));
    if (!isNeeded) return sample;
    let text = sample.text;
    if (params.quotes) text = pairQuotes(text);
    if (params.width) text = widen(text);
    if (params.repeated) text = dropRepeated(text);
    return withText(sample, text);
  },
});

const half = ",.;:?!(";
const full = "，。；：？！（";
const comma = 0;
/**
 * Between two Chinese characters these two are left alone: a full stop may divide a name (乔治.布什) or a path (库名.表名), and a
 * question mark may stand for a character that was lost.
 */
const [fullStop, questionMark] = [1, 4];
const bracket = 6;
const halfMarks = new Uint8Array(0x10000);
for (const sign of `${half}\``) halfMarks[sign.charCodeAt(0)] = 1;

/** Most units of a text in brackets that is looked at. */
const longestBracket = 60;

function widen(text: string): string {
  const units = unitsOf(text);
  const fences = new FenceCursor(codeFences(text));
  const splice = new Splice(text);
  const next = (from: number): number => nextMarked(units, from, text.length, halfMarks);
  /** Closes the bracket that was widened last; 0 when that is done. */
  let close = 0;
  const closeBefore = (at: number): void => {
    if (close > 0 && close < at) {
      splice.replace(close, close + 1, "）");
      close = 0;
    }
  };
  for (let i = next(0); i < text.length; i = next(i + 1)) {
    closeBefore(i);
    const fenceEnd = fences.endAround(i);
    if (fenceEnd > 0) {
      i = fenceEnd;
      continue;
    }
    if (units[i] === 0x60) {
      i = codeEnd(text, i);
      continue;
    }
    // A sign right behind a bracket that was widened is treated like one behind Chinese.
    if (i === 0 || !(isHan(units, i - 1) || (splice.end === i && text.charAt(i - 1) === ")"))) continue;
    const sign = half.indexOf(text.charAt(i));
    if (sign === bracket) {
      close = closingBracket(units, i, text.length);
      if (close > 0) splice.replace(i, i + 1, "（");
    } else if (
      endsLine(units, i + 1, text.length)
        ? sign !== comma
        : sign !== fullStop && sign !== questionMark && isHan(units, i + 1)
    ) {
      splice.replace(i, i + 1, full.charAt(sign));
    }
  }
  closeBefore(text.length);
  return splice.finish();
}

/** Most units of code between backticks. */
const longestCode = 200;

/** The closing backtick of code within a line, or the backtick itself where none closes it. */
function codeEnd(text: string, open: number): number {
  const close = text.slice(open + 1, open + 1 + longestCode).search(/[`\n]/);
  return close >= 0 && text.charAt(open + 1 + close) === "`" ? open + 1 + close : open;
}

function endsLine(units: Uint16Array, at: number, length: number): boolean {
  return at >= length || units[at] === 10;
}

/** The bracket that closes the one at `open`, if Chinese and no code stands between them; otherwise 0. */
function closingBracket(units: Uint16Array, open: number, length: number): number {
  if (!isHan(units, open + 1)) return 0;
  const limit = Math.min(length, open + longestBracket);
  for (let i = open + 1; i < limit; i++) {
    const unit = units[i]!;
    if (unit === 0x29) return isHan(units, i - 1) ? i : 0;
    if (unit === 0x28 || unit === 10 || unit === 0x60 || unit === 0xff08 || unit === 0xff09) return 0;
  }
  return 0;
}

function isHan(units: Uint16Array, at: number): boolean {
  return isHanClass(charClass[units[at]!]!);
}

const repeatable = new Uint8Array(0x10000);
for (const sign of "，。、；！？.·") repeatable[sign.charCodeAt(0)] = 1;

function dropRepeated(text: string): string {
  const units = unitsOf(text);
  const fences = new FenceCursor(codeFences(text));
  const splice = new Splice(text);
  const next = (from: number): number => nextMarked(units, from, text.length, repeatable);
  for (let i = next(0); i < text.length; i = next(i)) {
    const fenceEnd = fences.endAround(i);
    let end = i + 1;
    while (units[end] === units[i]) end++;
    if (fenceEnd === 0 && end - i > 1) {
      const by = shortened(text.charAt(i), end - i);
      const isDots = units[i] === 0x2e || units[i] === 0xb7;
      // Dots may lead through a table of contents; behind Chinese, and not before a number, they are an ellipsis.
      const isEllipsis =
        !isDots ||
        (end - i <= 12 &&
          isHan(units, i - 1) &&
          (isHan(units, end) || end === text.length || units[end] === 10));
      if (by !== undefined && isEllipsis) splice.replace(i, end, by);
    }
    i = Math.max(end, fenceEnd);
  }
  return splice.finish();
}

function shortened(sign: string, count: number): string | undefined {
  switch (sign) {
    case "。":
      return count === 2 ? "。" : "……";
    case "！":
    case "？":
      return count > 3 ? sign.repeat(3) : undefined;
    case ".":
    case "·":
      return count >= 3 ? "……" : undefined;
    default:
      return sign;
  }
}

/** Pairs quotes, line by line: an even number of straight quotes, or of opening quotes without any closing one. */
function pairQuotes(text: string): string {
  if (!text.includes('"') && !text.includes("“")) return text;
  const fences = new FenceCursor(codeFences(text));
  const splice = new Splice(text);
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const fenceEnd = fences.endAround(start);
    if (fenceEnd === 0) pairLine(text, start, end, splice);
    start = Math.max(end, fenceEnd) + 1;
  }
  return splice.finish();
}

function pairLine(text: string, start: number, end: number, splice: Splice): void {
  const straight: number[] = [];
  const opening: number[] = [];
  let isCode = false;
  for (let i = start; i < end; i++) {
    const sign = text.charAt(i);
    if (sign === '"') straight.push(i);
    else if (sign === "“") opening.push(i);
    else if (sign === "”" || sign === "`" || sign === "=" || sign === "<" || sign === "{" || sign === "\\")
      isCode = true;
  }
  if (isCode) return;
  const marks = opening.length === 0 ? straight : straight.length === 0 ? opening : [];
  if (marks.length === 0 || marks.length % 2 !== 0) return;
  for (let i = 0; i < marks.length; i += 2) if (!holdsChinese(text, marks[i]!, marks[i + 1]!)) return;
  for (const [i, at] of marks.entries()) splice.replace(at, at + 1, i % 2 === 0 ? "“" : "”");
}

/** Whether what is quoted begins and ends with Chinese or with Chinese punctuation. */
function holdsChinese(text: string, open: number, close: number): boolean {
  const isChinese = (at: number): boolean => {
    const kind = charClass[text.charCodeAt(at)]!;
    return isHanClass(kind) || kind === PUNCTUATION_CJK;
  };
  return close - open > 1 && isChinese(open + 1) && isChinese(close - 1);
}
