import { z } from "zod";
import { withText } from "../../pipeline/sample.js";
import { defineMap } from "../../pipeline/stage.js";
import { charClass, DIGIT } from "../text/charclass.js";
import { isIdentityNumber, isOldIdentityNumber } from "../text/identity-number.js";
import { profileOf } from "../text/profile.js";
import { Splice } from "../text/splice.js";
import { nextMarked, unitsOf } from "../text/units.js";

/** Kinds of personal data, and the placeholder of each. */
const placeholders = {
  identity: "<身份证>",
  mobile: "<手机号>",
  landline: "<电话>",
  qq: "<QQ号>",
  email: "<邮箱>",
} as const;
type Kind = keyof typeof placeholders;

const parameters = z.object({
  action: z
    .enum(["remove", "mask"])
    .default("remove")
    .describe("remove (as the paper does) or mask with a typed placeholder such as <身份证>"),
  kinds: z
    .array(z.enum(["identity", "mobile", "landline", "qq", "email"]))
    .default(["identity", "mobile", "landline", "qq", "email"])
    .describe("What is looked for"),
});

/**
 * Removes personal data. Identity numbers count only with a valid region, date and check character; phone numbers only with a
 * valid prefix and as a whole run of digits; QQ numbers only behind the word QQ.
 */
export const privacy = defineMap({
  name: "privacy",
  summary: "Removes or masks identity numbers, mobile and landline numbers, QQ numbers and e-mail addresses.",
  source:
    "Yuan et al. 2021, §2.2; GB 11643-1999 (identity number), YD/T telephone numbering plan (1[3-9] mobile, 0xx area codes)",
  parameters,
  examples: [
    { in: "身份证11010519491231002X，姓名张三", out: "身份证，姓名张三" },
    { in: "身份证110105194912310021不合校验", out: "身份证110105194912310021不合校验" },
    {
      in: "手机13812345678或+86 139-1234-5678联系",
      out: "手机<手机号>或<手机号>联系",
      params: { action: "mask" },
    },
    {
      in: "电话010-62781234转分机，传真(021)5678 1234",
      out: "电话<电话>转分机，传真<电话>",
      params: { action: "mask" },
    },
    {
      in: "加QQ：12345678或发邮件到zhang.san@mail.cn吧",
      out: "加QQ：<QQ号>或发邮件到<邮箱>吧",
      params: { action: "mask" },
    },
    {
      in: "QQ：12345678、87654321，<zhang@mail.cn>、mailto:li@mail.cn",
      out: "QQ：、，、",
    },
    {
      in: "git@gitee.com user@1000.service logo@2x.png 共 19327352832 字节",
      out: "git@gitee.com user@1000.service logo@2x.png 共 19327352832 字节",
    },
    {
      in: "订单号202013812345678901，圆周率3.13812345678",
      out: "订单号202013812345678901，圆周率3.13812345678",
    },
  ],
  open: (params) => {
    const wanted = new Set<Kind>(params.kinds);
    const mask = params.action === "mask";
    const replacement = (kind: Kind): string => (mask ? placeholders[kind] : "");
    return (sample) => {
      const p = profileOf(sample.text);
      // The shortest number that counts has five digits (QQ).
      const numbers = p.digit >= 5;
      if (!numbers && p.atSign === 0) return sample;
      let text = sample.text;
      if (p.atSign > 0 && wanted.has("email")) text = replaceEmails(text, replacement("email"));
      if (numbers) text = replaceNumbers(text, wanted, replacement);
      return withText(sample, text);
    };
  },
});

interface Found {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
}

function replaceNumbers(
  text: string,
  wanted: ReadonlySet<Kind>,
  replacement: (kind: Kind) => string,
): string {
  const splice = new Splice(text);
  const units = unitsOf(text);
  const next = (from: number): number => nextMarked(units, from, text.length, digits);
  let qqEnd = -1;
  for (let i = next(0); i < text.length; i = next(i)) {
    let end = nextMarked(units, i, text.length, noDigits);
    const isShort = end - i < 3 && units[i - 1] !== 0x2b;
    const found = isShort ? undefined : classify(text, i, end, wanted, qqEnd);
    // A plus sign or bracket that stands behind a word or number belongs to that.
    const isJoined =
      found !== undefined && found.start < i && found.start > splice.end && isAlnum(units[found.start - 1]!);
    if (found !== undefined && found.start >= splice.end && !isJoined) {
      if (found.kind === "qq") qqEnd = found.end;
      splice.replace(found.start, found.end, replacement(found.kind));
      end = Math.max(end, found.end);
    }
    i = end;
  }
  return splice.finish();
}

const digits = charClass.map((kind) => (kind === DIGIT ? 1 : 0));
const noDigits = digits.map((mark) => 1 - mark);

/**
 * What the run of digits text[start, end) begins, when it is personal data.
 *
 * @param qqEnd end of the last QQ number
 */
function classify(
  text: string,
  start: number,
  end: number,
  wanted: ReadonlySet<Kind>,
  qqEnd: number,
): Found | undefined {
  const digits = end - start;
  if (
    wanted.has("qq") &&
    digits >= 5 &&
    digits <= 11 &&
    text.charCodeAt(start) !== 0x30 &&
    followsQq(text, start, qqEnd)
  ) {
    return { kind: "qq", start, end };
  }
  // Part of a word, path, parameter, decimal fraction or longer number.
  if (start > 0 && (isAsciiLetter(text.charCodeAt(start - 1)) || isGlue(text.charCodeAt(start - 1))))
    return undefined;
  return (
    (wanted.has("identity") ? identityAt(text, start, end) : undefined) ??
    (wanted.has("mobile") ? mobileAt(text, start, end) : undefined) ??
    (wanted.has("landline") ? landlineAt(text, start, end) : undefined)
  );
}

function identityAt(text: string, start: number, end: number): Found | undefined {
  const digits = end - start;
  if (digits === 18 && !continuesWord(text, end)) {
    return isIdentityNumber(text.slice(start, end)) ? { kind: "identity", start, end } : undefined;
  }
  const last = text.charCodeAt(end) | 0x20;
  if (digits === 17 && last === 0x78 && !continuesWord(text, end + 1)) {
    return isIdentityNumber(text.slice(start, end + 1))
      ? { kind: "identity", start, end: end + 1 }
      : undefined;
  }
  // Fifteen digits have no check character: the word must stand before them.
  const isOld =
    digits === 15 &&
    !continuesWord(text, end) &&
    text.slice(Math.max(0, start - 12), start).includes("身份证") &&
    isOldIdentityNumber(text.slice(start, end));
  return isOld ? { kind: "identity", start, end } : undefined;
}

/** 1[3-9] and nine more digits, whole or in groups 3-4-4, after an optional +86. */
function mobileAt(text: string, start: number, end: number): Found | undefined {
  let first = start;
  let begin = start;
  let stop = end;
  const hasPlus = text.charCodeAt(start - 1) === 0x2b;
  for (const code of ["0086", "86"]) {
    if (!text.startsWith(code, start)) continue;
    const after = start + code.length;
    const separated =
      after === end && isSeparator(text.charCodeAt(after)) && isDigit(text.charCodeAt(after + 1));
    if (separated) first = after + 1;
    else if (end - after === 11) first = after;
    if (first === start) continue;
    if (hasPlus) begin = start - 1;
    if (separated) {
      stop = first;
      while (stop < text.length && isDigit(text.charCodeAt(stop))) stop++;
    }
    break;
  }
  if (hasPlus && first === start) return undefined;
  const second = text.charCodeAt(first + 1);
  if (text.charCodeAt(first) !== 0x31 || second < 0x33 || second > 0x39) return undefined;
  if (stop - first === 3) {
    stop = group(text, stop, 4);
    if (stop > 0) stop = group(text, stop, 4);
    if (stop <= 0) return undefined;
  } else if (stop - first !== 11) {
    return undefined;
  }
  const isQuantity = stop === end && isUnit(text, end);
  return isQuantity || continuesNumber(text, stop) ? undefined : { kind: "mobile", start: begin, end: stop };
}

const longestUnit = 6;
const quantities =
  /^ ?(?:bytes?|sectors?|blocks?|ticks?|idle|[kKMG]B|字节|元|美元|亿|万|次|个|条|行|吨|人次)/;

/** Whether a unit follows: eleven digits before 字节 or bytes are a size. */
function isUnit(text: string, at: number): boolean {
  return quantities.test(text.slice(at, at + 1 + longestUnit + 1));
}

/** Two-digit area codes 010, 02x; three-digit ones 03xx - 09xx; in brackets or with a separator; then 7 or 8 digits. */
function landlineAt(text: string, start: number, end: number): Found | undefined {
  if (text.charCodeAt(start) !== 0x30) return undefined;
  const second = text.charCodeAt(start + 1);
  const areaDigits =
    second === 0x31 ? (text.charCodeAt(start + 2) === 0x30 ? 3 : 0) : second === 0x32 ? 3 : 4;
  if (areaDigits === 0 || second === 0x30 || end - start < areaDigits) return undefined;
  let stop = end;
  let begin = start;
  if (end - start === areaDigits) {
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
  } else if (end - start - areaDigits < 7 || end - start - areaDigits > 8) {
    return undefined;
  } else if (areaDigits === 4 ? end - start !== 11 && end - start !== 12 : end - start !== 11) {
    return undefined;
  }
  return continuesNumber(text, stop) ? undefined : { kind: "landline", start: begin, end: stop };
}

/** 7 or 8 digits that do not begin with 0 or 1, whole or in two groups; end offset or -1. */
function localNumber(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (!isDigit(first) || first < 0x32) return -1;
  let end = start;
  while (end < text.length && end - start <= 9 && isDigit(text.charCodeAt(end))) end++;
  if (end - start === 7 || end - start === 8) return end;
  if (end - start === 3 || end - start === 4) return group(text, end, 4);
  return -1;
}

/** End of `separator + digits` at an offset, or -1. */
function group(text: string, at: number, digits: number): number {
  if (!isSeparator(text.charCodeAt(at))) return -1;
  for (let i = 1; i <= digits; i++) if (!isDigit(text.charCodeAt(at + i))) return -1;
  return isDigit(text.charCodeAt(at + digits + 1)) ? -1 : at + digits + 1;
}

/** Words that may stand between QQ and its number. */
const qqFillers = "群号码號碼是为為：: ;；交流咨询客服在线加（(-\t";
const longestQqGap = 8;

function followsQq(text: string, start: number, qqEnd: number): boolean {
  // QQ：12345、23456 或 34567: one word stands before several numbers.
  if (qqEnd >= 0 && start - qqEnd <= longestQqGap && isGap(text, qqEnd, start)) return true;
  let i = start - 1;
  const limit = Math.max(0, start - longestQqGap);
  while (i >= limit && qqFillers.includes(text.charAt(i))) i--;
  const unit = text.charCodeAt(i) | 0x20;
  if (unit === 0x71 && (text.charCodeAt(i - 1) | 0x20) === 0x71) return true;
  return i > 0 && (text.startsWith("扣扣", i - 1) || text.startsWith("企鹅", i - 1));
}

/** What may stand between two QQ numbers. */
const qqJoiners = `${qqFillers}、，,/或和`;

function isGap(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!qqJoiners.includes(text.charAt(i))) return false;
  return true;
}

const longestLocalPart = 64;
const longestDomain = 255;

function replaceEmails(text: string, by: string): string {
  const splice = new Splice(text);
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    let start = at;
    const limit = Math.max(splice.end, at - longestLocalPart - 1);
    while (start > limit && isLocalUnit(text.charCodeAt(start - 1))) start--;
    while (start < at && !isAlnum(text.charCodeAt(start))) start++;
    if (start === at || at - start > longestLocalPart) continue;
    let end = domainEnd(text, at + 1);
    if (end < 0 || isLocation(text, start, end) || isNobody(text.slice(start, at), text.slice(at + 1, end)))
      continue;
    if (text.charCodeAt(end) !== 0x40) {
      if (text.startsWith(mailto, start - mailto.length)) start = Math.max(splice.end, start - mailto.length);
      const isBracketed =
        text.charAt(start - 1) === "<" && text.charAt(end) === ">" && text.charAt(end + 1) !== "@";
      if (isBracketed && start > splice.end) {
        start--;
        end++;
      }
    }
    splice.replace(start, end, by);
    at = end - 1;
  }
  return splice.finish();
}

const mailto = "mailto:";

/** user@host:path of a repository or a copy command, and /list@host/ or =message@host/ in a URL. */
function isLocation(text: string, start: number, end: number): boolean {
  const next = text.charCodeAt(end);
  const second = text.charCodeAt(end + 1);
  if (next === 0x3a) return (isPathUnit(second) && !isDigit(second)) || second === 0x24;
  return next === 0x2f && (text.charCodeAt(start - 1) === 0x2f || text.charCodeAt(start - 1) === 0x3d);
}

/** Accounts of machines. */
const roles = new Set(["git", "hg", "svn", "noreply", "no-reply", "donotreply"]);

/** Last labels that are no top-level domain: RFC 2606 and 6761, units of systemd, names of pictures (logo@2x.png). */
const noDomains = new Set(
  (
    "example test invalid localhost local localdomain internal lan " +
    "service socket target timer mount slice scope device " +
    "png jpg jpeg gif svg webp bmp ico css js json html"
  ).split(" "),
);

function isNobody(local: string, domain: string): boolean {
  const host = domain.toLowerCase();
  return roles.has(local.toLowerCase()) || noDomains.has(host.slice(host.lastIndexOf(".") + 1));
}

/** End of a domain of labels with a top level of at least two letters; -1 without one. */
function domainEnd(text: string, start: number): number {
  let end = -1;
  let label = start;
  const limit = Math.min(text.length, start + longestDomain);
  for (let i = start; i <= limit; i++) {
    const unit = i < limit ? text.charCodeAt(i) : 0;
    if (isAlnum(unit) || unit === 0x2d) continue;
    if (i === label) break;
    if (
      label > start &&
      i - label >= 2 &&
      isAsciiLetter(text.charCodeAt(label)) &&
      isAsciiLetter(text.charCodeAt(i - 1))
    ) {
      end = i;
    } else if (label > start && unit !== 0x2e) {
      // A number may follow without a gap: a@mail.cn13812345678.
      const digits = lettersEnd(text, label);
      if (digits - label >= 2 && isDigit(text.charCodeAt(digits))) end = digits;
    }
    if (unit !== 0x2e) break;
    label = i + 1;
  }
  return end;
}

function lettersEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isAsciiLetter(text.charCodeAt(end))) end++;
  return end;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isAsciiLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
}

function isAlnum(unit: number): boolean {
  return isDigit(unit) || isAsciiLetter(unit);
}

function isLocalUnit(unit: number): boolean {
  return isAlnum(unit) || unit === 0x2e || unit === 0x5f || unit === 0x25 || unit === 0x2b || unit === 0x2d;
}

function isPathUnit(unit: number): boolean {
  return isAlnum(unit) || unit === 0x2f || unit === 0x7e || unit === 0x2e;
}

function isSeparator(unit: number): boolean {
  return unit === 0x2d || unit === 32 || unit === 0x2013 || unit === 0x2014;
}

/** Before a number: decimal point, path, parameter, underscore, hyphen. */
function isGlue(unit: number): boolean {
  return (
    unit === 0x2e ||
    unit === 0x2f ||
    unit === 0x3d ||
    unit === 0x5f ||
    unit === 0x26 ||
    unit === 0x2d ||
    unit === 0x23 ||
    unit === 0x25
  );
}

function continuesWord(text: string, at: number): boolean {
  return at < text.length && isAlnum(text.charCodeAt(at));
}

/** Digits, letters, a file ending or a decimal fraction follow. */
function continuesNumber(text: string, at: number): boolean {
  if (continuesWord(text, at)) return true;
  const unit = text.charCodeAt(at);
  return (unit === 0x2e || unit === 0x5f || unit === 0x3d) && isAlnum(text.charCodeAt(at + 1));
}
