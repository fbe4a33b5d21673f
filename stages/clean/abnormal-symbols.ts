import { z } from "zod";
import { withText } from "../../pipeline/sample.js";
import { defineMap } from "../../pipeline/stage.js";
import * as c from "../text/charclass.js";
import { charClass } from "../text/charclass.js";
import { isAstralSymbol, profileOf } from "../text/profile.js";
import { Splice } from "../text/splice.js";
import { nextMarked, unitsOf } from "../text/units.js";

const policy = z.enum(["remove", "keep"]);

const parameters = z.object({
  emoji: policy
    .default("remove")
    .describe("Emoji and pictographs beyond the Basic Multilingual Plane, with their joiners"),
  symbols: policy
    .default("remove")
    .describe("Dingbats, geometric shapes, weather, chess and technical signs: ★ ◆ ☎ ✔ ⌘"),
  "box-drawing": policy.default("remove").describe("Lines and blocks: ─ │ ┌ █"),
  keep: z
    .string()
    .default("□○◯△▲▽▼")
    .describe(
      "Signs that stay: □ stands for a lost character, ○ for zero in 二○○八, △ and ▲ mark entries of lists",
    ),
});

/** Removes signs that are no text. */
export const abnormalSymbols = defineMap({
  name: "abnormal-symbols",
  summary: "Removes emoji, logos, dingbats and box-drawing characters.",
  source:
    "Yuan et al. 2021, §2.2 (emoji, logos and abnormal signs are removed); Unicode blocks U+2300 - U+2BFF, U+1F000 - U+1FBFF",
  parameters,
  examples: [
    { in: "太棒了😀👍🏽！★★★", out: "太棒了！" },
    { in: "❤️真好", out: "真好" },
    { in: "二○○八年，□□先生", out: "二○○八年，□□先生" },
    { in: "├── 目录", out: " 目录" },
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
    return (sample) => {
      const p = profileOf(sample.text);
      const basic = p.symbol + p.boxDrawing;
      if (basic === 0 && (!emoji || p.symbolAstral === 0)) return sample;
      return withText(sample, remove(sample.text, table));
    };
  },
});

/** 1 where a unit is to be removed, 2 where it may be the first half of an emoji. */
function actions(symbols: boolean, boxes: boolean, emoji: boolean, keep: string): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) {
    const kind = charClass[unit];
    if ((symbols && kind === c.SYMBOL) || (boxes && kind === c.BOX_DRAWING)) table[unit] = 1;
  }
  if (emoji) table.fill(2, 0xd83c, 0xdb41);
  for (let i = 0; i < keep.length; i++) table[keep.charCodeAt(i)] = 0;
  return table;
}

const zeroWidthJoiner = 0x200d;
const enclosingKeycap = 0x20e3;

function remove(text: string, table: Uint8Array): string {
  const splice = new Splice(text);
  const units = unitsOf(text);
  const next = (from: number): number => nextMarked(units, from, text.length, table);
  for (let i = next(0); i < text.length; i = next(i + 1)) {
    let end = i + 1;
    if (table[units[i]!] === 2) {
      if (!isAstralSymbol(text.codePointAt(i) ?? 0)) continue;
      end = i + 2;
    }
    // Variation selectors, joiners and keycaps that follow belong to the removed sign.
    while (end < text.length) {
      const next = units[end]!;
      if (charClass[next] !== c.VARIATION_SELECTOR && next !== zeroWidthJoiner && next !== enclosingKeycap)
        break;
      end++;
    }
    splice.replace(i, end, "");
    i = end - 1;
  }
  return splice.finish();
}
