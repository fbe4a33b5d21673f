/**
 * Landline numbers of the Chinese mainland as they are dialled from abroad, without a plus sign: TEL: 86-10-62781234,
 * (86-755)8888 1234, 0086-21-62781234. With one they are international numbers.
 */
import type { Span } from "../kinds.js";
import { extensionEnd, landlineCue } from "./landline-number.js";
import { continuesNumber, hasCue } from "./number-shape.js";

/** Country code, area code without its 0 or with it, 7 or 8 digits. */
const form =
  /^(?:00)?86[)）]?[-–— ]?[(（]?0?(?:10|2\d|[3-9]\d{2})[)）]?[-–— ]?[2-8]\d{2,3}[-–— ]?\d{4}(?!\d)/;
const longest = 24;

export function landlineFromAbroad(text: string, start: number): Span | undefined {
  const found = form.exec(text.slice(start, start + longest))?.[0];
  const before = text.charAt(start - 1);
  if (found === undefined || before === "+" || !hasCue(text, start, landlineCue)) return undefined;
  const end = start + found.length;
  if (continuesNumber(text, end)) return undefined;
  const isBracketed = (before === "(" || before === "（") && /[)）]/.test(found) && !/[(（]/.test(found);
  return { start: isBracketed ? start - 1 : start, end: extensionEnd(text, end) };
}
