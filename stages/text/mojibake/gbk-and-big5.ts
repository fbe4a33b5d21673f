/**
 * GBK that was read as Big5 (笢恅 for 中文) and Big5 that was read as GBK (いゅ for 中文). Both have two bytes a character, so each
 * wrong character stands for one right one. What the reader had no character for it marked, and it went on behind the first of the two
 * bytes or behind both: what follows is read in either way, and the better reading counts.
 *
 * Decided line by line: hardly any character of a wrong line is a common one, and most are when it is read again. Short lines
 * follow the others of their text. Linear.
 */
import { Splice } from "../splice.js";
import { unitsOf } from "../units/units.js";
import { pairBytes, pairUnits } from "./bytes.js";
import { isCommon, isCommonChinese, mayBeWrong } from "./common-units.js";

type Name = "gbk-as-big5" | "big5-as-gbk";

interface Misreading {
  readonly name: Name;
  /** Unit -> bytes in the wrong charset. */
  readonly bytes: Uint16Array;
  /** Bytes -> unit in the right one. */
  readonly units: Uint16Array;
}

const newline = 0x0a;
const mark = "\uFFFD";
const fewestInLine = 6;
const fewestInText = 12;

export function undoGbkAndBig5(
  text: string,
  count: (name: Name, characters: number, lost: number) => void,
): string {
  const units = unitsOf(text);
  if (!mayBeWrong(units, text.length)) return text;
  const misreadings: readonly Misreading[] = [
    { name: "gbk-as-big5", bytes: pairBytes("big5"), units: pairUnits("gbk") },
    { name: "big5-as-gbk", bytes: pairBytes("gbk"), units: pairUnits("big5") },
  ];
  for (const misreading of misreadings) {
    const lines = wrongLines(units, text.length, misreading);
    if (lines.length === 0) continue;
    const splice = new Splice(text);
    for (const { from, to, text: right } of lines) splice.replace(from, to, right);
    const sum = (key: "known" | "lost"): number => lines.reduce((total, line) => total + line[key], 0);
    count(misreading.name, sum("known"), sum("lost"));
    return splice.finish();
  }
  return text;
}

interface Line {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Characters that were read, and those of them that are common. */
  readonly known: number;
  readonly common: number;
  readonly lost: number;
}

/** The lines that were read wrongly; none unless the text speaks for it. */
function wrongLines(units: Uint16Array, length: number, misreading: Misreading): Line[] {
  const long: Line[] = [];
  const short: Line[] = [];
  let characters = 0;
  for (let from = 0; from < length; ) {
    let to = from;
    let seen = 0;
    let common = 0;
    for (; to < length && units[to] !== newline; to++) {
      const unit = units[to]!;
      if (unit < 0x80 || isSign(unit)) continue;
      seen++;
      if (isCommon(unit)) common++;
    }
    if (seen > 0 && common * 5 <= seen * 2) {
      const line = readAgain(units, from, to, misreading);
      const isText = line.common * 2 >= line.known && line.known >= 3 * line.lost && line.common > common;
      if (isText && line.common >= 2 * common && line.known >= fewestInLine) {
        long.push(line);
        characters += line.known;
      } else if (isText && common === 0) short.push(line);
    }
    from = to + 1;
  }
  return characters < fewestInText ? [] : [...long, ...short].sort((a, b) => a.from - b.from);
}

/** Signs and lines of drawings tell nothing: any charset has them, and some texts hold hundreds of one. */
function isSign(unit: number): boolean {
  return unit >= 0x2000 && unit < 0x2e80;
}

/** Reads stretch by stretch: a stretch is what stands between ASCII and marks of the reader. */
function readAgain(units: Uint16Array, from: number, to: number, misreading: Misreading): Line {
  const { bytes } = misreading;
  let text = "";
  let known = 0;
  let common = 0;
  let lost = 0;
  let isAfterMark = false;
  for (let i = from; i < to; ) {
    const unit = units[i]!;
    if (unit < 0x80) {
      text += String.fromCharCode(unit);
      isAfterMark = false;
      i++;
    } else if (bytes[unit] === 0) {
      text += mark;
      lost++;
      isAfterMark = true;
      i += (unit & 0xfc00) === 0xd800 ? 2 : 1;
    } else {
      let end = i + 1;
      while (end < to && units[end]! >= 0x80 && bytes[units[end]!] !== 0) end++;
      let stretch = readStretch(units, i, end, misreading, false);
      if (isAfterMark) {
        const shifted = readStretch(units, i, end, misreading, true);
        if (shifted.common > stretch.common) stretch = shifted;
        // Out of step in both ways: other bytes are missing.
        if (stretch.known >= fewestInLine && stretch.common * 5 < stretch.known * 2) {
          stretch = { text: mark.repeat(end - i), known: 0, common: 0, lost: end - i };
        }
      }
      text += stretch.text;
      known += stretch.known;
      common += stretch.common;
      lost += stretch.lost;
      i = end;
    }
  }
  return { from, to, text, known, common, lost };
}

/** @param isShifted whether the first byte belongs to the character before, so that pairs stand across the wrong characters */
function readStretch(
  units: Uint16Array,
  from: number,
  to: number,
  { bytes, units: right }: Misreading,
  isShifted: boolean,
): Omit<Line, "from" | "to"> {
  let text = "";
  let known = 0;
  let common = 0;
  let lost = 0;
  for (let i = from; i < to; i++) {
    let pair = bytes[units[i]!]!;
    if (isShifted) pair = i + 1 < to ? ((pair & 0xff) << 8) | (bytes[units[i + 1]!]! >>> 8) : 0;
    const unit = right[pair]!;
    if (unit === 0) lost++;
    else if (!isSign(units[i]!) && !isSign(unit)) known++;
    if (isCommonChinese[unit] === 1) common++;
    text += unit === 0 ? mark : String.fromCharCode(unit);
  }
  return { text, known, common, lost };
}
