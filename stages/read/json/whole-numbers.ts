/**
 * JSON -> values, with whole numbers beyond 2^53 as texts of their digits, as tables give them (`scalar-text.ts`): ids of posts have 19
 * digits, of which a number keeps 15 to 17, so that several posts would have one. So are numbers beyond 1.8e308, of which nothing is kept.
 */
import { closingQuote } from "./json-scan.js";

const quote = 0x22;
const whole = /^-?\d+$/;

/**
 * @param levels of values in values that are looked at; callers refuse what nests deeper
 * @throws SyntaxError
 */
export function parseJson(text: string, levels: number): unknown {
  const value: unknown = JSON.parse(text);
  return mayBeRounded(value, levels) ? JSON.parse(quoteLongNumbers(text)) : value;
}

function mayBeRounded(value: unknown, levels: number): boolean {
  if (typeof value === "number")
    return !Number.isSafeInteger(value) && (Number.isInteger(value) || isInfinite(value));
  if (typeof value !== "object" || value === null || levels < 0) return false;
  if (Array.isArray(value)) return value.some((child) => mayBeRounded(child, levels - 1));
  // Every record passes here: no list of its values is made.
  const record = value as Readonly<Record<string, unknown>>;
  for (const key in record) if (mayBeRounded(record[key], levels - 1)) return true;
  return false;
}

/** @param text valid JSON */
function quoteLongNumbers(text: string): string {
  let quoted = "";
  let taken = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = closingQuote(text, at);
    else if (isOfNumber(unit)) {
      const start = at;
      while (isOfNumber(text.charCodeAt(at + 1))) at++;
      const number = text.slice(start, at + 1);
      const value = Number(number);
      if (whole.test(number) ? Number.isSafeInteger(value) : !isInfinite(value)) continue;
      quoted += `${text.slice(taken, start)}"${number}"`;
      taken = at + 1;
    }
  }
  return quoted + text.slice(taken);
}

function isInfinite(value: number): boolean {
  return Math.abs(value) === Number.POSITIVE_INFINITY;
}

/** True for the e of true and false, too. */
function isOfNumber(unit: number): boolean {
  return "+-.0123456789eE".includes(String.fromCharCode(unit));
}
