/**
 * What a text is made of, from one scan over its UTF-16 code units. Rules read it to skip texts that they cannot change.
 *
 * Cost: that of classifying the units (`unit-kinds.ts`), which the rules need as well.
 */
import * as c from "./characters/charclass.js";
import { isHan } from "./characters/han.js";
import { countKinds, kindSet, kindsOf, mostClasses, nextKind } from "./units/unit-kinds.js";

/** What surrogates of a text stand for, in characters. */
interface Surrogates {
  readonly han: number;
  readonly symbol: number;
  readonly privateUse: number;
  readonly lone: number;
  readonly pairs: number;
}

export class TextProfile {
  /** Han characters of all planes; includes the four kinds below. */
  readonly han: number;
  readonly punctuationAscii: number;
  /** Characters that are no white space, control or zero-width character. */
  readonly visible: number;

  /**
   * @param length UTF-16 code units
   * @param counts units by class, as `countKinds` gives them
   */
  constructor(
    readonly length: number,
    private readonly counts: readonly number[],
    private readonly surrogates: Surrogates,
  ) {
    this.han = sum(counts, hanClasses) + surrogates.han;
    this.punctuationAscii = sum(counts, asciiClasses);
    this.visible = length - surrogates.pairs - sum(counts, invisibleClasses);
  }

  /** Of one class; of surrogates those that are no half of a pair, of private characters those of all planes. */
  ofClass(kind: number): number {
    if (kind === c.SURROGATE) return this.loneSurrogate;
    return kind === c.PRIVATE_USE ? this.privateUse : this.counts[kind]!;
  }

  get hanAstral(): number {
    return this.surrogates.han;
  }

  get hanCompatibility(): number {
    return this.counts[c.HAN_COMPATIBILITY]!;
  }

  /** Han that a traditional-to-simplified dictionary may change. */
  get hanTraditional(): number {
    return this.counts[c.HAN_TRADITIONAL]!;
  }

  /** Han typical of wrongly decoded bytes. */
  get hanGarbled(): number {
    return this.counts[c.HAN_GARBLED]!;
  }

  /** ASCII letters. */
  get latin(): number {
    return this.counts[c.LATIN]!;
  }

  get latinExtended(): number {
    return this.counts[c.LATIN_EXTENDED]!;
  }

  /** Letters of other scripts (Greek, Cyrillic, Arabic, Thai ...). */
  get letterOther(): number {
    return this.counts[c.LETTER_OTHER]!;
  }

  get kana(): number {
    return this.counts[c.KANA]!;
  }

  get hangul(): number {
    return this.counts[c.HANGUL]!;
  }

  get digit(): number {
    return this.counts[c.DIGIT]!;
  }

  get space(): number {
    return this.counts[c.SPACE]!;
  }

  get spaceUnusual(): number {
    return this.counts[c.SPACE_UNUSUAL]!;
  }

  get ideographicSpace(): number {
    return this.counts[c.IDEOGRAPHIC_SPACE]!;
  }

  get newline(): number {
    return this.counts[c.NEWLINE]!;
  }

  get punctuationCjk(): number {
    return this.counts[c.PUNCTUATION_CJK]!;
  }

  get lessThan(): number {
    return this.counts[c.LESS_THAN]!;
  }

  get ampersand(): number {
    return this.counts[c.AMPERSAND]!;
  }

  get atSign(): number {
    return this.counts[c.AT_SIGN]!;
  }

  get backtick(): number {
    return this.counts[c.BACKTICK]!;
  }

  /** { } ; */
  get codeSign(): number {
    return this.counts[c.CODE_SIGN]!;
  }

  get fullwidthLetter(): number {
    return this.counts[c.FULLWIDTH_LETTER]!;
  }

  get fullwidthDigit(): number {
    return this.counts[c.FULLWIDTH_DIGIT]!;
  }

  get fullwidthSymbol(): number {
    return this.counts[c.FULLWIDTH_SYMBOL]!;
  }

  get control(): number {
    return this.counts[c.CONTROL]!;
  }

  /** Dingbats, geometric shapes, technical and pictographic signs of the Basic Multilingual Plane. */
  get symbol(): number {
    return this.counts[c.SYMBOL]!;
  }

  get boxDrawing(): number {
    return this.counts[c.BOX_DRAWING]!;
  }

  get variationSelector(): number {
    return this.counts[c.VARIATION_SELECTOR]!;
  }

  /** Emoji and symbols beyond the Basic Multilingual Plane, in characters. */
  get symbolAstral(): number {
    return this.surrogates.symbol;
  }

  get privateUse(): number {
    return this.counts[c.PRIVATE_USE]! + this.surrogates.privateUse;
  }

  get loneSurrogate(): number {
    return this.surrogates.lone;
  }

  /** U+FFFD. */
  get replacement(): number {
    return this.counts[c.REPLACEMENT]!;
  }

  /** Latin-1 signs: what UTF-8 read as Windows-1252 is full of. */
  get latin1Sign(): number {
    return this.counts[c.LATIN1_SIGN]!;
  }
}

const classes = Array.from({ length: mostClasses }, (_, kind) => kind);
const hanClasses = classes.filter(c.isHanClass);
const invisibleClasses = [...classes.filter(c.isBlankClass), c.CONTROL, c.ZERO_WIDTH, c.BIDI];
const asciiClasses = [
  ...[c.PUNCTUATION_ASCII, c.LESS_THAN, c.AMPERSAND, c.AT_SIGN, c.BACKTICK],
  ...[c.TILDE, c.RULE_SIGN, c.POINT, c.CODE_SIGN],
];

function sum(counts: readonly number[], classes: readonly number[]): number {
  let all = 0;
  for (let i = 0; i < classes.length; i++) all += counts[classes[i]!]!;
  return all;
}

interface Scanned {
  readonly text: string;
  readonly profile: TextProfile;
}

/** The text that was asked for last, and another before it: one stage after another asks for a text and its title in turn. */
let last: Scanned | undefined;
let other: Scanned | undefined;

/** The profile of a text; the same object while no two other texts were asked for. */
export function profileOf(text: string): TextProfile {
  if (text === last?.text) return last.profile;
  const found = text === other?.text ? other : { text, profile: scan(text) };
  other = last;
  last = found;
  return found.profile;
}

function scan(text: string): TextProfile {
  const counts = countKinds(text);
  return new TextProfile(
    text.length,
    counts,
    counts[c.SURROGATE] === 0 ? noSurrogates : scanSurrogates(text),
  );
}

const noSurrogates: Surrogates = { han: 0, symbol: 0, privateUse: 0, lone: 0, pairs: 0 };

const halves = kindSet((kind) => kind === c.SURROGATE);

function scanSurrogates(text: string): Surrogates {
  const found = { han: 0, symbol: 0, privateUse: 0, lone: 0, pairs: 0 };
  const units = kindsOf(text);
  const { length } = text;
  for (let i = nextKind(halves, 0, length); i < length; i = nextKind(halves, i + 1, length)) {
    const unit = units[i]!;
    const next = i + 1 < length ? units[i + 1]! : 0;
    if (unit > 0xdbff || next < 0xdc00 || next > 0xdfff) {
      found.lone++;
      continue;
    }
    found.pairs++;
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
