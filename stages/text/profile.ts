/**
 * What a text is made of, from one scan over its UTF-16 code units. Rules read it to skip texts that they cannot change.
 *
 * Cost: that of classifying the units (`unit-kinds.ts`), which the rules need as well.
 */
import * as c from "./charclass.js";
import { isHan } from "./han.js";
import { countKinds, kindSet, kindsOf, nextKind } from "./unit-kinds.js";

/** What surrogates of a text stand for, in characters. */
interface Surrogates {
  readonly han: number;
  readonly symbol: number;
  readonly privateUse: number;
  readonly lone: number;
}

export class TextProfile {
  /**
   * @param length UTF-16 code units
   * @param counts units by class, as `countKinds` gives them
   */
  constructor(
    readonly length: number,
    private readonly counts: readonly number[],
    private readonly surrogates: Surrogates,
  ) {}

  /** Units of a class. */
  private of(kind: number): number {
    return this.counts[kind]!;
  }

  private get hanBasic(): number {
    return (
      this.of(c.HAN) + this.of(c.HAN_TRADITIONAL) + this.of(c.HAN_GARBLED) + this.of(c.HAN_COMPATIBILITY)
    );
  }

  private get blank(): number {
    return (
      this.of(c.SPACE) +
      this.of(c.NEWLINE) +
      this.of(c.CARRIAGE_RETURN) +
      this.of(c.SPACE_UNUSUAL) +
      this.of(c.IDEOGRAPHIC_SPACE) +
      this.of(c.LINE_SEPARATOR)
    );
  }

  /** Han characters of all planes; includes the four kinds below. */
  get han(): number {
    return this.hanBasic + this.surrogates.han;
  }

  get hanAstral(): number {
    return this.surrogates.han;
  }

  get hanCompatibility(): number {
    return this.of(c.HAN_COMPATIBILITY);
  }

  /** Han that a traditional-to-simplified dictionary may change. */
  get hanTraditional(): number {
    return this.of(c.HAN_TRADITIONAL);
  }

  /** Han typical of wrongly decoded bytes. */
  get hanGarbled(): number {
    return this.of(c.HAN_GARBLED);
  }

  /** ASCII letters. */
  get latin(): number {
    return this.of(c.LATIN);
  }

  get latinExtended(): number {
    return this.of(c.LATIN_EXTENDED);
  }

  /** Letters of other scripts (Greek, Cyrillic, Arabic, Thai ...). */
  get letterOther(): number {
    return this.of(c.LETTER_OTHER);
  }

  get kana(): number {
    return this.of(c.KANA);
  }

  get hangul(): number {
    return this.of(c.HANGUL);
  }

  get digit(): number {
    return this.of(c.DIGIT);
  }

  get space(): number {
    return this.of(c.SPACE);
  }

  get spaceUnusual(): number {
    return this.of(c.SPACE_UNUSUAL);
  }

  get ideographicSpace(): number {
    return this.of(c.IDEOGRAPHIC_SPACE);
  }

  get newline(): number {
    return this.of(c.NEWLINE);
  }

  get carriageReturn(): number {
    return this.of(c.CARRIAGE_RETURN);
  }

  get lineSeparator(): number {
    return this.of(c.LINE_SEPARATOR);
  }

  get punctuationAscii(): number {
    return (
      this.of(c.PUNCTUATION_ASCII) +
      this.of(c.LESS_THAN) +
      this.of(c.AMPERSAND) +
      this.of(c.AT_SIGN) +
      this.of(c.BACKTICK) +
      this.of(c.TILDE) +
      this.of(c.RULE_SIGN) +
      this.of(c.POINT) +
      this.of(c.CODE_SIGN)
    );
  }

  get punctuationCjk(): number {
    return this.of(c.PUNCTUATION_CJK);
  }

  get lessThan(): number {
    return this.of(c.LESS_THAN);
  }

  get ampersand(): number {
    return this.of(c.AMPERSAND);
  }

  get atSign(): number {
    return this.of(c.AT_SIGN);
  }

  get backtick(): number {
    return this.of(c.BACKTICK);
  }

  /** { } ; */
  get codeSign(): number {
    return this.of(c.CODE_SIGN);
  }

  get fullwidthLetter(): number {
    return this.of(c.FULLWIDTH_LETTER);
  }

  get fullwidthDigit(): number {
    return this.of(c.FULLWIDTH_DIGIT);
  }

  get fullwidthSymbol(): number {
    return this.of(c.FULLWIDTH_SYMBOL);
  }

  get zeroWidth(): number {
    return this.of(c.ZERO_WIDTH);
  }

  get bidi(): number {
    return this.of(c.BIDI);
  }

  get control(): number {
    return this.of(c.CONTROL);
  }

  /** Dingbats, geometric shapes, technical and pictographic signs of the Basic Multilingual Plane. */
  get symbol(): number {
    return this.of(c.SYMBOL);
  }

  get boxDrawing(): number {
    return this.of(c.BOX_DRAWING);
  }

  get variationSelector(): number {
    return this.of(c.VARIATION_SELECTOR);
  }

  /** Emoji and symbols beyond the Basic Multilingual Plane, in characters. */
  get symbolAstral(): number {
    return this.surrogates.symbol;
  }

  get privateUse(): number {
    return this.of(c.PRIVATE_USE) + this.surrogates.privateUse;
  }

  get loneSurrogate(): number {
    return this.surrogates.lone;
  }

  /** U+FFFD. */
  get replacement(): number {
    return this.of(c.REPLACEMENT);
  }

  /** Latin-1 signs: what UTF-8 read as Windows-1252 is full of. */
  get latin1Sign(): number {
    return this.of(c.LATIN1_SIGN);
  }

  /** Units that are no white space, control or zero-width character. */
  get visible(): number {
    return this.length - this.blank - this.of(c.CONTROL) - this.of(c.ZERO_WIDTH) - this.of(c.BIDI);
  }
}

let cachedText: string | undefined;
let cachedProfile: TextProfile | undefined;

/** The profile of a text; the same object while the text stays the same (one entry is remembered). */
export function profileOf(text: string): TextProfile {
  if (cachedProfile !== undefined && text === cachedText) return cachedProfile;
  cachedProfile = scan(text);
  cachedText = text;
  return cachedProfile;
}

function scan(text: string): TextProfile {
  const counts = countKinds(text);
  return new TextProfile(
    text.length,
    counts,
    counts[c.SURROGATE] === 0 ? noSurrogates : scanSurrogates(text),
  );
}

const noSurrogates: Surrogates = { han: 0, symbol: 0, privateUse: 0, lone: 0 };

const halves = kindSet((kind) => kind === c.SURROGATE);

function scanSurrogates(text: string): Surrogates {
  const found = { han: 0, symbol: 0, privateUse: 0, lone: 0 };
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
