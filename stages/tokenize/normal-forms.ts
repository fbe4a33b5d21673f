/**
 * Unicode normal forms as tokenizers have them: Hugging Face `tokenizers` carries tables of Unicode 10. What was added since is left
 * alone by them, whatever the engine knows.
 */
import { nextMarked, unitsOf } from "../text/units/units.js";

/**
 * Ranges of characters that NFC leaves as they are in any company (combining class 0, `NFC_Quick_Check` Yes): Latin, punctuation,
 * arrows to shapes short of three that have another form, kana short of the voicing marks, Han, Hangul syllables, private
 * use and full-width forms (test/stages/tokenize/normal-forms.test.ts asks the engine).
 */
const inertRanges = [
  [0x0000, 0x02ff],
  [0x2002, 0x20cf],
  [0x2190, 0x2328],
  [0x232b, 0x27ff],
  [0x3000, 0x3029],
  [0x3030, 0x3098],
  [0x309b, 0x9fff],
  [0xac00, 0xd7a3],
  [0xe000, 0xf8ff],
  [0xfe30, 0xffff],
] as const;

/** UTF-16 unit -> 0 where it is inert. */
const lively = new Uint8Array(0x10000).fill(1);
for (const [first, last] of inertRanges) lively.fill(0, first, last + 1);

/**
 * Characters of Unicode 11 to 17 that have a decomposition, are part of one, or have a combining class. For the old tables they
 * are letters that combine with nothing (test/interop compares generated strings of them).
 */
const younger =
  "\\u{7fd}\\u{897}-\\u{89f}\\u{8ca}-\\u{8d3}\\u{9fe}\\u{c3c}\\u{d3b}-\\u{d3c}\\u{eba}\\u{1715}\\u{1abf}-\\u{1add}\\u{1ae0}-\\u{1aeb}" +
  "\\u{1df6}-\\u{1dfa}\\u{a82c}\\u{105c9}\\u{105e4}\\u{10d24}-\\u{10d27}\\u{10d69}-\\u{10d6d}\\u{10eab}-\\u{10eac}\\u{10efa}-\\u{10efb}" +
  "\\u{10efd}-\\u{10eff}\\u{10f46}-\\u{10f50}\\u{10f82}-\\u{10f85}\\u{11070}\\u{1133b}\\u{11383}\\u{11385}\\u{1138e}\\u{11391}\\u{113c5}" +
  "\\u{113c7}-\\u{113c8}\\u{113ce}-\\u{113d0}\\u{1145e}\\u{11839}-\\u{1183a}\\u{11938}\\u{1193d}-\\u{1193e}\\u{11943}\\u{119e0}\\u{11a34}" +
  "\\u{11a47}\\u{11a99}\\u{11d42}\\u{11d44}-\\u{11d45}\\u{11d97}\\u{11f41}-\\u{11f42}\\u{16121}-\\u{16128}\\u{1612f}\\u{16d68}-\\u{16d6a}" +
  "\\u{16ff0}-\\u{16ff1}\\u{1e08f}\\u{1e130}-\\u{1e136}\\u{1e2ae}\\u{1e2ec}-\\u{1e2ef}\\u{1e4ec}-\\u{1e4ef}\\u{1e5ee}-\\u{1e5ef}\\u{1e6e3}" +
  "\\u{1e6e6}\\u{1e6ee}-\\u{1e6ef}\\u{1e6f5}" +
  // What the decompositions among them consist of.
  "\\u{105d2}\\u{105da}\\u{11382}\\u{11384}\\u{1138b}\\u{11390}\\u{113b8}\\u{113bb}\\u{113c2}\\u{113c9}\\u{11930}\\u{11935}" +
  "\\u{1611e}-\\u{16120}\\u{16129}\\u{16d63}\\u{16d67}";

const hasYounger = new RegExp(`[${younger}]`, "u");
const aroundYounger = new RegExp(`([${younger}])`, "u");

/**
 * Cost: a look at each unit of a text of inert characters, which nearly all Chinese and English ones are; the units are those
 * that the encoder reads next (test/bench/tokenize.ts).
 */
export function toNfc(text: string): string {
  if (nextMarked(unitsOf(text), 0, text.length, lively) === text.length) return text;
  if (!hasYounger.test(text)) return text.normalize("NFC");
  return text
    .split(aroundYounger)
    .map((part, index) => (index % 2 === 1 ? part : part.normalize("NFC")))
    .join("");
}

/** Whether NFC leaves a character as it is where none follows that combines with it. */
export function isInert(character: string): boolean {
  return character.length === 1 && lively[character.charCodeAt(0)] === 0;
}

/** Whether a character is none for the old tables. */
export function isYoung(character: string): boolean {
  return hasYounger.test(character);
}

/** NFD of one character. */
export function decompose(character: string): string {
  return hasYounger.test(character) ? character : character.normalize("NFD");
}
