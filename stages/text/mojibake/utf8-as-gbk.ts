/**
 * UTF-8 that was read as GBK: 涓枃 for 中文. Two characters of three bytes became three characters of two, so the end of a run often
 * lacks a byte, for which the reader put a question mark or U+FFFD: that character cannot be recovered and becomes U+FFFD.
 * Inside a run the mark stands for a byte that GBK has no character for, which the bytes around it mostly tell.
 *
 * A stretch of characters is undone when its GBK bytes are UTF-8, mostly of Chinese, with few gaps. Ordinary Chinese cannot be:
 * every third byte would have to lead a sequence and the others to continue it. Linear: each byte is looked at once or twice.
 */
import { Splice } from "../splice.js";
import { nextMarked, unitsOf } from "../units/units.js";
import { euro, pairBytes } from "./bytes.js";
import { decodeUtf8, gap, isLongLead } from "./gapped-utf8.js";

let marks: Uint8Array | undefined;
let others: Uint8Array | undefined;

const fewestUnits = 3;
/** Characters of a stretch inside of other Chinese, which could be chance. */
const fewestInside = 6;
const questionMark = 0x3f;
const replacement = 0xfffd;

export interface Undone {
  readonly characters: number;
  /** Characters of which bytes are missing. */
  readonly lost: number;
}

/** @param trusted whether other runs of the text were undone before: then one whole character is enough */
export function undoUtf8AsGbk(text: string, trusted: boolean, count: (undone: Undone) => void): string {
  const pairs = pairBytes("gbk");
  marks ??= Uint8Array.from(pairs, (pair, unit) =>
    pair !== 0 || unit === replacement || unit === euro ? 1 : 0,
  );
  others ??= marks.map((mark) => 1 - mark);
  const units = unitsOf(text);
  const splice = new Splice(text);
  for (
    let i = nextMarked(units, 0, text.length, marks);
    i < text.length;
    i = nextMarked(units, i, text.length, marks)
  ) {
    let end = nextMarked(units, i, text.length, others);
    if (end - i >= (trusted ? 2 : fewestUnits)) {
      if (units[end] === questionMark) end++;
      undoRun(units, i, end, pairs, trusted, (stretch) => {
        splice.replace(stretch.from, stretch.to, stretch.text);
        count(stretch);
      });
    }
    i = end;
  }
  return splice.finish();
}

interface Stretch extends Undone {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Undoes the stretches of a run that are UTF-8: mostly all of it or nothing. */
function undoRun(
  units: Uint16Array,
  from: number,
  to: number,
  table: Uint16Array,
  trusted: boolean,
  visit: (stretch: Stretch) => void,
): void {
  const bytes = new Int16Array(2 * (to - from));
  /** Unit that a byte came from. */
  const owner = new Int32Array(2 * (to - from) + 1);
  let length = 0;
  for (let i = from; i < to; i++) {
    const pair = table[units[i]!]!;
    owner[length] = i;
    if (pair === 0) bytes[length++] = units[i] === euro ? 0x80 : gap;
    else {
      bytes[length++] = pair >>> 8;
      owner[length] = i;
      bytes[length++] = pair & 0xff;
    }
  }
  owner[length] = to;
  for (let at = 0; at < length; ) {
    // Ordinary Chinese hardly ever begins like a sequence of three.
    let next = at + 1;
    if (at === 0 || isLongLead(bytes[at]!)) {
      const { text, characters, chinese, lost, broken, end } = decodeUtf8(bytes, at, length);
      const isText =
        at === 0 && end === length
          ? characters >= (trusted ? 1 : 2) &&
            chinese * 2 >= characters &&
            lost <= characters &&
            broken * 8 <= characters
          : chinese >= fewestInside && chinese * 4 >= characters * 3 && lost * 3 <= characters;
      next = Math.max(next, end);
      // The second half of a character goes with the first.
      while (next < length && owner[next] === owner[next - 1]) next++;
      if (isText) visit({ from: owner[at]!, to: owner[next]!, text, characters, lost });
    }
    while (next < length && owner[next] === owner[next - 1]) next++;
    at = next;
  }
}
