/**
 * The characters that OpenCC's traditional-to-simplified table changes. A text without one of them is simplified already,
 * or written in characters that both scripts share.
 */
import tsCharacters from "opencc-js/dict/TSCharacters";

/** The simplified form of each UTF-16 unit, by that table alone; itself where there is none. For rules that compare characters. */
export const simplifiedUnits = new Uint16Array(0x10000);

/** Characters of the Basic Multilingual Plane, one UTF-16 unit each, in dictionary order. */
export const traditionalMarks: string = collect();

function collect(): string {
  for (let unit = 0; unit < 0x10000; unit++) simplifiedUnits[unit] = unit;
  let marks = "";
  for (const entry of tsCharacters.split("|")) {
    const [from = "", to = ""] = entry.split(" ");
    if (from.length !== 1 || from === to) continue;
    marks += from;
    if (to.length === 1) simplifiedUnits[from.charCodeAt(0)] = to.charCodeAt(0);
  }
  return marks;
}
