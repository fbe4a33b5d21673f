import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import * as c from "../text/characters/charclass.js";
import { charClass } from "../text/characters/charclass.js";
import { codeFences, FenceCursor } from "../text/code-fences.js";
import { Splice } from "../text/splice.js";

const parameters = z.object({
  "min-columns": z
    .number()
    .int()
    .min(8)
    .default(40)
    .describe("Narrowest page that counts, in columns (a Chinese character takes two): verses are narrower"),
  "max-columns": z
    .number()
    .int()
    .max(1000)
    .default(160)
    .describe("Widest page that counts, in columns: longer lines are paragraphs"),
  hyphens: z
    .enum(["join", "keep"])
    .default("join")
    .describe("A hyphen at the end of a line, between lower-case letters: the word is joined, or keeps it"),
});

/** Joins lines that were broken at the edge of a page (plain-text books, mails, text taken from PDF). */
export const joinLines = defineTextMap({
  name: "join-lines",
  summary:
    "Joins lines that were broken at a fixed width: without a space between Chinese, with one between words.",
  source:
    "This project's: a line was broken by the page when the next word would not have fitted on it. East Asian widths after UAX 11",
  parameters,
  examples: [
    {
      in: "山中岁月长，不觉又是一年。童子扫叶烹茶，老\n僧倚门看云。忽有樵夫自岭上来，言前村失火，\n烧了半条街。众人下山去看。",
      out: "山中岁月长，不觉又是一年。童子扫叶烹茶，老僧倚门看云。忽有樵夫自岭上来，言前村失火，烧了半条街。众人下山去看。",
    },
    {
      in: "The quick brown fox jumps over the lazy dog and runs\naway from the hunters who have followed it for hou-\nrs through the woods.",
      out: "The quick brown fox jumps over the lazy dog and runs away from the hunters who have followed it for hours through the woods.",
    },
    {
      in: "白日依山尽，\n黄河入海流。\n欲穷千里目，\n更上一层楼。",
      out: "白日依山尽，\n黄河入海流。\n欲穷千里目，\n更上一层楼。",
    },
    { in: "- 第一项\n- 第二项\n- 第三项", out: "- 第一项\n- 第二项\n- 第三项" },
  ],
  open: (params) => {
    const [narrowest, widest] = [params["min-columns"], params["max-columns"]];
    return (sample) => {
      if (!sample.text.includes("\n")) return sample;
      const splice = new Splice(sample.text);
      for (const block of blocksOf(sample.text)) {
        const width = pageWidth(block, narrowest, widest);
        if (width > 0) joinBlock(sample.text, block, params.hyphens === "join", splice);
      }
      return withText(sample, splice.finish());
    };
  },
});

interface Line {
  readonly start: number;
  readonly end: number;
  /** Width in columns, without white space at the end. */
  readonly width: number;
  /** Width of the white space at the beginning, in columns. */
  readonly indent: number;
  /** Width in columns of the first word, or of the first Chinese character with the punctuation that must not be parted from it. */
  readonly firstWord: number;
}

/**
 * Matches lines that are not prose: headings, list items, quotations, pictures, links, rows of tables, numbering,
 * definitions, and lines that end with Markdown's line break.
 */
const structure =
  /^\s*(?:[#>|*+•·◆●\-–—=~<[{}&$\\/]|!\[|\d+[.)、．:]|[（(]?[一二三四五六七八九十百]{1,4}[)）、]|第.{1,6}[条章节]|[\w-]{1,20}:\s)|\s\|\s|\]\(|:\/\/|[{};|\\]\s*$| {2}$/;

/** Quotes beside brackets and commas: print("欢迎使用本系统"), '北京': '首都',. */
const literal = /[=([{,:] ?["'`]|["'`][)\]},:;]/;

/** Whether a line is code by its indent. Plain-text manuals indent their paragraphs as far: what is largely East Asian is no code. */
function isIndentedCode(line: string): boolean {
  if (!/^(?: {4}|\t)/.test(line)) return false;
  if (literal.test(line)) return true;
  const bare = line.trim();
  return columns(bare) < 1.5 * bare.length;
}

/** The paragraphs of a text: runs of prose lines. A line with more indent than the one before begins another paragraph. */
function* blocksOf(text: string): Generator<readonly Line[]> {
  const fences = new FenceCursor(codeFences(text));
  let block: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const fenceEnd = fences.endAround(start);
    const line = fenceEnd > 0 || end - start > longestLine ? undefined : measure(text, start, end);
    const previous = block.at(-1);
    const goesOn = line !== undefined && previous !== undefined && line.indent <= previous.indent;
    if (!goesOn && block.length > 0) {
      yield block;
      block = [];
    }
    if (line !== undefined) block.push(line);
    start = Math.max(end, fenceEnd) + 1;
  }
  if (block.length > 0) yield block;
}

/** Lines with more units than this are not looked at: no page is so wide. */
const longestLine = 1000;

function measure(text: string, start: number, end: number): Line | undefined {
  const line = text.slice(start, end).trimEnd();
  const bare = line.trimStart();
  if (bare === "" || structure.test(text.slice(start, end)) || isIndentedCode(line)) return undefined;
  const word =
    /^(?:[^\s\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFFEF]+|.[，。、；：？！”’）》」』…]*)/.exec(bare)?.[0] ?? "";
  return {
    start,
    end,
    width: columns(line),
    indent: columns(line.slice(0, line.length - bare.length)),
    firstWord: columns(word),
  };
}

function columns(text: string): number {
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const kind = charClass[unit]!;
    // A surrogate pair (rare Han, emoji) is two columns wide; they are counted at its first half.
    if (isWide(kind) || (unit >= 0xd800 && unit <= 0xdbff)) width += 2;
    else if (kind !== c.ZERO_WIDTH && kind !== c.SURROGATE) width++;
  }
  return width;
}

function isWide(kind: number): boolean {
  return (
    c.isHanClass(kind) ||
    kind === c.PUNCTUATION_CJK ||
    kind === c.KANA ||
    kind === c.HANGUL ||
    kind === c.IDEOGRAPHIC_SPACE ||
    (kind >= c.FULLWIDTH_LETTER && kind <= c.FULLWIDTH_SYMBOL)
  );
}

const fewestLines = 3;

/**
 * The width of the page that broke the lines, or 0: every line but the last is so long that the first word of the next would not have
 * fitted (one Chinese character of tolerance, for marks that hang), and most do not end a sentence.
 */
function pageWidth(block: readonly Line[], narrowest: number, widest: number): number {
  if (block.length < fewestLines) return 0;
  const width = block.reduce((most, line) => Math.max(most, line.width), 0);
  if (width < narrowest || width > widest) return 0;
  const isFull = (line: Line, next: Line | undefined): boolean =>
    next === undefined || line.width + Math.max(next.firstWord, 2) + 1 > width - tolerance;
  return block.every((line, at) => isFull(line, block[at + 1])) ? width : 0;
}

const tolerance = 2;
const sentenceEnd = /[。！？.!?：:][”’"』」）)]*$/;

function joinBlock(text: string, block: readonly Line[], joinHyphens: boolean, splice: Splice): void {
  const ends = block
    .slice(0, -1)
    .filter(({ start, end }) => sentenceEnd.test(text.slice(start, end).trimEnd()));
  if (ends.length * 2 > block.length - 1) return;
  for (const [at, line] of block.entries()) {
    const next = block[at + 1];
    if (next === undefined) return;
    let from = line.start + text.slice(line.start, line.end).trimEnd().length;
    const to = next.end - text.slice(next.start, next.end).trimStart().length;
    const isHyphen =
      joinHyphens && /\p{Ll}-$/u.test(text.slice(from - 2, from)) && /\p{Ll}/u.test(text.charAt(to));
    if (isHyphen) from--;
    splice.replace(
      from,
      to,
      isHyphen || !needsSpace(text.charCodeAt(from - 1), text.charCodeAt(to)) ? "" : " ",
    );
  }
}

/** Between words of scripts with spaces; Korean has them too. */
function needsSpace(before: number, after: number): boolean {
  const isTight = (kind: number): boolean => isWide(kind) && kind !== c.HANGUL;
  return !isTight(charClass[before]!) && !isTight(charClass[after]!);
}
