/**
 * Han characters that only some of the national character sets have: what a short text without grammar can be told by.
 *
 * From the sets themselves: GB 2312 (simplified), Big5 (traditional), JIS X 0208 (Japanese).
 * Made on first use, in a few milliseconds; 64 KiB.
 */
import { charClass, HAN_TRADITIONAL } from "../characters/charclass.js";
import { nationalHan } from "../characters/national-han.js";

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

type Characters = ReadonlySet<string>;

let made: Uint8Array | undefined;

/** At [UTF-16 unit]: the bits above. */
export function hanRepertoires(): Uint8Array {
  made ??= make();
  return made;
}

function make(): Uint8Array {
  const gb2312 = bothLevels("simplified");
  const big5 = bothLevels("traditional");
  const everydayBig5 = nationalHan("traditional", "everyday");
  const everydayJis = nationalHan("japanese", "everyday");
  const jis = bothLevels("japanese");
  const bits = new Uint8Array(0x10000);
  const mark = (set: Characters, bit: number, ...without: Characters[]): void => {
    for (const character of set)
      if (without.every((other) => !other.has(character))) bits[character.charCodeAt(0)]! |= bit;
  };
  const printed = new Set(printedInTraditional);
  mark(gb2312, SIMPLIFIED_ONLY, big5, printed);
  mark(big5, TRADITIONAL_ONLY, gb2312);
  const shared = (bit: number): Characters =>
    new Set([...everydayJis].filter((character) => (bits[character.charCodeAt(0)]! & bit) !== 0));
  mark(shared(SIMPLIFIED_ONLY), SIMPLIFIED_IN_JAPANESE);
  mark(shared(TRADITIONAL_ONLY), TRADITIONAL_IN_JAPANESE);
  mark(everydayJis, JAPANESE_ONLY, gb2312, big5, traditional());
  mark(gb2312, CHINESE_ONLY, jis);
  mark(everydayBig5, CHINESE_ONLY, jis);
  return bits;
}

/** The 16 that stand most often (300 times and more) among the traditional poems of chinese-poetry. */
const printedInTraditional = "黄却烟凉卧强遥携摇脚迹况荆瑶潜横";

function bothLevels(name: Parameters<typeof nationalHan>[0]): Characters {
  return new Set([...nationalHan(name, "everyday"), ...nationalHan(name, "rare")]);
}

/** Characters that a traditional-to-simplified dictionary knows stand in Chinese text. */
function traditional(): Characters {
  const known = new Set<string>();
  for (let unit = 0; unit < charClass.length; unit++)
    if (charClass[unit] === HAN_TRADITIONAL) known.add(String.fromCharCode(unit));
  return known;
}
