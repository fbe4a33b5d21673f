import { z } from "zod";
import { withText } from "../../pipeline/sample.js";
import { defineMap } from "../../pipeline/stage.js";
import * as c from "../text/charclass.js";
import { charClass } from "../text/charclass.js";
import { profileOf } from "../text/profile.js";
import { Splice } from "../text/splice.js";

const parameters = z.object({
  indent: z
    .enum(["remove", "space", "keep"])
    .default("remove")
    .describe("U+3000 at the start of a line: remove, turn each into a space, or keep"),
  symbols: z
    .enum(["between", "all", "keep"])
    .default("between")
    .describe(
      "Full-width ASCII symbols (＠．／－ ...): only between two letters or digits, all of them, or none. ，：；！？（）～ always stay",
    ),
});

/** Full-width letters and digits become ASCII; Chinese punctuation stays. */
export const width = defineMap({
  name: "width",
  summary:
    "Full-width letters and digits become ASCII; the ideographic space becomes a plain one; Chinese punctuation stays.",
  source:
    "Yuan et al. 2021, §2.2 (one format throughout); Unicode block Halfwidth and Fullwidth Forms (U+FF01 - U+FF5E)",
  parameters,
  examples: [
    { in: "ＡＢＣ１２３，你好！", out: "ABC123，你好！" },
    { in: "　　第一段\n　　第二段", out: "第一段\n第二段" },
    { in: "ｗｗｗ．ａｂｃ．ｃｎ 上涨３．５％", out: "www.abc.cn 上涨3.5％" },
    { in: "李白　杜甫", out: "李白 杜甫" },
    { in: "１＋１＝２", out: "1+1=2" },
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
/** U+FF01 - U+FF5E mirror U+0021 - U+007E. */
const distance = 0xfee0;

function narrow(
  text: string,
  indent: "remove" | "space" | "keep",
  symbols: "between" | "all" | "keep",
): string {
  const splice = new Splice(text);
  let lineStart = true;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x3000) {
      if (unit === 10) lineStart = true;
      else if (unit !== 32 && unit !== 9) lineStart = false;
      continue;
    }
    if (unit === 0x3000) {
      if (!lineStart) splice.replace(i, i + 1, " ");
      else if (indent !== "keep") splice.replace(i, i + 1, indent === "space" ? " " : "");
      continue;
    }
    lineStart = false;
    if (unit < 0xff01 || unit > 0xff5e) continue;
    const kind = charClass[unit];
    if (kind === c.FULLWIDTH_LETTER || kind === c.FULLWIDTH_DIGIT) {
      let end = i + 1;
      let ascii = String.fromCharCode(unit - distance);
      while (end < text.length && isFullwidthAlnum(text.charCodeAt(end))) {
        ascii += String.fromCharCode(text.charCodeAt(end++) - distance);
      }
      splice.replace(i, end, ascii);
      i = end - 1;
    } else if (kind === c.FULLWIDTH_SYMBOL || unit === fullStop) {
      const between = isAlnum(text, i - 1) && isAlnum(text, i + 1);
      const wanted = symbols === "all" ? unit !== fullStop || between : symbols === "between" && between;
      if (wanted) splice.replace(i, i + 1, String.fromCharCode(unit - distance));
    }
  }
  return splice.finish();
}

function isFullwidthAlnum(unit: number): boolean {
  const kind = charClass[unit];
  return kind === c.FULLWIDTH_LETTER || kind === c.FULLWIDTH_DIGIT;
}

function isAlnum(text: string, at: number): boolean {
  if (at < 0 || at >= text.length) return false;
  const kind = charClass[text.charCodeAt(at)];
  return kind === c.LATIN || kind === c.DIGIT || kind === c.FULLWIDTH_LETTER || kind === c.FULLWIDTH_DIGIT;
}
