import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import { isAlnum } from "../text/characters/ascii.js";
import * as c from "../text/characters/charclass.js";
import { charClass } from "../text/characters/charclass.js";
import { codeFences, FenceCursor } from "../text/code-fences.js";
import { isAstralSymbol, profileOf } from "../text/profile.js";
import { Splice } from "../text/splice.js";
import { kindsOf } from "../text/units/unit-kinds.js";
import { nextMarked } from "../text/units/units.js";
import { BacktickCursor, TreeCursor } from "./markup/inline-code.js";

const policy = z.enum(["remove", "keep"]);

const parameters = z.object({
  emoji: policy
    .default("remove")
    .describe("Emoji and pictographs beyond the Basic Multilingual Plane, with their joiners"),
  symbols: policy
    .default("remove")
    .describe("Dingbats, geometric shapes, weather, chess and technical signs: ★ ◆ ☎ ☀ ⏰"),
  "box-drawing": policy
    .default("remove")
    .describe("Lines and blocks: ─ │ ┌ █. One or two ─ before a word are a dash and become —"),
  keep: z
    .string()
    .default("□■○◯●△▲▽▼✓✔✗✘☐☑☒✅❌⌘⌥⌃⌫⌦⎋⏎⌈⌉⌊⌋⎷♀♂♭♮♯☰☱☲☳☴☵☶☷➔➙➛➜➝➞➡❶❷❸❹❺❻❼❽❾❿➀➁➂➃➄➅➆➇➈➉➊➋➌➍➎➏➐➑➒➓")
    .describe(
      "Signs that stay because they are read: □ ■ ● for a lost character, ○ for zero in 二○○八, △ and ▲ before entries of lists, ✓ and ✗ for yes and no, ⌘ for a key, ⌈ ⌋ in formulas, ♀ ♂ in biology, ♭ ♯ in music, trigrams, arrows as in 1.6 ➜ 1.8, numbers in circles",
    ),
  code: z
    .enum(["keep", "clean"])
    .default("keep")
    .describe(
      "Signs in Markdown code fences and indented code (trees of folders, tables of results) and between backticks: leave alone, or clean like the rest",
    ),
});

/** Removes signs that are no text. */
export const abnormalSymbols = defineTextMap({
  name: "abnormal-symbols",
  summary: "Removes emoji, logos, dingbats and box-drawing characters.",
  source:
    "Yuan et al. 2021, §2.2 (emoji, logos and abnormal signs are removed); Unicode blocks U+2300 - U+2BFF, U+1F000 - U+1FBFF",
  parameters,
  titles: true,
  examples: [
    { in: "太棒了😀👍🏽！★★★", out: "太棒了！" },
    { in: "❤️真好", out: "真好" },
    { in: "二○○八年，□□先生", out: "二○○八年，□□先生" },
    { in: "├── 目录", out: "目录" },
    { in: "> 📋 注意\n下载 🐙\n中国─东盟──论坛", out: "> 注意\n下载\n中国—东盟——论坛" },
    { in: "```\n├── src\n```", out: "```\n├── src\n```" },
    { in: "如下：\n\n    ├─sda1 8:1", out: "如下：\n\n    ├─sda1 8:1" },
    { in: "| ✔ | ✗ |，按 ⌘ 键，茂陵●隈", out: "| ✔ | ✗ |，按 ⌘ 键，茂陵●隈" },
    { in: "看不懂╮(╯_╰)╭，评分（★★★）", out: "看不懂，评分" },
    { in: "命名为 `❄.py`，红色的“🞩”", out: "命名为 `❄.py`，红色的“🞩”" },
    { in: "编辑：张三▅审核：李四", out: "编辑：张三 审核：李四" },
    { in: "好😀", out: "好😀", params: { emoji: "keep" } },
    { in: "↑ 3×4 ℃ ① 2008年", out: "↑ 3×4 ℃ ① 2008年" },
  ],
  open: (params) => {
    const emoji = params.emoji === "remove";
    const table = actions(
      params.symbols === "remove",
      params["box-drawing"] === "remove",
      emoji,
      params.keep,
    );
    const keepCode = params.code === "keep";
    return (sample) => {
      const p = profileOf(sample.text);
      const astral = emoji ? p.symbolAstral + p.variationSelector : 0;
      if (p.symbol + p.boxDrawing + astral === 0) return sample;
      return withText(sample, remove(sample.text, table, keepCode));
    };
  },
});

/** What is done with a UTF-16 unit; 0 means that it stays. */
const REMOVE = 1;
/** May be the first half of an emoji. */
const LEAD = 2;
/** Belongs to the sign before it: variation selectors and the keycap of 1️⃣. */
const ATTACHED = 3;
/** A horizontal line, or a dash. */
const LINE = 4;

const zeroWidthJoiner = 0x200d;
const enclosingKeycap = 0x20e3;

function actions(symbols: boolean, boxes: boolean, emoji: boolean, keep: string): Uint8Array {
  const removed = [...(symbols ? [c.SYMBOL] : []), ...(boxes ? [c.BOX_DRAWING] : [])];
  const table = charClass.map((kind) => (removed.includes(kind) ? REMOVE : 0));
  if (boxes) table.fill(LINE, 0x2500, 0x2502);
  if (emoji) {
    table.fill(LEAD, 0xd83c, 0xdb41);
    table.fill(ATTACHED, 0xfe0e, 0xfe10);
    table[enclosingKeycap] = ATTACHED;
  }
  for (let i = 0; i < keep.length; i++) table[keep.charCodeAt(i)] = 0;
  return table;
}

function remove(text: string, table: Uint8Array, keepCode: boolean): string {
  const splice = new Splice(text);
  const units = kindsOf(text);
  const { length } = text;
  const fences = new FenceCursor(keepCode ? codeFences(text) : new Int32Array(0));
  const ticks = new BacktickCursor(units, length);
  const trees = new TreeCursor(units, length);
  const next = (from: number): number => nextMarked(units, from, length, table);
  for (let i = next(0); i < length; i = next(i)) {
    const fenceEnd = fences.endAround(i);
    if (fenceEnd > 0) {
      i = fenceEnd;
      continue;
    }
    let end = signEnd(text, units, i, table);
    if (end === i) i++;
    else if (keepCode && (ticks.isInside(i) || trees.isInside(i))) i = end;
    else if (table[units[i]!] === LINE && isDash(units, i, end)) {
      splice.replace(i, end, "—".repeat(end - i));
    } else {
      for (let more = signEnd(text, units, end, table); more > end; more = signEnd(text, units, end, table))
        end = more;
      const face = faceAround(units, i, end, splice.end, length);
      const inBrackets = face === undefined && fillsBrackets(units, i, end, splice.end);
      if (opensFence(units, face?.end ?? (inBrackets ? end + 1 : end))) i = end;
      else if (face !== undefined) takeOut(units, length, face.start, face.end, splice);
      else if (isQuoted(units, i, end)) i = end;
      else if (separates(units, i, end)) splice.replace(i, end, " ");
      else if (inBrackets) takeOut(units, length, i - 1, end + 1, splice);
      else takeOut(units, length, i, end, splice);
    }
    i = Math.max(i, splice.end);
  }
  return splice.finish();
}

/** End of the sign at `at` with all that belongs to it; `at` when it is none. A run of ─ is one sign. */
function signEnd(text: string, units: Uint16Array, at: number, table: Uint8Array): number {
  let end = at + 1;
  const action = table[units[at]!];
  if (action === 0 || at >= text.length) return at;
  if (action === LEAD) {
    if (!isAstralSymbol(text.codePointAt(at) ?? 0)) return at;
    end++;
  } else if (action === LINE) {
    while (table[units[end]!] === LINE) end++;
    return end;
  }
  while (end < text.length) {
    const unit = units[end]!;
    if (charClass[unit] !== c.VARIATION_SELECTOR && unit !== zeroWidthJoiner && unit !== enclosingKeycap)
      break;
    end++;
    // Signs that are joined are one: 🤦‍♂️.
    if (unit === zeroWidthJoiner && charClass[units[end]!] === c.SYMBOL) end++;
  }
  return end;
}

/** Whether one or two ─ are a dash: no frame stands before them, and a word or a quotation follows. */
function isDash(units: Uint16Array, start: number, end: number): boolean {
  if (end - start > 2 || (start > 0 && charClass[units[start - 1]!] === c.BOX_DRAWING)) return false;
  const kind = charClass[units[end]!]!;
  return kind === c.LATIN || kind === c.DIGIT || kind === c.PUNCTUATION_CJK || c.isHanClass(kind);
}

/** Whether removing the sign would move a code fence to the start of the line. The fence would then turn the text behind it into code. */
function opensFence(units: Uint16Array, at: number): boolean {
  let i = at;
  while (units[i] === 32 || units[i] === 9) i++;
  const unit = units[i]!;
  return (unit === 0x60 || unit === 0x7e) && units[i + 1] === unit && units[i + 2] === unit;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const quotes = new Set(['""', "''", "“”", "‘’", "「」", "『』"]);
const brackets = new Set(["()", "（）", "[]", "［］", "【】", "〔〕"]);

function pairAround(units: Uint16Array, start: number, end: number): string {
  return start === 0 ? "" : String.fromCharCode(units[start - 1]!, units[end]!);
}

/** Whether the sign stands alone in quotes: then the text talks about it, as in 红色的“🞩”. */
function isQuoted(units: Uint16Array, start: number, end: number): boolean {
  return quotes.has(pairAround(units, start, end));
}

/** Whether brackets would be empty without the signs: 评分（★★★）. They go, too. */
function fillsBrackets(units: Uint16Array, start: number, end: number, floor: number): boolean {
  return start > floor && brackets.has(pairAround(units, start, end));
}

/** Most signs in a row of one face. */
const longestFace = 10;

/**
 * Finds the face that the signs belong to, whether they stand in its brackets or before them: ╮(╯_╰)╭, (●'◡'●), o(╯□╰)o. The
 * whole face is removed, since half a face means nothing.
 *
 * @param floor end of the last replacement; the face must not reach before it
 */
function faceAround(
  units: Uint16Array,
  start: number,
  end: number,
  floor: number,
  length: number,
): Span | undefined {
  let open = start;
  if (isOpening(units[end]!)) open = end;
  else {
    while (open > floor && start - open < longestFace && isOfFace(units[open - 1]!)) open--;
    if (open === floor || !isOpening(units[--open]!)) return undefined;
  }
  let close = open + 1;
  while (close < length && close - open <= 2 * longestFace && isOfFace(units[close]!)) close++;
  const closing = units[close]!;
  if ((closing !== 0x29 && closing !== 0xff09) || !isFace(units, open + 1, close)) return undefined;
  const hands = open > floor && isHand(units[open - 1]!) && isHand(units[close + 1]!);
  const isWord = hands && (isAlnum(units[open - 2] ?? 0) || isAlnum(units[close + 2]!));
  return hands && !isWord
    ? { start: Math.min(start, open - 1), end: close + 2 }
    : { start: Math.min(start, open), end: close + 1 };
}

function isOpening(unit: number): boolean {
  return unit === 0x28 || unit === 0xff08;
}

/** Whether the unit is o or O, the hands of o(╯□╰)o. */
function isHand(unit: number): boolean {
  return (unit | 0x20) === 0x6f;
}

/**
 * Whether a unit may be part of a face: anything but brackets, blanks, digits and the letters of Chinese texts (Han and Latin).
 * Letters of other scripts serve as eyes and mouths: (；´Д｀), (◕ヮ◕).
 */
function isOfFace(unit: number): boolean {
  const kind = charClass[unit]!;
  const isText =
    kind === c.LATIN ||
    kind === c.DIGIT ||
    kind === c.FULLWIDTH_LETTER ||
    kind === c.FULLWIDTH_DIGIT ||
    c.isHanClass(kind);
  return !isText && !"()（） \t\n".includes(String.fromCharCode(unit)) && unit !== 0;
}

/**
 * Whether what stands in the brackets is a face. Dots and marks alone are an omission or a question, and three letters side by
 * side are a word: (ありがとう★).
 */
function isFace(units: Uint16Array, start: number, end: number): boolean {
  let hasFeatures = false;
  let letters = 0;
  for (let i = start; i < end; i++) {
    letters = isWordUnit(units[i]!) ? letters + 1 : 0;
    if (letters === 3) return false;
    hasFeatures ||= !",.?!;:，。？！；：、…".includes(String.fromCharCode(units[i]!));
  }
  return hasFeatures;
}

/** Whether the unit is part of a word in any script. */
function isWordUnit(unit: number): boolean {
  const kind = charClass[unit]!;
  return c.isWordClass(kind) || c.isHanClass(kind);
}

/** Whether frames, blocks and stars stand between two words, which would become one without them. */
function separates(units: Uint16Array, start: number, end: number): boolean {
  const first = units[start]!;
  const isSeparator = (first >= 0x2500 && first <= 0x2606) || (first >= 0x2726 && first <= 0x2756);
  return isSeparator && start > 0 && isWordUnit(units[start - 1]!) && isWordUnit(units[end]!);
}

/** Removes [start, end), and with it a space that would then be doubled, or stand at the edge of a line or before Chinese punctuation. */
function takeOut(units: Uint16Array, length: number, start: number, end: number, splice: Splice): void {
  const startsLine = start === 0 || units[start - 1] === 10;
  const afterSpace = start > 0 && units[start - 1] === 32;
  if ((startsLine || afterSpace || isOpen(units, start)) && units[end] === 32)
    splice.replace(start, end + 1, "");
  else if (afterSpace && start > splice.end && (endsLine(units, end, length) || isGap(units, start - 1, end)))
    splice.replace(start - 1, end, "");
  else splice.replace(start, end, "");
}

function endsLine(units: Uint16Array, at: number, length: number): boolean {
  return at === length || units[at] === 10;
}

/** Whether the space at `space` parts a Han character from Chinese punctuation at `end`. */
function isGap(units: Uint16Array, space: number, end: number): boolean {
  return c.isHanClass(charClass[units[space - 1]!]!) && charClass[units[end]!] === c.PUNCTUATION_CJK;
}

/** Whether the sign stands right behind an opening bracket or a mark of emphasis, where no space may be left: 【🔔 通知】, *💬 你呢？*. */
function isOpen(units: Uint16Array, start: number): boolean {
  let i = start - 1;
  while (i >= 0 && i >= start - 3 && (units[i] === 0x2a || units[i] === 0x5f)) i--;
  if (i < start - 1) return i < 0 || units[i] === 10 || units[i] === 32;
  return i >= 0 && "（【「『《〈〔“([".includes(String.fromCharCode(units[i]!));
}
