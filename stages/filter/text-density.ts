import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import type { Sample } from "../../pipeline/contracts/sample.js";
import * as c from "../text/characters/charclass.js";
import { codeFences } from "../text/code-fences.js";
import { isAstralSymbol, profileOf } from "../text/profile.js";
import { countOf, kindSet, kindsOf, nextKind } from "../text/units/unit-kinds.js";

const parameters = z.object({
  measure: z
    .enum(["text", "chinese", "page"])
    .default("text")
    .describe(
      "text: letters, digits, Han and Chinese punctuation among visible characters, code fences and the frames of tables left out; chinese: Han and Chinese punctuation among visible characters; page: characters of the text among those of the HTML page",
    ),
  min: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .describe("Lowest density, 0 - 1. The paper's 0.70 suits text and chinese; page needs about 0.05 - 0.2"),
  "html-length-key": z
    .string()
    .default("htmlLength")
    .describe("Key of `meta` that holds the length of the HTML page in characters (measure: page)"),
});

/** Drops pages that hold little text. */
export const textDensity = defineScoredFilter({
  name: "text-density",
  summary: "Drops texts in which too small a share is text.",
  source:
    "Yuan et al. 2021, §2.2 (text density under 70 % is dropped); MNBVC words it as the share of Chinese (measure: chinese)",
  parameters,
  reasons: { "low-density": "text density below the minimum" },
  examples: [
    { in: "正文占了绝大部分，符号很少。", out: "正文占了绝大部分，符号很少。" },
    { in: "| --- | === | *** | 菜单 | >>>", out: null },
    { in: "| 列 | 值 |\n| --- | --- |\n| 甲 | 乙 |", out: "| 列 | 值 |\n| --- | --- |\n| 甲 | 乙 |" },
    { in: "夏，晋侯、齐侯、宋公、蔡侯盟。", out: "夏，晋侯、齐侯、宋公、蔡侯盟。" },
    { in: "中文 with mostly English words", out: null, params: { measure: "chinese" } },
  ],
  limits: ({ min }) => [{ parameter: "min", below: min, reason: "low-density" }],
  measure: (params) => (sample) => densityOf(sample, params.measure, params["html-length-key"]),
});

function densityOf(sample: Sample, measure: "text" | "chinese" | "page", key: string): number {
  const p = profileOf(sample.text);
  if (measure === "page") {
    const page = sample.meta[key];
    // A sample that comes from no page is all text.
    return typeof page === "number" && page > 0 ? Math.min(1, p.length / page) : 1;
  }
  if (p.visible === 0) return 0;
  if (measure === "chinese") return (p.han + p.punctuationCjk) / p.visible;
  const written = p.han + p.latin + p.latinExtended + p.letterOther + p.kana + p.hangul + p.digit;
  const score = (written + p.fullwidthLetter + p.fullwidthDigit + p.punctuationCjk) / p.visible;
  return score < closeLook ? proseDensity(sample.text) : score;
}

/**
 * Pages above this density are text, whatever else they contain. Pages below may be so only because of their code and tables, and
 * are looked at again.
 */
const closeLook = 0.8;

const letters = kindSet(isText);
const others = kindSet((kind) => !isText(kind) && !isPaper(kind));
const surrogates = kindSet((kind) => kind === c.SURROGATE);
const ticks = kindSet((kind) => kind === c.BACKTICK);
const ticksAndLines = kindSet((kind) => kind === c.BACKTICK || kind === c.NEWLINE);

function isText(kind: number): boolean {
  const isRare = kind === c.SURROGATE || kind === c.PRIVATE_USE;
  return c.isHanClass(kind) || c.isWordClass(kind) || isRare || kind === c.PUNCTUATION_CJK;
}

/** What is no sign, and the signs that tables, rules and headings are drawn with. */
function isPaper(kind: number): boolean {
  const isInvisible = kind === c.CONTROL || kind === c.ZERO_WIDTH || kind === c.BIDI;
  const isDrawn = kind === c.RULE_SIGN || kind === c.TILDE || kind === c.BACKTICK || kind === c.BOX_DRAWING;
  return c.isBlankClass(kind) || isInvisible || isDrawn;
}

/** The density without code: outside code fences, and without the signs between two backticks of a line. */
function proseDensity(text: string): number {
  kindsOf(text);
  const fences = codeFences(text);
  let ofText = 0;
  let ofSigns = 0;
  for (let from = 0, fence = 0; from < text.length; fence += 2) {
    const to = fences[fence] ?? text.length;
    const emoji = emojiIn(text, from, to);
    ofText += countOf(letters, from, to) - 2 * emoji;
    ofSigns += countOf(others, from, to) - signsInCode(text, from, to) + emoji;
    from = fences[fence + 1] ?? text.length;
  }
  return ofText === 0 ? 0 : ofText / (ofText + ofSigns);
}

/** Emoji in [from, to); like rare Han, they are two surrogates each. */
function emojiIn(text: string, from: number, to: number): number {
  let emoji = 0;
  for (let at = nextKind(surrogates, from, to); at < to; at = nextKind(surrogates, at + 1, to))
    if (isAstralSymbol(text.codePointAt(at) ?? 0)) emoji++;
  return emoji;
}

/** Signs in [from, to) between two backticks of a line. */
function signsInCode(text: string, from: number, to: number): number {
  let signs = 0;
  for (let open = nextKind(ticks, from, to); open < to; ) {
    const close = nextKind(ticksAndLines, open + 1, to);
    if (close === to) break;
    if (text.charCodeAt(close) !== 0x60) open = nextKind(ticks, close, to);
    else {
      signs += countOf(others, open, close);
      open = nextKind(ticks, close + 1, to);
    }
  }
  return signs;
}
