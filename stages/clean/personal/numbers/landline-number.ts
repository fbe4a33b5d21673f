/**
 * Landline numbers of the Chinese mainland: area code 010, 02x or 03xx - 09xx, in brackets or with a separator, then 7 or 8
 * digits, then an extension; without area code only behind a word that announces it, or in a row behind another number
 * (010-62063646、62063645).
 */
import { isDigit } from "../../../text/characters/ascii.js";
import type { Finding, Span } from "../kinds.js";
import {
  continuesNumber,
  date,
  digitsEnd,
  groupEnd,
  hasCue,
  isQuantity,
  isSeparator,
  signTable,
} from "./number-shape.js";

/** @param previous what was found before */
export function landlineNumber(
  text: string,
  start: number,
  end: number,
  previous: Finding | undefined,
): Span | undefined {
  if (text.charCodeAt(start) !== 0x30)
    return withoutAreaCode(text, start, end) ?? nextOfRow(text, start, previous);
  const second = text.charCodeAt(start + 1);
  const areaDigits =
    second === 0x31 ? (text.charCodeAt(start + 2) === 0x30 ? 3 : 0) : second === 0x32 ? 3 : 4;
  const digits = end - start;
  if (areaDigits === 0 || second === 0x30 || digits < areaDigits) return undefined;
  let stop = end;
  let begin = start;
  if (digits === areaDigits) {
    let next = end;
    const opening = text.charAt(start - 1);
    const closing = text.charAt(end);
    if ((opening === "(" || opening === "（") && (closing === ")" || closing === "）")) {
      begin = start - 1;
      next = end + 1;
      if (isSeparator(text.charCodeAt(next))) next++;
    } else if (isSeparator(text.charCodeAt(end))) next = end + 1;
    else return undefined;
    stop = localNumber(text, next);
    if (stop < 0) return undefined;
  } else if (text.charCodeAt(start + areaDigits) < 0x32) {
    return undefined;
  } else if (areaDigits === 4 ? digits !== 11 && digits !== 12 : digits !== 11) {
    return undefined;
  }
  if (continuesNumber(text, stop)) return undefined;
  return { start: begin, end: extensionEnd(text, stop) };
}

/** Latin words must not be the end of longer ones: an iPhone, a hotel and Intel have numbers of other kinds. */
export const landlineCue =
  /(?:电话|座机|固话|传真|热线|联系方式|(?<![A-Za-z])(?:[Tt][Ee][Ll]|(?:[Tt]ele)?(?:[Pp]hone|[Ff]ax)))(?:号码|号)?[ :：.是为（(]{0,3}$/;

const lastOfCue = "话机真线式码号LlXxe";
const betweenCue = " :：.是为（(";
/** What may stand before a number without area code. */
export const beforeNumberAlone = lastOfCue + betweenCue;
const cueEnds = signTable(lastOfCue);
const fillers = signTable(betweenCue);
const mostFillers = 3;

/** Whether the sign before the fillers is one that a cue ends in. A cheap test that rules out most numbers, such as years and sizes. */
function mayFollowCue(text: string, start: number): boolean {
  let before = start - 1;
  const nearest = Math.max(0, start - mostFillers);
  while (before >= nearest && fillers[text.charCodeAt(before)] === 1) before--;
  return before >= 0 && cueEnds[text.charCodeAt(before)] === 1;
}

function withoutAreaCode(text: string, start: number, end: number): Span | undefined {
  const digits = end - start;
  if (digits !== 7 && digits !== 8 && digits !== 3 && digits !== 4) return undefined;
  if (text.charCodeAt(start) === 0x31 || !mayFollowCue(text, start) || !hasCue(text, start, landlineCue))
    return undefined;
  const stop = localNumber(text, start);
  if (stop < 0 || continuesNumber(text, stop) || years.test(text.slice(start, stop))) return undefined;
  return { start, end: extensionEnd(text, stop) };
}

/** What stands between the numbers of a row. */
const joint = /^(?: ?[、/／，,；;或和及] ?| )$/;
const longestJoint = 3;
/** Behind these a count may follow as well: 3000000股, 3456789名会员. */
const looseJoint = /[，,；; ]/;
const counted = /^(?!传真|转|分机|联系|电话|手机|邮[编箱]|[或和及])\p{Script=Han}/u;

function nextOfRow(text: string, start: number, previous: Finding | undefined): Span | undefined {
  if (previous?.kind !== "landline" || start - previous.end > longestJoint) return undefined;
  const between = text.slice(previous.end, start);
  if (!joint.test(between)) return undefined;
  const end = localNumber(text, start);
  const number = text.slice(start, Math.max(start, end));
  if (!/^\d+-?\d+$/.test(number) || years.test(number) || date.test(number)) return undefined;
  if (continuesNumber(text, end) || isQuantity(text, start, end)) return undefined;
  if (looseJoint.test(between) && counted.test(text.slice(end, end + 3))) return undefined;
  return { start, end: extensionEnd(text, end) };
}

/** Windows Phone (2010–2017) */
const years = /^20\d\d\D20\d\d$/;

/** 7 or 8 digits that do not begin with 0 or 1, whole or in two groups; end offset or -1. */
function localNumber(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (!isDigit(first) || first < 0x32) return -1;
  const end = digitsEnd(text, start, Math.min(text.length, start + 10));
  if (end - start === 7 || end - start === 8) return end;
  if (end - start === 3 || end - start === 4) return groupEnd(text, end, 4);
  return -1;
}

const longestExtension = 6;

/** -8001, 转8001, ext. 8001 */
export function extensionEnd(text: string, end: number): number {
  const lead = /^(?:-|－| ?转| ?分机| ?ext\.? ?)/.exec(text.slice(end, end + 6))?.[0] ?? "";
  if (lead === "") return end;
  const start = end + lead.length;
  const stop = digitsEnd(text, start, start + longestExtension + 1);
  return stop - start < 1 || stop - start > longestExtension || continuesNumber(text, stop) ? end : stop;
}
