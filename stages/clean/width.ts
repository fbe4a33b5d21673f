import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import * as c from "../text/characters/charclass.js";
import { charClass } from "../text/characters/charclass.js";
import { profileOf } from "../text/profile.js";
import { Splice } from "../text/splice.js";
import { kindSet, kindsOf, nextKind } from "../text/units/unit-kinds.js";

const parameters = z.object({
  indent: z
    .enum(["remove", "space", "keep"])
    .default("remove")
    .describe("U+3000 at the start of a line: remove, turn each into a space, or keep"),
  symbols: z
    .enum(["between", "all", "keep"])
    .default("between")
    .describe(
      "Full-width ASCII symbols (＠．／－ ...): only between two letters or digits (brackets not), all of them, or none. ，：；！？（）～ always stay",
    ),
});

/** Full-width letters and digits become ASCII; Chinese punctuation stays. */
export const width = defineTextMap({
  name: "width",
  summary:
    "Full-width letters and digits become ASCII; the ideographic space becomes a plain one; Chinese punctuation stays.",
  source:
    "Yuan et al. 2021, §2.2 (one format throughout); Unicode block Halfwidth and Fullwidth Forms (U+FF01 - U+FF5E)",
  parameters,
  titles: true,
  examples: [
    { in: "ＡＢＣ１２３，你好！", out: "ABC123，你好！" },
    { in: "　　第一段\n　　第二段", out: "第一段\n第二段" },
    { in: "ｗｗｗ．ａｂｃ．ｃｎ 上涨３．５％", out: "www.abc.cn 上涨3.5％" },
    { in: "李白　杜甫", out: "李白 杜甫" },
    { in: "１＋１＝２", out: "1+1=2" },
    { in: "五三０五九，一六九０００", out: "五三〇五九，一六九〇〇〇" },
    { in: "五度０八分", out: "五度〇八分" },
    { in: "小馀０七０二", out: "小馀〇七〇二" },
    { in: "周一０时，３：０三连胜", out: "周一0时，3：0三连胜" },
    { in: "劳薪发［１９９５］３２号", out: "劳薪发［1995］32号" },
    { in: "＃标签＃", out: "#标签#", params: { symbols: "all" } },
  ],
  open: (params) => (sample) => {
    const p = profileOf(sample.text);
    const letters = p.fullwidthLetter + p.fullwidthDigit;
    // U+FF0E counts as Chinese punctuation; it needs attention only beside a letter or digit.
    const needed =
      letters > 0 || p.ideographicSpace > 0 || (params.symbols !== "keep" && p.fullwidthSymbol > 0);
    return needed ? withText(sample, narrow(sample.text, params.indent, params.symbols)) : sample;
  },
});

const fullStop = 0xff0e;
const fullwidthZero = 0xff10;
/** ［］｛｝: one of a pair may stand between two digits, as in 劳薪发［1995］32号, and the other not. */
const brackets = [0xff3b, 0xff3d, 0xff5b, 0xff5d];
/** U+FF01 - U+FF5E mirror U+0021 - U+007E. */
const distance = 0xfee0;
const last = 0xff5e;

function narrow(
  text: string,
  indent: "remove" | "space" | "keep",
  symbols: "between" | "all" | "keep",
): string {
  const splice = new Splice(text);
  const units = kindsOf(text);
  let indentEnd = 0;
  // The full-width full stop is of the class of 。, which is everywhere.
  const stops = text.includes("．") ? wideOrPunctuation : wide;
  for (let i = nextKind(stops, 0, text.length); i < text.length; i = nextKind(stops, i + 1, text.length)) {
    const unit = units[i]!;
    if (unit === 0x3000) {
      const isIndent = beginsLine(units, i, indentEnd);
      if (isIndent) indentEnd = i + 1;
      if (!isIndent) splice.replace(i, i + 1, " ");
      else if (indent !== "keep") splice.replace(i, i + 1, indent === "space" ? " " : "");
      continue;
    }
    const kind = charClass[unit]!;
    if (isFullwidthAlnum(kind)) {
      let end = i + 1;
      let ascii = String.fromCharCode(unit - distance);
      while (isFullwidthAlnum(charClass[units[end]!]!))
        ascii += String.fromCharCode(units[end++]! - distance);
      splice.replace(i, end, isHanZero(units, i, end, ascii) ? "〇".repeat(end - i) : ascii);
      i = end - 1;
    } else if ((kind === c.FULLWIDTH_SYMBOL && unit <= last) || unit === fullStop) {
      const between = isAlnum(text, i - 1) && isAlnum(text, i + 1) && !brackets.includes(unit);
      const wanted = symbols === "all" ? unit !== fullStop || between : symbols === "between" && between;
      if (wanted) splice.replace(i, i + 1, String.fromCharCode(unit - distance));
    }
  }
  return splice.finish();
}

/** Characters behind which a numeral is the end of a word or a number of its own: 唯一０元, 周一０时. */
const beforeLastNumeral = "唯统单万之逐十周期拜";
/** What a smaller number follows: 四百０一, 五度０八分. */
const beforeSmaller = "百千万年月日时宫度分秒";

/** Whether zeros are part of a number in Han characters, as in 五三０五九; in ３：０三连胜 and 从０一步步 they are not. */
function isHanZero(units: Uint16Array, start: number, end: number, ascii: string): boolean {
  if (!/^0+$/.test(ascii)) return false;
  if (isHanNumeral(units, start - 1))
    return !beforeLastNumeral.includes(String.fromCharCode(units[start - 2]!));
  if (!isHanNumeral(units, end)) return false;
  const goesOn = isHanNumeral(units, end + 1) || units[end + 1] === fullwidthZero;
  return goesOn || beforeSmaller.includes(String.fromCharCode(units[start - 1]!));
}

function isHanNumeral(units: Uint16Array, at: number): boolean {
  return at >= 0 && "一二三四五六七八九".includes(String.fromCharCode(units[at]!));
}

const wide = kindSet(isWide);
const wideOrPunctuation = kindSet((kind) => isWide(kind) || kind === c.PUNCTUATION_CJK);

function isWide(kind: number): boolean {
  return isFullwidthAlnum(kind) || kind === c.FULLWIDTH_SYMBOL || kind === c.IDEOGRAPHIC_SPACE;
}

/** Whether only white space stands between the start of the line (or the end of an indent) and `at`. */
function beginsLine(units: Uint16Array, at: number, indentEnd: number): boolean {
  let i = at;
  while (i > 0 && (units[i - 1] === 32 || units[i - 1] === 9)) i--;
  return i === 0 || units[i - 1] === 10 || (i === indentEnd && i > 0);
}

function isFullwidthAlnum(kind: number): boolean {
  return kind === c.FULLWIDTH_LETTER || kind === c.FULLWIDTH_DIGIT;
}

function isAlnum(text: string, at: number): boolean {
  if (at < 0 || at >= text.length) return false;
  const kind = charClass[text.charCodeAt(at)]!;
  return kind === c.LATIN || kind === c.DIGIT || isFullwidthAlnum(kind);
}
