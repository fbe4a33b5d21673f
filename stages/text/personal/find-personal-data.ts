/** One pass over the runs of digits of a text, and one over its @ signs, finds all personal data. */
import { isAlnum, isDigit } from "../ascii.js";
import { DIGIT } from "../charclass.js";
import { profileOf } from "../profile.js";
import { kindSet, kindsOf, nextKind } from "../unit-kinds.js";
import { bankCard } from "./bank-card.js";
import { creditCode } from "./credit-code.js";
import { findEmailAddresses } from "./email-address.js";
import { iban } from "./iban.js";
import { identityNumber } from "./identity-number.js";
import { internationalNumber } from "./international-number.js";
import { ipAddress } from "./ip-address.js";
import type { Detector, Finding, PersonalKind, Span } from "./kinds.js";
import { landlineNumber } from "./landline-number.js";
import { mobileNumber } from "./mobile-number.js";
import { continuesBefore } from "./number-shape.js";
import { passportNumber } from "./passport-number.js";
import { behindHouse, postalAddress } from "./postal-address.js";
import { qqNumber } from "./qq-number.js";
import { socialSecurityNumber } from "./social-security-number.js";
import { beforePlateDigits, vehiclePlate } from "./vehicle-plate.js";
import { findWechatAccounts } from "./wechat-account.js";

interface NumberRule {
  readonly kind: PersonalKind;
  readonly detect: Detector;
  /** Fewest digits in the first run of the number. */
  readonly fewestDigits: number;
  /** Whether a letter, path or decimal point before the digits makes them something else. */
  readonly standsAlone: boolean;
  /** Marks what must stand directly before the digits, or directly behind them: it tells of most that they are nothing. */
  readonly before?: Uint8Array;
  readonly behind?: Uint8Array;
}

/** In the order in which they are tried: what has a check digit first. */
const numberRules: readonly NumberRule[] = [
  { kind: "identity", detect: identityNumber, fewestDigits: 6, standsAlone: true },
  { kind: "credit-code", detect: creditCode, fewestDigits: 6, standsAlone: false },
  { kind: "iban", detect: iban, fewestDigits: 2, standsAlone: false },
  { kind: "plate", detect: vehiclePlate, fewestDigits: 1, standsAlone: false, before: beforePlateDigits },
  { kind: "passport", detect: passportNumber, fewestDigits: 4, standsAlone: false },
  { kind: "bank-card", detect: bankCard, fewestDigits: 4, standsAlone: true },
  { kind: "mobile", detect: mobileNumber, fewestDigits: 2, standsAlone: true },
  { kind: "landline", detect: landlineNumber, fewestDigits: 3, standsAlone: true },
  { kind: "phone", detect: internationalNumber, fewestDigits: 1, standsAlone: false },
  { kind: "ssn", detect: socialSecurityNumber, fewestDigits: 3, standsAlone: true },
  { kind: "ip", detect: ipAddress, fewestDigits: 1, standsAlone: false },
  { kind: "address", detect: postalAddress, fewestDigits: 1, standsAlone: false, behind: behindHouse },
];

/**
 * Makes a function that finds personal data of the wanted kinds, in the order of the text and without overlaps.
 *
 * Cost: nothing for texts without what the kinds consist of; else one look at each unit and a bounded look around each run
 * of digits.
 */
export function makeFinder(wanted: ReadonlySet<PersonalKind>): (text: string) => readonly Finding[] {
  const rules = numberRules.filter(({ kind }) => wanted.has(kind));
  const ofOneDigit = rules.filter((rule) => rule.fewestDigits === 1);
  const shortest = Math.min(...rules.map((rule) => rule.fewestDigits));
  const wantsQq = wanted.has("qq");
  const wantsNumbers = rules.length > 0 || wantsQq;
  return (text) => {
    const p = profileOf(text);
    const found: Finding[] = [];
    if (wanted.has("email") && p.atSign > 0) findEmailAddresses(text, found);
    const emails = found.length;
    if (wanted.has("wechat") && p.latin >= fewestLettersOfAccount) findWechatAccounts(text, found);
    if (emails > 0 && found.length > emails) removeOverlaps(found);
    if (!wantsNumbers || p.digit === 0) return found;
    return findNumbers(text, found);
  };

  function findNumbers(text: string, before: readonly Finding[]): readonly Finding[] {
    const units = kindsOf(text);
    const { length } = text;
    const found: Finding[] = [];
    let earlier = 0;
    let last: Finding | undefined;
    for (let i = nextKind(digits, 0, length); i < length; ) {
      let end = i + 1;
      while (isDigit(units[end]!)) end++;
      while (earlier < before.length && before[earlier]!.end <= i) found.push(before[earlier++]!);
      const next = before[earlier];
      if (next !== undefined && next.start < end) {
        end = Math.max(end, next.end);
      } else {
        const floor = found.at(-1)?.end ?? 0;
        const finding = numberAt(text, units, i, end, last, floor);
        if (
          finding !== undefined &&
          finding.start >= floor &&
          (next === undefined || finding.end <= next.start)
        ) {
          found.push(finding);
          last = finding;
          end = Math.max(end, finding.end);
        }
      }
      i = nextKind(digits, end, length);
    }
    while (earlier < before.length) found.push(before[earlier++]!);
    return found;
  }

  function numberAt(
    text: string,
    units: Uint16Array,
    start: number,
    end: number,
    last: Finding | undefined,
    floor: number,
  ): Finding | undefined {
    const length = end - start;
    if (wantsQq) {
      const span = qqNumber(text, start, end, last);
      if (span !== undefined) return { kind: "qq", ...span };
    }
    if (length < shortest) return undefined;
    let isJoined: boolean | undefined;
    const before = start > 0 ? units[start - 1]! : 0;
    const behind = units[end]!;
    for (const rule of length < 2 ? ofOneDigit : rules) {
      if (length < rule.fewestDigits) continue;
      if (rule.before !== undefined && rule.before[before] === 0) continue;
      if (rule.behind !== undefined && rule.behind[behind] === 0) continue;
      const { kind, detect } = rule;
      if (rule.standsAlone) {
        // What follows personal data, with a sign between or none, continues nothing.
        isJoined ??= (floor === 0 || start > floor + 1) && continuesBefore(text, start);
        if (isJoined) continue;
      }
      const span = detect(text, start, end);
      if (span !== undefined && !takesForeignSign(units, start, span, floor)) return { kind, ...span };
    }
    return undefined;
  }
}

/** A WeChat account begins with one. */
const fewestLettersOfAccount = 1;

const digits = kindSet((kind) => kind === DIGIT);

/** A plus sign or bracket that stands behind a word or number belongs to that. */
function takesForeignSign(units: Uint16Array, start: number, span: Span, floor: number): boolean {
  return (
    span.start === start - 1 &&
    span.start > floor &&
    !isAlnum(units[span.start]!) &&
    isAlnum(units[span.start - 1]!)
  );
}

function removeOverlaps(found: Finding[]): void {
  found.sort((a, b) => a.start - b.start);
  let kept = 0;
  for (const finding of found)
    if (kept === 0 || finding.start >= found[kept - 1]!.end) found[kept++] = finding;
  found.length = kept;
}
