/** Last sentences that lack their full stop only: the rest of a line behind its last closed sentence is no fragment there. */
import * as c from "../../text/characters/charclass.js";
import { charClass } from "../../text/characters/charclass.js";
import { isHanLead } from "../../text/characters/han.js";

/**
 * Whether only the full stop is missing behind the tail [start, end) of a line, in UTF-16 units.
 *
 * @param line   where the line begins
 * @param before where the sentence before the tail begins
 */
export function isWholeTail(
  units: Uint16Array,
  line: number,
  before: number,
  start: number,
  end: number,
): boolean {
  return (
    isMostOfLine(units, line, start, end) ||
    endsInWord(units, start, end) ||
    hasMetreOfLast(units, before, start, end)
  );
}

/** A tail with fewer Han characters than this never counts as most of its line. */
const fewestOfPost = 12;

/**
 * Whether a tail is much longer than what would be left of its line, so that its author probably just omits the full stop: 转发！
 * with a whole news report behind it.
 */
function isMostOfLine(units: Uint16Array, line: number, start: number, end: number): boolean {
  const tail = hanIn(units, start, end);
  return tail >= fewestOfPost && tail > 3 * hanIn(units, line, start);
}

/** What may stand behind the last word of a line. */
const blanks = " \t\r\u3000";
/** Words that only end sentences: particles of Chinese, and the polite forms of Japanese and Korean, whose verbs come last. */
const lastWords =
  /(?:[吗吧呀嘛啦矣哉]|です|ます|ません|ました|でした|でしょう|ましょう|ください|下さい|である|니다|세요)$/;
const longestLastWord = 4;

function endsInWord(units: Uint16Array, start: number, end: number): boolean {
  let stop = end;
  while (stop > start && blanks.includes(String.fromCharCode(units[stop - 1]!))) stop--;
  return lastWords.test(
    String.fromCharCode(...units.subarray(Math.max(start, stop - longestLastWord), stop)),
  );
}

/** Whether a tail has as many clauses as the sentence before it, each as long: verse, whose last full stop is left out. */
function hasMetreOfLast(units: Uint16Array, before: number, start: number, end: number): boolean {
  const metre = metreOf(units, start, end);
  if (metre.indexOf(",") === metre.length - 1) return false;
  return metreOf(units, before, start) === metre;
}

/** Han characters of each clause: `5,5,` */
function metreOf(units: Uint16Array, start: number, end: number): string {
  let metre = "";
  let clause = start;
  for (let i = start; i <= end; i++) {
    if (i < end && units[i] !== 0xff0c && units[i] !== 0x2c) continue;
    metre += `${hanIn(units, clause, i)},`;
    clause = i + 1;
  }
  return metre;
}

function hanIn(units: Uint16Array, start: number, end: number): number {
  let han = 0;
  for (let i = start; i < end; i++) if (c.isHanClass(charClass[units[i]!]!) || isHanLead(units[i]!)) han++;
  return han;
}
