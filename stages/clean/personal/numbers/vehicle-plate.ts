/**
 * Licence plates of the Chinese mainland (GA 36-2018): province, letter of the city, five letters and digits of which at most two
 * are letters (no I, no O), the last possibly 学 警 挂 港 澳; six with D or F for cars of new energy.
 */
import { isAlnum } from "../../../text/characters/ascii.js";
import type { Span } from "../kinds.js";
import { signTable } from "./number-shape.js";

const provinces = signTable("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼");
const plate =
  /^[A-HJ-NP-Z][·•.\- ]?(?:[DF][A-HJ-NP-Z\d]\d{4}|\d{5}[DF]|[A-HJ-NP-Z\d]{5}|[A-HJ-NP-Z\d]{4}[学警挂港澳])/;

/** What may stand directly before the first digits: a letter of the city or of the number, or the sign behind the city's. */
export const plateLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
export const plateSigns = "·•.- ";
/** What may stand between the province and the digits: the search for the province passes over it. */
const betweenProvince = signTable(plateSigns + plateLetters);

/** 最新 and 全新 announce a model (全新C63), no car of Xinjiang. */
const novelty = "最全崭更创革出翻常重刷";

/** @param start of the first run of digits: the city's letter, a sign and two letters may stand before it */
export function vehiclePlate(text: string, start: number): Span | undefined {
  const nearest = Math.max(0, start - 5);
  let first = start - 1;
  while (first >= nearest && betweenProvince[text.charCodeAt(first)] === 1) first--;
  if (first < nearest || provinces[text.charCodeAt(first)] !== 1) return undefined;
  if (text.charAt(first) === "新" && novelty.includes(text.charAt(first - 1))) return undefined;
  const found = plate.exec(text.slice(first + 1, first + 9))?.[0];
  if (found === undefined) return undefined;
  const end = first + 1 + found.length;
  // The expression takes the first form that fits, which may be the beginning of a longer word: that is no plate.
  if (isAlnum(text.charCodeAt(end))) return undefined;
  const digits = found.slice(1).replace(/\D/g, "").length;
  return digits >= 3 ? { start: first, end } : undefined;
}
