/**
 * Postal addresses down to the house: 北京市海淀区中关村大街27号3单元502室. Found at the number of the house; in front of it a road,
 * village or estate must stand, and before that a place (province, prefecture, county) or a word that announces an address.
 */

import type { Span } from "../kinds.js";
import { placeNames } from "./place-names.js";

const mostBefore = 40;
const mostParts = 6;

/** What may follow the number of a house. */
export const behindHouse = "号弄栋幢单组-—";
const houseNumber =
  /^(?:[-—]\d{1,4})?(?:号院|号楼|号(?!线(?!路板|材|缆)|文件|令|公告|通知|地块|机组|选区|[提议]案|门(?![面口市店诊牌前卫]))|弄|栋|幢|单元|组)/;
const road =
  /(?:路|街|大道|道|巷|胡同|弄|里|村|庄|屯|园|苑|社区|小区|新区|镇|乡|花园|公寓|家园|新村|广场|段|园区|厂区|工业区|开发区|[东西南北中]区)[东西南北中]?[甲乙丙丁]?$/;
const announced =
  /(?:住址|地址|家住|现住|住在|居住于|居住在|户籍地?|寄到|寄往|寄给|送到|送往|送至)[是为在于：: ]{0,2}/g;
/** Signs beyond which an address cannot reach to the left. */
const boundary = /[^\p{Script=Han}\d\-A-Za-z·号]/gu;
const county = /[县区市旗州镇乡]/;
/** A county or district: 本市 as judgments write it, three characters behind a preposition (进入九龙坡区), else two (建湖县, 新生社区). */
const nearestUnit =
  /(?:本|(?<=[在于住至到往入])\p{Script=Han}{3}|(?!\p{Script=Han}本)\p{Script=Han}{2}社?)[县市旗区](?=\p{Script=Han}{3})/u;

/** What may follow the house: 3号楼, 2单元, 502室, 华业大厦A座. */
const further =
  /^(?:(?:\p{Script=Han}{2,8}?(?:大厦|广场|中心|小区|花园|公寓|家园|苑|园|村))?(?:[A-Za-z]?\d{1,4}(?:[-—]\d{1,4}){0,2}(?:号院|号楼|号|弄|栋|幢|座|单元|门|层|楼|室|户|房|组)|[A-Za-z]座|\d{3,4}(?![\d年月日元个.])))/u;

export function postalAddress(text: string, start: number, end: number): Span | undefined {
  if (end - start > 5) return undefined;
  const house = houseNumber.exec(text.slice(end, end + 8))?.[0];
  if (house === undefined) return undefined;
  const before = text.slice(Math.max(0, start - mostBefore), start);
  if (!road.test(before)) return undefined;
  const from = addressStart(before);
  return from < 0
    ? undefined
    : { start: start - before.length + from, end: addressEnd(text, end + house.length) };
}

function addressStart(before: string): number {
  let open = 0;
  for (const match of before.matchAll(boundary)) open = match.index + match[0].length;
  let cue = -1;
  for (const match of before.matchAll(announced)) cue = match.index + match[0].length;
  if (cue >= 0 && cue >= open) return cue;
  const local = before.slice(open);
  const place = placeNames.exec(local);
  // 南京路100号 alone is a road: a county or a city with its 市 must stand between.
  if (place !== null && county.test(local.slice(place.index + 2, -2))) return open + place.index;
  const unit = nearestUnit.exec(local);
  return unit === null ? -1 : open + unit.index;
}

function addressEnd(text: string, start: number): number {
  let end = start;
  for (let part = 0; part < mostParts; part++) {
    const found = further.exec(text.slice(end, end + 24))?.[0];
    if (found === undefined) break;
    end += found.length;
  }
  return end;
}
