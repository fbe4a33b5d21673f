/** International bank account numbers (ISO 13616): country, two check digits, account; the whole is 1 modulo 97. */
import { isAlnum, isAsciiLetter } from "../../../text/characters/ascii.js";
import type { Span } from "../kinds.js";

/** Length of the whole number by country (SWIFT IBAN registry, release 98). */
const lengths = new Map(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 " +
    "FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 " +
    "MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 " +
    "SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
);

/** @param start of the check digits */
export function iban(text: string, start: number): Span | undefined {
  const first = start - 2;
  if (first < 0 || !isAsciiLetter(text.charCodeAt(first)) || isAlnum(text.charCodeAt(first - 1)))
    return undefined;
  const length = lengths.get(text.slice(first, start));
  if (length === undefined) return undefined;
  let compact = "";
  let end = first;
  while (compact.length < length) {
    const unit = text.charCodeAt(end);
    if (isAlnum(unit)) compact += text.charAt(end);
    else if (unit !== 32 || compact.length % 4 !== 0 || !isAlnum(text.charCodeAt(end + 1))) return undefined;
    end++;
  }
  return isAlnum(text.charCodeAt(end)) || remainder(compact) !== 1 ? undefined : { start: first, end };
}

/** The number with its first four characters last, letters as 10 - 35, modulo 97. */
function remainder(compact: string): number {
  let rest = 0;
  for (const sign of (compact.slice(4) + compact.slice(0, 4)).toUpperCase()) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
