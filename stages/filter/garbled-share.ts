import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import * as c from "../text/characters/charclass.js";
import { charClass } from "../text/characters/charclass.js";
import { windows1252 } from "../text/characters/windows-1252.js";
import { countMisread, fewestSeen } from "../text/mojibake/misread-characters.js";
import { profileOf, type TextProfile } from "../text/profile.js";
import { kindSet, kindsOf, nextKind } from "../text/units/unit-kinds.js";
import { nextMarked, unitsOf } from "../text/units/units.js";

const parameters = z.object({
  max: z
    .number()
    .min(0)
    .max(1)
    .default(0.02)
    .describe("Highest share of garbled characters among visible characters"),
});

/** Drops texts that were decoded with the wrong character set. */
export const garbledShare = defineScoredFilter({
  name: "garbled-share",
  summary:
    "Drops texts with too many garbled characters (U+FFFD, 锟斤拷, UTF-8 read as GBK or Windows-1252, GBK read as Big5 and other charsets taken for one another), in front of stages that remove these.",
  source:
    "Yuan et al. 2021, §2.2 (garbled words, then a decoding test); patterns from WHATWG Encoding gbk and windows-1252; frequent characters of four languages are this project's",
  parameters,
  reasons: { garbled: "more garbled characters than the maximum" },
  examples: [
    { in: "正常的一段话，没有乱码。", out: "正常的一段话，没有乱码。" },
    { in: "正文锟斤拷锟斤拷锟斤拷", out: null },
    { in: "ä¸­æ–‡æ–‡æœ¬", out: null },
    { in: "涓枃鐨勬祴璇曪紝閿欒鐨勭紪鐮併€傚ぇ瑙勬ā璇枡搴撶殑娓呮礂", out: null },
    { in: "Café, naïve, Müller, 50 °C", out: "Café, naïve, Müller, 50 °C" },
  ],
  limits: ({ max }) => [{ parameter: "max", above: max, reason: "garbled" }],
  measure: () => (sample) => {
    const p = profileOf(sample.text);
    let garbled = p.loneSurrogate + p.control;
    if (p.replacement > 0) garbled += countReplaced(sample.text);
    if (p.hanGarbled > 0) garbled += gbkShare(sample.text, p) * p.han + countWords(sample.text);
    if (p.latin1Sign > 0) garbled += countLatin1(sample.text);
    if (p.han + p.hangul >= fewestSeen) garbled += countMisread(unitsOf(sample.text), sample.text.length);
    return p.visible === 0 ? 0 : Math.min(1, garbled / p.visible);
  },
});

/** U+FFFD; of an even number in a row two are one character: a store that knew no emoji kept two halves of each. */
function countReplaced(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\uFFFD"); at >= 0; ) {
    let end = at + 1;
    while (text.charCodeAt(end) === 0xfffd) end++;
    count += (end - at) % 2 === 0 ? (end - at) / 2 : end - at;
    at = text.indexOf("\uFFFD", end);
  }
  return count;
}

/** Fewer marks than this prove nothing, however short the text is. */
const fewestMarks = 3;

/**
 * The share of Han that was UTF-8 read as GBK, from its marks: 15 to 30 in a hundred characters of such text are marks, in real
 * text one in a thousand. One in fifty, of three kinds or of two where marks are many, is in none of 120,000 real documents, if not all of
 * them are in words and names: texts about 麻辣烫, 玛瑙 or 李子璇 are full of these. A page of which a part is wrong counts by that part.
 */
function gbkShare(text: string, { hanGarbled, han }: TextProfile): number {
  if (hanGarbled < fewestMarks || hanGarbled <= han / 50) return 0;
  return hasKindsOfMarks(text, hanGarbled > han / 10 ? 2 : 3) ? Math.min(1, (4 * hanGarbled) / han) : 0;
}

const marks = kindSet((kind) => kind === c.HAN_GARBLED);
/** Marks that also occur in ordinary words and names. */
const marksInWords = "烫屯锟璇瑙";

function hasKindsOfMarks(text: string, fewest: number): boolean {
  const units = kindsOf(text);
  const { length } = text;
  const seen: number[] = [];
  let isGarbled = false;
  for (let at = nextKind(marks, 0, length); at < length; at = nextKind(marks, at + 1, length)) {
    const unit = units[at]!;
    if (!seen.includes(unit)) seen.push(unit);
    isGarbled ||= !marksInWords.includes(String.fromCharCode(unit));
    if (isGarbled && seen.length >= fewest) return true;
  }
  return false;
}

/** Characters in 锟斤拷, 烫烫烫 and 屯屯屯. */
function countWords(text: string): number {
  let count = 0;
  for (const word of ["锟斤拷", "烫烫烫", "屯屯屯"]) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
      count += word.length;
  }
  return count;
}

/** Lead letters â - é of a three-byte character, followed by two signs or letters of Latin-1 or Windows-1252. */
function countLatin1(text: string): number {
  let count = 0;
  const units = unitsOf(text);
  const { length } = text;
  for (let at = nextMarked(units, 0, length, leads); at < length; ) {
    let end = at + 1;
    const last = at + (units[at]! > 0xc3 ? 2 : 1);
    while (end <= last && isContinuation(units[end]!)) end++;
    if (end > at + 1) count += end - at;
    at = nextMarked(units, end, length, leads);
  }
  return count;
}

/** The first bytes of characters of three bytes, and of signs and letters of two. */
const leads = new Uint8Array(0x10000).fill(1, 0xe2, 0xf0).fill(1, 0xc2, 0xc4);

function isContinuation(unit: number): boolean {
  return (
    (unit >= 0x80 && unit <= 0xbf) ||
    (charClass[unit] === c.LATIN1_SIGN && unit > 0xff) ||
    (unit > 0xff && windows1252.includes(String.fromCharCode(unit)))
  );
}
