/**
 * The characters that OpenCC's traditional-to-simplified table changes. A text without one of them is simplified already,
 * or written in characters that both scripts share.
 */
import tsCharacters from "opencc-js/dict/TSCharacters";

/**
 * Characters that OpenCC changes although simplified script has them as well, so that they prove no script. That table changes 乾 (刘乾,
 * 乾县), 夥 (甚夥), 拚 (拚却), 薹 (菜薹), 氾 (氾胜之), 吒 (金吒), 昇 (毕昇), 麴 and 袷; those of the regional forms change 么 (什么), 著 (著作),
 * 埠 (蚌埠), 矽 (矽卡岩) and 醯.
 */
export const ofBothScripts = "乾夥拚薹氾吒昇麴袷么著埠矽醯";

/** The simplified form of each UTF-16 unit, by that table alone; itself where there is none. For rules that compare characters. */
export const simplifiedUnits = new Uint16Array(0x10000);

/** Characters of the Basic Multilingual Plane that only traditional script has, one UTF-16 unit each, in dictionary order. */
export const traditionalMarks: string = collect();

function collect(): string {
  for (let unit = 0; unit < 0x10000; unit++) simplifiedUnits[unit] = unit;
  let marks = "";
  for (const entry of tsCharacters.split("|")) {
    const [from = "", to = ""] = entry.split(" ");
    if (from.length !== 1 || from === to) continue;
    if (!ofBothScripts.includes(from)) marks += from;
    if (to.length === 1) simplifiedUnits[from.charCodeAt(0)] = to.charCodeAt(0);
  }
  return marks;
}
