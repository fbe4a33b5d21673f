/**
 * Lines that belong to a sequence, which a gap would damage: code, and numbered chapters, articles and items. Many statutes have
 * the line 第五章 法律责任, many listings End Sub; neither is a template.
 */
import { charClass, isHanClass, PUNCTUATION_CJK, SPACE } from "../../text/characters/charclass.js";
import { codeFences } from "../../text/code-fences.js";

const tab = 9;
/** 第五章, 第三十条, 一、, （二）; not 1., which also stands before the links of a menu. Behind marks of headings and lists. */
const numbered =
  /[\s#>*-]*(?:第[〇零一二三四五六七八九十百千\d]{1,8}[编編章节節条條款项項篇卷回]|[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、)/y;
/** Enough for marks, blanks and the number. */
const numberReach = 24;

/**
 * Whether each line is numbered, or code: in a fence, indented, or beside an indented line (`Sub Main` and `End Sub`). Indented
 * Chinese is a paragraph. Cost: linear in the text.
 *
 * @param bounds offsets where the lines begin, and the end of the text
 */
export function sequenceLines(text: string, bounds: readonly number[]): Uint8Array {
  const lines = Math.max(0, bounds.length - 1);
  const found = new Uint8Array(lines);
  for (let line = 0; line < lines; line++) {
    const from = bounds[line] ?? 0;
    const to = bounds[line + 1] ?? 0;
    if (isIndented(text, from, to)) found.fill(1, Math.max(0, line - 1), line + 2);
    else if (isNumbered(text, from, to)) found[line] = 1;
  }
  const fences = codeFences(text);
  let fence = 0;
  for (let line = 0; line < lines && fence < fences.length; line++) {
    const start = bounds[line] ?? 0;
    while (fence < fences.length && (fences[fence + 1] ?? 0) <= start) fence += 2;
    if ((fences[fence] ?? Number.POSITIVE_INFINITY) <= start) found[line] = 1;
  }
  return found;
}

function isNumbered(text: string, from: number, to: number): boolean {
  numbered.lastIndex = 0;
  return numbered.test(text.slice(from, Math.min(to, from + numberReach)));
}

function isIndented(text: string, from: number, to: number): boolean {
  let at = from;
  while (at < to && charClass[text.charCodeAt(at)] === SPACE) at++;
  if (at === to || (at - from < 2 && text.charCodeAt(from) !== tab)) return false;
  const kind = charClass[text.charCodeAt(at)] ?? 0;
  return text.charAt(at).trim() !== "" && !isHanClass(kind) && kind !== PUNCTUATION_CJK;
}
