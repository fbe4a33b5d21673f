/**
 * The characters that OpenCC's traditional-to-simplified table changes. A text without one of them is simplified already,
 * or written in characters that both scripts share.
 */
import { configs } from "opencc-js/preset/t2cn";

/** The simplified form of each UTF-16 unit, by that table alone; itself where there is none. For rules that compare characters. */
export const simplifiedUnits = new Uint16Array(0x10000).map((_, unit) => unit);

/** Characters of the Basic Multilingual Plane, one UTF-16 unit each, in dictionary order. */
export const traditionalMarks: string = collect();

function collect(): string {
  let marks = "";
  for (const group of configs["t2s"]?.conversionChain ?? []) {
    for (const dictionary of group) {
      const entries = typeof dictionary === "string" ? dictionary.split("|") : [];
      for (const entry of entries) {
        const [from = "", to = ""] = entry.split(" ");
        if (from.length !== 1 || from === to) continue;
        marks += from;
        if (to.length === 1) simplifiedUnits[from.charCodeAt(0)] = to.charCodeAt(0);
      }
    }
  }
  return marks;
}
