/**
 * What a text is made of, from one scan over its UTF-16 code units. Rules read it to skip texts that they cannot change.
 *
 * Cost: that of classifying the units (`unit-kinds.ts`), which the rules need as well.
 */
import * as c from "./charclass.js";
import { isHan } from "./han.js";
import { countKinds, kindSet, kindsOf, mostClasses, nextKind } from "./unit-kinds.js";

export interface TextProfile {
  /** UTF-16 code units. */
  readonly length: number;
  /** Han characters of all planes; includes the four kinds below. */
  readonly han: number;
  readonly hanAstral: number;
  readonly hanCompatibility: number;
  /** Han that a traditional-to-simplified dictionary may change. */
  readonly hanTraditional: number;
  /** Han typical of wrongly decoded bytes. */
  readonly hanGarbled: number;
  /** ASCII letters. */
  readonly latin: number;
  readonly latinExtended: number;
  /** Letters of other scripts (Greek, Cyrillic, Arabic, Thai ...). */
  readonly letterOther: number;
  readonly kana: number;
  readonly hangul: number;
  readonly digit: number;
  readonly space: number;
  readonly spaceUnusual: number;
  readonly ideographicSpace: number;
  readonly newline: number;
  readonly carriageReturn: number;
  readonly lineSeparator: number;
  readonly punctuationAscii: number;
  readonly punctuationCjk: number;
  readonly lessThan: number;
  readonly ampersand: number;
  readonly atSign: number;
  readonly backtick: number;
  /** { } ; */
  readonly codeSign: number;
  readonly fullwidthLetter: number;
  readonly fullwidthDigit: number;
  readonly fullwidthSymbol: number;
  readonly zeroWidth: number;
  readonly bidi: number;
  readonly control: number;
  /** Dingbats, geometric shapes, technical and pictographic signs of the Basic Multilingual Plane. */
  readonly symbol: number;
  readonly boxDrawing: number;
  readonly variationSelector: number;
  /** Emoji and symbols beyond the Basic Multilingual Plane, in characters. */
  readonly symbolAstral: number;
  readonly privateUse: number;
  readonly loneSurrogate: number;
  /** U+FFFD. */
  readonly replacement: number;
  /** Latin-1 signs: what UTF-8 read as Windows-1252 is full of. */
  readonly latin1Sign: number;
  /** Units that are no white space, control or zero-width character. */
  readonly visible: number;
}

const counts = new Int32Array(mostClasses);
let cachedText: string | undefined;
let cachedProfile: TextProfile | undefined;

/** The profile of a text; the same object while the text stays the same (one entry is remembered). */
export function profileOf(text: string): TextProfile {
  if (cachedProfile !== undefined && text === cachedText) return cachedProfile;
  const profile = scan(text);
  cachedText = text;
  cachedProfile = profile;
  return profile;
}

/** Units of a class in the text that was counted last. */
function n(kind: number): number {
  return counts[kind]!;
}

function scan(text: string): TextProfile {
  const length = text.length;
  countKinds(text, counts);
  const surrogates = n(c.SURROGATE) === 0 ? noSurrogates : scanSurrogates(text);
  const hanBasic = n(c.HAN) + n(c.HAN_TRADITIONAL) + n(c.HAN_GARBLED) + n(c.HAN_COMPATIBILITY);
  const blank =
    n(c.SPACE) +
    n(c.NEWLINE) +
    n(c.CARRIAGE_RETURN) +
    n(c.SPACE_UNUSUAL) +
    n(c.IDEOGRAPHIC_SPACE) +
    n(c.LINE_SEPARATOR);
  return {
    length,
    han: hanBasic + surrogates.han,
    hanAstral: surrogates.han,
    hanCompatibility: n(c.HAN_COMPATIBILITY),
    hanTraditional: n(c.HAN_TRADITIONAL),
    hanGarbled: n(c.HAN_GARBLED),
    latin: n(c.LATIN),
    latinExtended: n(c.LATIN_EXTENDED),
    letterOther: n(c.LETTER_OTHER),
    kana: n(c.KANA),
    hangul: n(c.HANGUL),
    digit: n(c.DIGIT),
    space: n(c.SPACE),
    spaceUnusual: n(c.SPACE_UNUSUAL),
    ideographicSpace: n(c.IDEOGRAPHIC_SPACE),
    newline: n(c.NEWLINE),
    carriageReturn: n(c.CARRIAGE_RETURN),
    lineSeparator: n(c.LINE_SEPARATOR),
    punctuationAscii:
      n(c.PUNCTUATION_ASCII) +
      n(c.LESS_THAN) +
      n(c.AMPERSAND) +
      n(c.AT_SIGN) +
      n(c.BACKTICK) +
      n(c.TILDE) +
      n(c.CODE_SIGN),
    punctuationCjk: n(c.PUNCTUATION_CJK),
    lessThan: n(c.LESS_THAN),
    ampersand: n(c.AMPERSAND),
    atSign: n(c.AT_SIGN),
    backtick: n(c.BACKTICK),
    codeSign: n(c.CODE_SIGN),
    fullwidthLetter: n(c.FULLWIDTH_LETTER),
    fullwidthDigit: n(c.FULLWIDTH_DIGIT),
    fullwidthSymbol: n(c.FULLWIDTH_SYMBOL),
    zeroWidth: n(c.ZERO_WIDTH),
    bidi: n(c.BIDI),
    control: n(c.CONTROL),
    symbol: n(c.SYMBOL),
    boxDrawing: n(c.BOX_DRAWING),
    variationSelector: n(c.VARIATION_SELECTOR),
    symbolAstral: surrogates.symbol,
    privateUse: n(c.PRIVATE_USE) + surrogates.privateUse,
    loneSurrogate: surrogates.lone,
    replacement: n(c.REPLACEMENT),
    latin1Sign: n(c.LATIN1_SIGN),
    visible: length - blank - n(c.CONTROL) - n(c.ZERO_WIDTH) - n(c.BIDI),
  };
}

const noSurrogates = { han: 0, symbol: 0, privateUse: 0, lone: 0 };

const halves = kindSet((kind) => kind === c.SURROGATE);

function scanSurrogates(text: string): typeof noSurrogates {
  const found = { ...noSurrogates };
  const units = kindsOf(text);
  const { length } = text;
  for (let i = nextKind(halves, 0, length); i < length; i = nextKind(halves, i + 1, length)) {
    const unit = units[i]!;
    const next = i + 1 < length ? units[i + 1]! : 0;
    if (unit > 0xdbff || next < 0xdc00 || next > 0xdfff) {
      found.lone++;
      continue;
    }
    const codePoint = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
    if (isHan(codePoint)) found.han++;
    else if (isAstralSymbol(codePoint)) found.symbol++;
    else if (codePoint >= 0xf0000) found.privateUse++;
    i++;
  }
  return found;
}

/** Emoji, pictographs, playing cards, ornamental signs and tags beyond the Basic Multilingual Plane. */
export function isAstralSymbol(codePoint: number): boolean {
  return (codePoint >= 0x1f000 && codePoint <= 0x1fbff) || (codePoint >= 0xe0000 && codePoint <= 0xe007f);
}
