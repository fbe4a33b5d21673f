/** Which kinds of personal data a run of digits may be, told by its length, its first two digits and the units beside it. */

import type { Detector, Finding, PersonalKind } from "../kinds.js";
import { bankCard, beginsCard } from "./bank-card.js";
import { creditCode } from "./credit-code.js";
import { iban } from "./iban.js";
import { identityNumber } from "./identity-number.js";
import { behindAreaCode, internationalNumber } from "./international-number.js";
import { behindIpPart, ipAddress } from "./ip-address.js";
import { landlineFromAbroad } from "./landline-from-abroad.js";
import { beforeNumberAlone, landlineNumber } from "./landline-number.js";
import { mayBeMobile, mobileNumber } from "./mobile-number.js";
import { separators } from "./number-shape.js";
import { passportNumber } from "./passport-number.js";
import { behindHouse, postalAddress } from "./postal-address.js";
import { beforeQqNumber, qqNumber } from "./qq-number.js";
import { serviceNumber } from "./service-number.js";
import { socialSecurityNumber } from "./social-security-number.js";
import { plateLetters, plateSigns, vehiclePlate } from "./vehicle-plate.js";

/** Whatever `detect` can find must fit the conditions, since it is not asked about other digits (number-rules.test.ts compares the two). */
export interface NumberRule {
  readonly kind: PersonalKind;
  readonly detect: Detector;
  /** Whether a letter, path or decimal point before the digits makes them something else. */
  readonly standsAlone: boolean;
  /** Digits in the first run of the number. */
  readonly digits: readonly [fewest: number, most: number];
  /** Whether a run of so many digits may begin with these two; the second is 0 where there is only one. */
  readonly begins?: (digits: number, first: number, second: number) => boolean;
  /** What must stand directly before the digits, or directly behind them. */
  readonly before?: string;
  readonly beforeThat?: string;
  readonly behind?: string;
  /** Whether several of them may stand behind one word: for the later ones, neither `begins` nor what is before them says anything. */
  readonly inRows?: true;
}

/** Longer runs are all treated alike. */
const many = 20;
const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const letters = capitals + capitals.toLowerCase();

/** In the order in which they are tried: what a word announces, then what has a check digit. */
export const numberRules: readonly NumberRule[] = [
  { kind: "qq", detect: qqNumber, standsAlone: false, digits: [5, 11], before: beforeQqNumber, inRows: true },
  {
    kind: "identity",
    detect: identityNumber,
    standsAlone: true,
    digits: [6, 18],
    begins: (digits) => digits === 6 || digits === 15 || digits >= 17,
  },
  { kind: "credit-code", detect: creditCode, standsAlone: false, digits: [6, many] },
  { kind: "iban", detect: iban, standsAlone: false, digits: [2, many], before: capitals },
  { kind: "plate", detect: vehiclePlate, standsAlone: false, digits: [1, many], before: plateLetters },
  {
    kind: "plate",
    detect: vehiclePlate,
    standsAlone: false,
    digits: [1, many],
    before: plateSigns,
    beforeThat: plateLetters,
  },
  // Long enough by itself, or together with the letters before or behind it.
  { kind: "passport", detect: passportNumber, standsAlone: false, digits: [7, 11] },
  { kind: "passport", detect: passportNumber, standsAlone: false, digits: [4, 6], before: letters },
  { kind: "passport", detect: passportNumber, standsAlone: false, digits: [4, 6], behind: letters },
  { kind: "bank-card", detect: bankCard, standsAlone: true, digits: [13, 19], begins: beginsCard },
  {
    kind: "bank-card",
    detect: bankCard,
    standsAlone: true,
    digits: [4, 6],
    begins: beginsCard,
    behind: separators,
  },
  { kind: "mobile", detect: mobileNumber, standsAlone: true, digits: [2, many], begins: mayBeMobile },
  {
    kind: "landline",
    detect: landlineFromAbroad,
    standsAlone: true,
    digits: [2, many],
    begins: (_, first, second) => (first === 8 && second === 6) || (first === 0 && second === 0),
  },
  {
    kind: "landline",
    detect: serviceNumber,
    standsAlone: true,
    digits: [3, 10],
    begins: (_, first, second) => (first === 4 || first === 8) && second === 0,
  },
  {
    kind: "landline",
    detect: landlineNumber,
    standsAlone: true,
    digits: [3, many],
    begins: (_, first) => first === 0,
  },
  {
    kind: "landline",
    detect: landlineNumber,
    standsAlone: true,
    digits: [3, 8],
    begins: (digits, first) => first > 1 && digits !== 5 && digits !== 6,
    before: beforeNumberAlone,
    inRows: true,
  },
  { kind: "phone", detect: internationalNumber, standsAlone: false, digits: [1, many], before: "+" },
  {
    kind: "phone",
    detect: internationalNumber,
    standsAlone: false,
    digits: [3, 3],
    begins: (_, first) => first >= 2,
    behind: behindAreaCode,
  },
  { kind: "ssn", detect: socialSecurityNumber, standsAlone: true, digits: [3, 3], behind: separators },
  { kind: "ssn", detect: socialSecurityNumber, standsAlone: true, digits: [9, 9] },
  { kind: "ip", detect: ipAddress, standsAlone: false, digits: [1, 4], behind: behindIpPart },
  { kind: "address", detect: postalAddress, standsAlone: false, digits: [1, 5], behind: behindHouse },
];

/**
 * A bit for each rule, in four tables that rule out most runs of digits.
 *
 * Cost: 780 KiB.
 */
export class RuleMasks {
  private readonly beginnings = new Uint32Array((many + 1) * 100);
  private readonly before = new Uint32Array(0x10000);
  private readonly beforeThat = new Uint32Array(0x10000);
  private readonly behind = new Uint32Array(0x10000);

  /** By kind of the number before: the rules that may continue a row of such. */
  private readonly ofRows: Partial<Record<PersonalKind, number>> = {};

  constructor(rules: readonly NumberRule[]) {
    for (const [index, rule] of rules.entries()) {
      const bit = 1 << index;
      if (rule.inRows === true) this.ofRows[rule.kind] = bit;
      const [fewest, most] = rule.digits;
      for (let digits = fewest; digits <= most; digits++) {
        for (let two = 0; two < 100; two++)
          if (rule.begins?.(digits, Math.floor(two / 10), two % 10) !== false)
            this.beginnings[digits * 100 + two]! |= bit;
      }
    }
    markUnits(
      this.before,
      rules.map(({ before }) => before),
    );
    markUnits(
      this.beforeThat,
      rules.map(({ beforeThat }) => beforeThat),
    );
    markUnits(
      this.behind,
      rules.map(({ behind }) => behind),
    );
  }

  /** The rules that the digits [start, end) may satisfy, if no number of the same kind stands before them. */
  of(units: Uint16Array, start: number, end: number): number {
    const digits = Math.min(end - start, many);
    const first = units[start]! - 0x30;
    const second = digits > 1 ? units[start + 1]! - 0x30 : 0;
    const before = start > 0 ? units[start - 1]! : 0;
    const beforeThat = start > 1 ? units[start - 2]! : 0;
    return (
      this.beginnings[digits * 100 + first * 10 + second]! &
      this.before[before]! &
      this.beforeThat[beforeThat]! &
      this.behind[units[end]!]!
    );
  }

  /** The rules that may continue what was found before. */
  following(previous: Finding | undefined): number {
    return (previous && this.ofRows[previous.kind]) ?? 0;
  }
}

/** Sets for each unit the bits of the rules that name it and of the rules that name no units at all. */
function markUnits(table: Uint32Array, signs: readonly (string | undefined)[]): void {
  table.fill(signs.reduce((bits, of, index) => (of === undefined ? bits | (1 << index) : bits), 0));
  for (const [index, of] of signs.entries())
    for (const sign of of ?? "") table[sign.charCodeAt(0)]! |= 1 << index;
}
