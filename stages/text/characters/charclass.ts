/**
 * One class per UTF-16 code unit, in a flat table of 64 KiB. The profile counts classes; rules look at neighbours with it.
 */
import { hanRanges } from "./han.js";
import { traditionalMarks } from "./traditional-marks.js";
import {
  controls,
  lettersAndMarks,
  numbers,
  punctuationAndSymbols,
  spaceSeparators,
} from "./unicode-categories.js";
import { markRanges } from "./unicode-ranges.js";

// Han, words and white space lie side by side, for the questions below; there is room for 48 classes (`unit-kinds.wat`).
export const OTHER = 0;
export const HAN = 1;
/** Han that a traditional-to-simplified dictionary may change. */
export const HAN_TRADITIONAL = 2;
/** Han that is typical of wrongly decoded bytes (锟 of 锟斤拷, 烫, 屯, 銆 ...). Ordinary characters alone. */
export const HAN_GARBLED = 3;
/** Compatibility ideographs, U+F900 - U+FAFF. */
export const HAN_COMPATIBILITY = 4;
export const LATIN = 5;
/** Letters of Latin-1 and Latin Extended. */
export const LATIN_EXTENDED = 6;
export const LETTER_OTHER = 7;
export const DIGIT = 8;
/** Space and tab. */
export const SPACE = 9;
export const NEWLINE = 10;
export const CARRIAGE_RETURN = 11;
/** No-break space, en space and other space separators except U+3000. */
export const SPACE_UNUSUAL = 12;
export const IDEOGRAPHIC_SPACE = 13;
export const PUNCTUATION_ASCII = 14;
export const LESS_THAN = 15;
export const AMPERSAND = 16;
export const AT_SIGN = 17;
export const BACKTICK = 18;
/** ，。、；：？！“”‘’「」《》（）…— and the like. */
export const PUNCTUATION_CJK = 19;
export const FULLWIDTH_LETTER = 20;
export const FULLWIDTH_DIGIT = 21;
/** Full-width forms of ASCII symbols that Chinese typography does not need: ＃＠＋＝ ... */
export const FULLWIDTH_SYMBOL = 22;
export const KANA = 23;
export const HANGUL = 24;
export const ZERO_WIDTH = 25;
export const BIDI = 26;
export const CONTROL = 27;
/** Emoji and pictographs of the Basic Multilingual Plane, dingbats, geometric shapes. */
export const SYMBOL = 28;
export const BOX_DRAWING = 29;
export const VARIATION_SELECTOR = 30;
export const PRIVATE_USE = 31;
export const SURROGATE = 32;
export const REPLACEMENT = 33;
/** U+0080 - U+00FF that are no letters, and the signs that Windows-1252 has in U+0080 - U+009F. */
export const LATIN1_SIGN = 34;
export const PUNCTUATION_OTHER = 35;
/** U+0085, U+2028, U+2029. */
export const LINE_SEPARATOR = 36;
/** ①②③ ㈠ ㎡ ℃ №: signs that belong to the text. */
export const LETTERLIKE = 37;
/** { } and ASCII ; : rare in prose, frequent in CSS and JavaScript. */
export const CODE_SIGN = 38;
export const TILDE = 39;
/** - = + | * _ #: ASCII signs that rules, tables and headings are drawn with. */
export const RULE_SIGN = 40;
/** . : of ASCII, which stand in numbers, names and addresses of pages as well as behind sentences. */
export const POINT = 41;

/**
 * 锟烫屯 come from replacement characters and unset memory read as GBK; the rest are what the most frequent UTF-8 characters
 * become when read as GBK (的 -> 鐨, 是 -> 鏄, ， -> 锛). All of them are rare in real text.
 */
const garbledMarks = "锟烫屯涓鍏鍙浜浠澶鍒浣缁鏈杩鍚涔鏂瀹鍐璁锛鍥鍔鍘鍦璇閲寮鏀瑙灏绉鎴鏃鐢銆鏄鏉鐨鐜鎶鍊鍜";

/** Whether a class is of Han characters of the Basic Multilingual Plane. */
export function isHanClass(kind: number): boolean {
  return kind >= HAN && kind <= HAN_COMPATIBILITY;
}

/** Whether a class is of white space. */
export function isBlankClass(kind: number): boolean {
  return (kind >= SPACE && kind <= IDEOGRAPHIC_SPACE) || kind === LINE_SEPARATOR;
}

/** Whether a class is of letters, digits and signs that stand for words, of any script but Han. */
export function isWordClass(kind: number): boolean {
  return (
    (kind >= LATIN && kind <= DIGIT) ||
    kind === KANA ||
    kind === HANGUL ||
    kind === FULLWIDTH_LETTER ||
    kind === FULLWIDTH_DIGIT ||
    kind === LETTERLIKE
  );
}

/** Class of each UTF-16 code unit. Read-only by convention; shared by all kernels. */
export const charClass = buildTable();

function buildTable(): Uint8Array {
  const table = new Uint8Array(0x10000).fill(OTHER);
  const range = (first: number, last: number, value: number): void => {
    table.fill(value, first, last + 1);
  };
  const each = (characters: string, value: number): void => {
    for (const character of characters) table[character.charCodeAt(0)] = value;
  };
  markRanges(table, lettersAndMarks, LETTER_OTHER);
  markRanges(table, punctuationAndSymbols, PUNCTUATION_OTHER);
  markRanges(table, numbers, LETTERLIKE);
  markRanges(table, spaceSeparators, SPACE_UNUSUAL);
  markRanges(table, controls, CONTROL);
  range(0x80, 0xff, LATIN1_SIGN);
  range(0x80, 0x9f, CONTROL);
  range(0xc0, 0x24f, LATIN_EXTENDED);
  range(0x1e00, 0x1eff, LATIN_EXTENDED);
  each("ªµº", LATIN_EXTENDED);
  each("×÷", PUNCTUATION_OTHER);
  each("†‡ˆ‰‹›•˜™", LATIN1_SIGN);
  each("°·±²³¹", PUNCTUATION_OTHER);
  table[0xa0] = SPACE_UNUSUAL;
  table[0xad] = ZERO_WIDTH;

  range(0x2100, 0x214f, LETTERLIKE);
  range(0x2460, 0x24ff, LETTERLIKE);
  range(0x3200, 0x33ff, LETTERLIKE);
  range(0x2300, 0x23ff, SYMBOL);
  range(0x2500, 0x259f, BOX_DRAWING);
  range(0x25a0, 0x27bf, SYMBOL);
  range(0x2b00, 0x2bff, SYMBOL);
  range(0x3040, 0x30ff, KANA);
  range(0x31f0, 0x31ff, KANA);
  range(0xff66, 0xff9f, KANA);
  table[0x30fb] = PUNCTUATION_CJK;
  range(0x1100, 0x11ff, HANGUL);
  range(0x3130, 0x318f, HANGUL);
  range(0xac00, 0xd7af, HANGUL);

  each("，。、；：？！（）“”‘’「」『』《》〈〉【】〔〕〖〗…—～·", PUNCTUATION_CJK);
  range(0xfe30, 0xfe4f, PUNCTUATION_CJK);
  range(0xff01, 0xff0f, FULLWIDTH_SYMBOL);
  range(0xff1a, 0xff20, FULLWIDTH_SYMBOL);
  range(0xff3b, 0xff40, FULLWIDTH_SYMBOL);
  range(0xff5b, 0xff65, FULLWIDTH_SYMBOL);
  each("！（），．：；？～｡｢｣､･", PUNCTUATION_CJK);
  range(0xff10, 0xff19, FULLWIDTH_DIGIT);
  range(0xff21, 0xff3a, FULLWIDTH_LETTER);
  range(0xff41, 0xff5a, FULLWIDTH_LETTER);

  range(0x200b, 0x200d, ZERO_WIDTH);
  range(0x2060, 0x2064, ZERO_WIDTH);
  range(0x200e, 0x200f, BIDI);
  range(0x202a, 0x202e, BIDI);
  range(0x2066, 0x2069, BIDI);
  table[0x061c] = BIDI;
  table[0xfeff] = ZERO_WIDTH;
  table[0x180e] = ZERO_WIDTH;
  range(0xfff9, 0xfffb, CONTROL);
  range(0xfe00, 0xfe0f, VARIATION_SELECTOR);
  range(0xe000, 0xf8ff, PRIVATE_USE);
  range(0xd800, 0xdfff, SURROGATE);
  table[0xfffd] = REPLACEMENT;
  table[0x85] = LINE_SEPARATOR;
  table[0x2028] = LINE_SEPARATOR;
  table[0x2029] = LINE_SEPARATOR;
  table[0x3000] = IDEOGRAPHIC_SPACE;

  for (const [first, last] of hanRanges) if (last <= 0xffff) range(first, last, HAN);
  range(0xf900, 0xfaff, HAN_COMPATIBILITY);
  each(garbledMarks, HAN_GARBLED);
  each(traditionalMarks, HAN_TRADITIONAL);

  range(0, 0x1f, CONTROL);
  table[0x7f] = CONTROL;
  range(0x21, 0x7e, PUNCTUATION_ASCII);
  range(0x30, 0x39, DIGIT);
  range(0x41, 0x5a, LATIN);
  range(0x61, 0x7a, LATIN);
  each("\t ", SPACE);
  each("\n", NEWLINE);
  each("\r", CARRIAGE_RETURN);
  each("<", LESS_THAN);
  each("&", AMPERSAND);
  each("@", AT_SIGN);
  each("`", BACKTICK);
  each("{};", CODE_SIGN);
  each("~", TILDE);
  each("-=+|*_#", RULE_SIGN);
  each(".:", POINT);
  return table;
}
