/**
 * Han characters that only some of the national character sets have: what a short text without grammar can be told by.
 *
 * From the sets themselves, as the standard decoders know them: GB 2312 (simplified), Big5 (traditional), JIS X 0208 (Japanese).
 * Made on first use, in a few milliseconds; 64 KiB.
 */
import { charClass, HAN_TRADITIONAL, isHanClass } from "../characters/charclass.js";

/** In GB 2312, not in Big5: 们 这 国. Not 黄 and the like, which traditional editions print, too. */
export const SIMPLIFIED_ONLY = 1;
/** In Big5, not in GB 2312: 們 這 國. */
export const TRADITIONAL_ONLY = 2;
/**
 * Everyday characters of Japan that neither GB 2312 nor Big5 has: 駅 図 込 働 経. Variants that Chinese books print are not among them
 * (説 爲).
 */
export const JAPANESE_ONLY = 4;
/** One of the two sets before, and everyday in Japan: 国 憲 会 議. Where both stand side by side, the text is Japanese. */
export const SIMPLIFIED_IN_JAPANESE = 16;
export const TRADITIONAL_IN_JAPANESE = 32;
/** In GB 2312 or among Big5's everyday characters, not in JIS X 0208: 们 這 她 吗. */
export const CHINESE_ONLY = 8;

let made: Uint8Array | undefined;

/** At [UTF-16 unit]: the bits above. */
export function hanRepertoires(): Uint8Array {
  made ??= make();
  return made;
}

function make(): Uint8Array {
  const gb2312 = hanOf("gbk", [[0xb0, 0xf7]], 0xa1, 0xfe);
  const big5 = hanOf("big5", [bigFiveEveryday, [0xc9, 0xf9]], 0x40, 0xfe);
  const everydayBig5 = hanOf("big5", [bigFiveEveryday], 0x40, 0xfe);
  // Level 1 ends with lead byte 0x98.
  const everydayJis = hanOf("shift_jis", [[0x88, 0x97]], 0x40, 0xfc);
  const jis = hanOf(
    "shift_jis",
    [
      [0x88, 0x9f],
      [0xe0, 0xea],
    ],
    0x40,
    0xfc,
  );
  const bits = new Uint8Array(0x10000);
  const mark = (set: ReadonlySet<number>, bit: number, ...without: ReadonlySet<number>[]): void => {
    for (const unit of set) if (without.every((other) => !other.has(unit))) bits[unit]! |= bit;
  };
  const printed = new Set(Array.from(printedInTraditional, (character) => character.charCodeAt(0)));
  mark(gb2312, SIMPLIFIED_ONLY, big5, printed);
  mark(big5, TRADITIONAL_ONLY, gb2312);
  const shared = (bit: number): ReadonlySet<number> =>
    new Set([...everydayJis].filter((unit) => (bits[unit]! & bit) !== 0));
  mark(shared(SIMPLIFIED_ONLY), SIMPLIFIED_IN_JAPANESE);
  mark(shared(TRADITIONAL_ONLY), TRADITIONAL_IN_JAPANESE);
  mark(everydayJis, JAPANESE_ONLY, gb2312, big5, traditional());
  mark(gb2312, CHINESE_ONLY, jis);
  mark(everydayBig5, CHINESE_ONLY, jis);
  return bits;
}

/** The 16 that stand most often (300 times and more) among the traditional poems of chinese-poetry. */
const printedInTraditional = "黄却烟凉卧强遥携摇脚迹况荆瑶潜横";

const bigFiveEveryday: readonly [number, number] = [0xa4, 0xc6];

/** The Han characters that all pairs of a lead and a trail byte stand for; pairs that stand for nothing give none. */
function hanOf(
  charset: string,
  leads: readonly (readonly [number, number])[],
  firstTrail: number,
  lastTrail: number,
): ReadonlySet<number> {
  const bytes: number[] = [];
  for (const [first, last] of leads)
    for (let lead = first; lead <= last; lead++)
      for (let trail = firstTrail; trail <= lastTrail; trail++) bytes.push(lead, trail);
  const text = new TextDecoder(charset).decode(Uint8Array.from(bytes));
  const han = new Set<number>();
  for (let i = 0; i < text.length; i++)
    if (isHanClass(charClass[text.charCodeAt(i)]!)) han.add(text.charCodeAt(i));
  return han;
}

/** Characters that a traditional-to-simplified dictionary knows stand in Chinese text. */
function traditional(): ReadonlySet<number> {
  const units = new Set<number>();
  for (let unit = 0; unit < charClass.length; unit++)
    if (charClass[unit] === HAN_TRADITIONAL) units.add(unit);
  return units;
}
