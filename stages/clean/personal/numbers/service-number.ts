/** Numbers whose calls the company pays for, behind a word that announces them: 客服热线 400-820-8820, 4008-208-820, 8008101234. */
import type { Span } from "../kinds.js";
import { continuesNumber, hasCue, isQuantity } from "./number-shape.js";

/**
 * A word, perhaps a remark in brackets, and few signs more (热线（24小时）：, 客服中心：, 电话可拨), which do not name a number
 * of goods.
 */
const cue =
  /(?:热线|客服|电话|咨询|售后|致电|拨打|来电|(?<![A-Za-z])[Tt][Ee][Ll])(?:[(（][^()（）]*[)）])?(?:(?![单编批型]号)[^\d，,；;]){0,4}$/;
const form =
  /^[48]00(?:\d{7}|([-–— ])(?:\d{3}\1\d{4}|\d{4}\1\d{3}|\d{7})|\d([-–— ])(?:\d{3}\2\d{3}|\d{6}))(?!\d)/;
const longest = 13;

export function serviceNumber(text: string, start: number): Span | undefined {
  const found = form.exec(text.slice(start, start + longest))?.[0];
  if (found === undefined || !hasCue(text, start, cue)) return undefined;
  const end = start + found.length;
  return continuesNumber(text, end) || isQuantity(text, start, end) ? undefined : { start, end };
}
