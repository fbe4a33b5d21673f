import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import { isDigit } from "../text/characters/ascii.js";
import * as c from "../text/characters/charclass.js";
import { charClass } from "../text/characters/charclass.js";
import { codeFences, FenceCursor } from "../text/code-fences.js";
import { profileOf } from "../text/profile.js";
import { Splice } from "../text/splice.js";
import { kindsOf, lineEnds, nextKind } from "../text/units/unit-kinds.js";
import { OpenLines } from "./sentence-ends/open-lines.js";
import { isWholeTail } from "./sentence-ends/whole-tail.js";

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
  "max-share": z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe(
      "Share of the paragraphs with sentences from which on incomplete tails (three at least) are the layout of the text and stay: lines broken at a fixed width, a source named behind each quotation",
    ),
  strict: z
    .boolean()
    .default(false)
    .describe(
      "Literal rule: a paragraph without any closing punctuation goes too, and lists, headings, tables, brackets, code, verse and posts without a full stop are no exception",
    ),
});

/** Cuts what the page cut off. */
export const incompleteSentence = defineTextMap({
  name: "incomplete-sentence",
  summary: "Removes the last sentence of a paragraph when it does not end in closing punctuation.",
  source: "Yuan et al. 2021, §2.2 (text is split at 。！？… and an incomplete last piece is deleted)",
  parameters,
  examples: [
    { in: "今天天气很好。我们一起去公", out: "今天天气很好。" },
    {
      in: "你好！这是标题\n输入下列命令。例如\n\n    ls\n",
      out: "你好！这是标题\n输入下列命令。例如\n\n    ls\n",
    },
    { in: "帮转！！可爱的小男孩，家里肯定着急死了", out: "帮转！！可爱的小男孩，家里肯定着急死了" },
    { in: "第一章 总则\n他说：“走吧。”", out: "第一章 总则\n他说：“走吧。”" },
    {
      in: "步骤如下。请看下面的命令：\n- 打开终端。输入命令",
      out: "步骤如下。请看下面的命令：\n- 打开终端。输入命令",
    },
    {
      in: "前日风雪中，故人从此去。何处是长安，青山无尽处",
      out: "前日风雪中，故人从此去。何处是长安，青山无尽处",
    },
    {
      in: "値を返します。逆数に等しいです\n例外です。しかし例外として",
      out: "値を返します。逆数に等しいです\n例外です。",
    },
    {
      in: "他来了。（未完待续）\n![图！](a.png)\n\n以上。",
      out: "他来了。（未完待续）\n![图！](a.png)\n\n以上。",
    },
    { in: "标题没有句号\n正文有句号。", out: "正文有句号。", params: { strict: true } },
  ],
  open: (params) => {
    const { scope, strict } = params;
    const minTail = params["min-tail"];
    const maxShare = strict ? Number.POSITIVE_INFINITY : params["max-share"];
    return (sample) => {
      if (profileOf(sample.text).han === 0) return sample;
      return withText(sample, cutTails(sample.text, scope, minTail, maxShare, strict));
    };
  },
});

/** Ends a sentence anywhere. */
const END = 1;
/** Ends a sentence unless a word or bracket follows directly, as in `a.png?x=1`, `![` and `x;y`. */
const ASCII_END = 2;
/** Ends a sentence only at the end of a line. */
const LINE_END = 3;
/** May follow an end: quotes and marks of emphasis. */
const QUOTE = 4;
/** May follow an end, and shows even without one that a line is complete, because something closes here. */
const BRACKET = 5;

const marksOf = new Map([
  [END, "。！？…；．｡﹖﹗﹔"],
  [ASCII_END, "!?;"],
  [LINE_END, ".：:︰∶～~—-﹕"],
  [QUOTE, "”’\"'*_`"],
  [BRACKET, "」』）》】〉〕〗])}"],
]);
const roles = new Uint8Array(0x10000);
for (const [role, marks] of marksOf) for (const mark of marks) roles[mark.charCodeAt(0)] = role;

/** Space, tab, carriage return and U+3000. */
const blanks = " \t\r\u3000";
/** Signs at the start of lines that need no full stop: indented code, headings, list items, quotes, references, tables. */
const layout = "\t #*+->[|•";

const marked = (...of: readonly number[]): string => of.map((role) => marksOf.get(role)).join("");
/** Finds the lines that may be cut. All others are complete, or hold no end of a sentence. */
const openLines = new OpenLines(
  marked(END, ASCII_END),
  marked(END, ASCII_END, LINE_END, BRACKET),
  blanks,
  layout,
);

/** From this many tails on, a text may be laid out in lines without full stops and is left alone. */
const fewestOfLayout = 3;

function cutTails(text: string, scope: string, minTail: number, maxShare: number, strict: boolean): string {
  const fences = new FenceCursor(strict ? new Int32Array(0) : codeFences(text));
  const units = kindsOf(text);
  const first = scope === "last-paragraph" ? lastLine(text) : 0;
  const cuts = findTails(units, first, text.length, fences, minTail, strict);
  const tails = cuts.length / 2;
  if (tails === 0 || (tails >= fewestOfLayout && tails >= maxShare * prose(text))) return text;
  const splice = new Splice(text);
  for (let i = 0; i < cuts.length; i += 2) {
    const [start, end] = [cuts[i]!, cuts[i + 1]!];
    const line = text.lastIndexOf("\n", start - 1) + 1;
    if (strict || !isWholeTail(units, line, sentenceBefore(units, line, start), start, end))
      splice.replace(start, end, "");
  }
  return splice.finish();
}

/** Where the sentence begins whose end stands before `start`. */
function sentenceBefore(units: Uint16Array, line: number, start: number): number {
  let before = start - 1;
  while (before > line && roles[units[before - 1]!] !== END) before--;
  return before;
}

/** Start and end of each cut in the lines from `first` on. */
function findTails(
  units: Uint16Array,
  first: number,
  length: number,
  fences: FenceCursor,
  minTail: number,
  strict: boolean,
): readonly number[] {
  const cuts: number[] = [];
  const next = (from: number): number =>
    strict ? nextLine(units, from, length) : openLines.next(from, length);
  for (let start = next(first); start < length; start = next(start)) {
    const fenceEnd = fences.endAround(start);
    if (fenceEnd > 0) {
      start = fenceEnd;
      continue;
    }
    const end = nextKind(lineEnds, start, length);
    let cut = cutOf(units, start, end, minTail, strict);
    if (cut < end && !strict && (isTitle(units, start, end) || leadsToLayout(units, end))) cut = end;
    if (cut < end) cuts.push(cut, cut === start && end < length ? end + 1 : end);
    start = end + 1;
  }
  return cuts;
}

/** The first line that is not empty. */
function nextLine(units: Uint16Array, from: number, length: number): number {
  let start = from;
  while (start < length && units[start] === 10) start++;
  return start;
}

/** Number of lines that hold the end of a sentence. */
function prose(text: string): number {
  const units = kindsOf(text);
  let lines = 0;
  let counted = false;
  for (let i = 0; i < text.length; i++) {
    const unit = units[i]!;
    if (unit === 10) counted = false;
    else if (!counted && roles[unit] === END) {
      counted = true;
      lines++;
    }
  }
  return lines;
}

function lastLine(text: string): number {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) <= 32) end--;
  return text.lastIndexOf("\n", end - 1) + 1;
}

/** Where to cut the line [start, end): `end` when it stays whole, `start` when all of it goes. */
function cutOf(units: Uint16Array, start: number, end: number, minTail: number, strict: boolean): number {
  let stop = end;
  while (stop > start && isBlank(units[stop - 1]!)) stop--;
  // An empty line is a paragraph break: it has no sentence to lose.
  if (stop === start) return end;
  // A line that is complete is the usual case: look at its end only.
  let i = stop - 1;
  while (i > start && roles[units[i]!]! >= QUOTE) {
    if (!strict && roles[units[i]!] === BRACKET) return end;
    i--;
  }
  const closing = roles[units[i]!]!;
  if (closing !== 0 && closing <= LINE_END) return end;
  if (!strict && isLayout(units, start)) return end;
  return cutInside(units, start, i, stop, end, minTail, strict);
}

/**
 * The same for a line [start, stop) whose last word (ending at `last`) does not end a sentence. Such lines are few. They have a
 * function of their own because otherwise V8 compiled the usual case again with each new branch that it met here.
 */
function cutInside(
  units: Uint16Array,
  start: number,
  last: number,
  stop: number,
  end: number,
  minTail: number,
  strict: boolean,
): number {
  let i = last;
  let han = 0;
  for (let behind = units[i + 1]!; i >= start; i--) {
    const unit = units[i]!;
    const role = roles[unit]!;
    const ends = role === END || (role === ASCII_END && (endsHere(behind) || isMention(units, i, behind)));
    if (ends && !isNamed(units, i, behind)) break;
    behind = unit;
    if (unit === 0x7c && !strict) return end; // a cell of a table
    const kind = charClass[unit]!;
    if (c.isHanClass(kind)) han++;
  }
  if (i < start) return strict ? start : end;
  if (!strict && han < minTail) return end;
  i++;
  while (i < stop && roles[units[i]!]! >= QUOTE && !opens(units, start, i)) i++;
  return i;
}

/** Whether a mark stands alone in quotes, and is what the sentence speaks of: 用「;」分隔. */
function isNamed(units: Uint16Array, at: number, behind: number): boolean {
  return at > 0 && quotePairs.has(String.fromCharCode(units[at - 1]!, behind));
}

const quotePairs = new Set(['""', "''", "``", "“”", "‘’", "「」", "『』"]);

/** Marks that open and close alike. */
const alike = '*"`';

/** Whether such a mark opens what follows: an even number of runs of it stands before on the line. */
function opens(units: Uint16Array, start: number, at: number): boolean {
  const unit = units[at]!;
  if (!alike.includes(String.fromCharCode(unit)) || units[at - 1] === unit) return false;
  let runs = 0;
  for (let i = start; i < at; i++) if (units[i] === unit && (i === start || units[i - 1] !== unit)) runs++;
  return runs % 2 === 0;
}

/** Whether an ASCII mark ends a sentence when `next` follows it: white space, a quote, a bracket that closes, or Han. */
function endsHere(next: number): boolean {
  if (isBlank(next) || roles[next]! >= QUOTE) return true;
  const kind = charClass[next]!;
  return c.isHanClass(kind);
}

/** Whether Han stand before a mark and somebody or a topic is named behind it: 太好了!@某人. */
function isMention(units: Uint16Array, at: number, next: number): boolean {
  return (next === 0x40 || next === 0x23) && at > 0 && c.isHanClass(charClass[units[at - 1]!]!);
}

function isBlank(unit: number): boolean {
  return blanks.includes(String.fromCharCode(unit));
}

/** The first line of a text, and a line that is underlined with === or ---. */
function isTitle(units: Uint16Array, start: number, end: number): boolean {
  if (units[end] !== 10) return false;
  if (start === 0) return true;
  const rule = units[end + 1]!;
  return (rule === 0x3d || rule === 0x2d) && units[end + 2] === rule && units[end + 3] === rule;
}

/** Whether code, a list, a table or a picture follows: it completes the sentence (输入以下命令 and the command). */
function leadsToLayout(units: Uint16Array, end: number): boolean {
  let next = end;
  while (units[next] === 10) next++;
  const unit = units[next]!;
  return unit === 0x60 || unit === 0x21 || unit === 0x7e || isLayout(units, next);
}

/** Headings, list items, tables, quotes and indented code: their last words need no full stop. */
function isLayout(units: Uint16Array, start: number): boolean {
  const unit = units[start]!;
  return layout.includes(String.fromCharCode(unit)) || (isDigit(unit) && isNumbered(units, start));
}

function isNumbered(units: Uint16Array, start: number): boolean {
  let i = start;
  while (i < start + 4 && isDigit(units[i]!)) i++;
  return ".、)）".includes(String.fromCharCode(units[i]!));
}
