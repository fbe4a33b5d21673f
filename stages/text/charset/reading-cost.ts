/**
 * What it costs, in bits, to write a text down as text of a language: low when it reads like that language.
 *
 * The same bytes decoded in two charsets are two texts; the right one is the one that is cheaper to write down (minimum
 * description length), so multi-byte and single-byte charsets are compared on one scale, and no threshold is needed.
 * Costs come from the ranks of common characters: -log2 of a character's share falls off with the logarithm of its rank.
 */
import { commonCharacters } from "./common-characters.js";
import { halfWidthKana, misplacedMarks } from "./half-width-kana.js";

/** `half-width` is Japanese with its kana in half width. */
type EastAsian = keyof typeof commonCharacters | "half-width";

export type Language =
  | EastAsian
  | "western"
  | "central"
  | "turkish"
  | "baltic"
  | "cyrillic"
  | "greek"
  | "hebrew"
  | "arabic"
  | "thai";

/** Measured on the texts that the lists were counted from: 5 bits for the first, 7.5 for the 10th, 11 for the 500th. */
const rankBits = (rank: number): number => 5.4 + 0.7 * Math.log2(1 + rank);
const letterBits = (rank: number): number => 3.5 + 0.9 * Math.log2(1 + rank);
const foreignBits = 19;
const neverBits = 24;
/** ASCII is the same in all charsets, unless one swallows it as the second byte of a character. */
const asciiBits = 5.5;
/**
 * A Latin letter with an accent rarely stands beside another one, a letter of another alphabet rarely beside a Latin
 * one; in wrongly decoded text they do.
 */
const besideBits = 5;
/**
 * Japanese of more than a few characters has kana. A list of names may have none, as one in Chinese has; what is written in
 * signs of Japan alone is rarer by these bits for each character, up to as many as a list of some length tells anyway.
 */
const kanalessBits = 1;
const mostKanalessBits = 16;
/** A mark of half-width kana where none can stand. */
const misplacedBits = 10;

const letters: Readonly<Record<Exclude<Language, EastAsian>, string>> = {
  western: "éèàêäüöçîôßáíóñâûãåøæëïúõìòùœ°£€©·ÉÀÊÖÄÜÇÁÎÔÅØÆÍÓÚÑº¿¡²½×",
  central: "íáéřěčýžšůúóňťďłąęśćżźńöüőűäßăâîșțđŕľĺôç°§čÁÍÉŘĚČÝŽŠŮÚÓŁŚŻŐŰ",
  turkish: "ıüğşçöİâîûÇŞÖÜĞI",
  baltic: "āēīšūžčņļģķėųąęįäöüõĀĒĪŠŪŽČĻĶ",
  cyrillic: "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґў",
  greek: "αοιετσνηυρπκμλςίόάωέθήδγχύφώξβζψ",
  hebrew: "יוהלאתרמבשנדםחעכקפגטזסןצךףץ",
  arabic: "الينمتورهبدعةفسقكجشحطخصىأذضءثغئزظإؤآپچژگ،؟؛",
  thai: "านรกอเงยลมวดท่สต้คบปหแจพชขใไโผถซะำีิึืุูั็์ธษฐณญภศฟฝฉฎฏฆฌฬฤ",
};

/** Typographic signs that all alphabets share: they tell nothing. */
const signs = "’“”–…—«»•®‘„";
const signBits = 9;

/** The capital letters of a script with two cases: as common as rare letters. */
const capitalBits = 4.5;

const tables = new Map<Language, Float32Array>();

/** Bits of each UTF-16 unit in a language, 256 KiB, made on first use. */
function tableOf(language: Language): Float32Array {
  const known = tables.get(language);
  if (known !== undefined) return known;
  const table = new Float32Array(0x10000).fill(foreignBits);
  const fill = (from: number, to: number, bits: number): void => {
    table.fill(bits, from, to + 1);
  };
  fill(0x20, 0x7e, asciiBits);
  for (const space of "\t\n\r") table[space.charCodeAt(0)] = asciiBits;
  if (language === "half-width") {
    table.set(tableOf("japanese"));
    [...halfWidthKana].forEach((kana, rank) => {
      table[kana.charCodeAt(0)] = letterBits(rank);
    });
  } else if (language in commonCharacters) {
    const name = language as keyof typeof commonCharacters;
    fill(0x2010, 0x2026, 13);
    fill(0x3001, 0x3020, 13);
    fill(0xff01, 0xff5e, 13);
    fill(0x4e00, 0x9fff, name === "korean" ? 17 : 15.5);
    if (name === "korean") fill(0xac00, 0xd7a3, 12.5);
    fill(0x3041, 0x30fe, name === "japanese" ? 9 : 17);
    if (name === "japanese") fill(0xff61, 0xff9f, 13);
    [...commonCharacters[name]].forEach((character, rank) => {
      table[character.charCodeAt(0)] = rankBits(rank);
    });
  } else {
    const list = letters[language as keyof typeof letters];
    const share = language === "western" ? 2 : isLatin(language) ? 3 : 0;
    [...list].forEach((character, rank) => {
      const bits = share + letterBits(rank);
      const capital = character.toUpperCase();
      table[character.charCodeAt(0)] = bits;
      if (capital.length === 1 && table[capital.charCodeAt(0)] === foreignBits) {
        table[capital.charCodeAt(0)] = bits + capitalBits;
      }
    });
    // No-break spaces and soft hyphens: pages of long words are full of them.
    for (const sign of `${signs}\u00a0\u00ad`)
      table[sign.charCodeAt(0)] = signBits - (language === "western" ? 1 : 0);
  }
  fill(0x7f, 0x9f, neverBits);
  fill(0xe000, 0xf8ff, neverBits - 1);
  table[0] = 16;
  table[0xfffd] = neverBits;
  tables.set(language, table);
  return table;
}

/** Bits that the text costs in a language. Linear in its length. */
export function readingCost(text: string, language: Language): number {
  const table = tableOf(language);
  const latin = isLatin(language);
  const alphabetic = language !== "half-width" && !(language in commonCharacters);
  let bits = language === "half-width" ? misplacedBits * misplacedMarks(text) : 0;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bits += table[unit]!;
    const kind = unit >= 0xc0 && unit < 0x2000 ? accented : ((unit | 0x20) - 0x61) >>> 0 < 26 ? plain : none;
    if (alphabetic && kind !== none && before !== none) {
      if (latin ? kind + before === 2 * accented : kind !== before) bits += besideBits;
    }
    before = kind;
  }
  if (language === "japanese") bits += kanaless(text);
  return bits;
}

function kanaless(text: string): number {
  if (/[\u3041-\u30fe\uff61-\uff9f]/.test(text)) return 0;
  return Math.min(mostKanalessBits, kanalessBits * (text.match(/[\u4e00-\u9fff]/g)?.length ?? 0));
}

const none = 0;
const plain = 1;
const accented = 2;

function isLatin(language: Language): boolean {
  return language === "western" || language === "central" || language === "turkish" || language === "baltic";
}
