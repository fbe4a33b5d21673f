/**
 * SentencePiece's normalizer: strings are replaced by the rules, the longest first; spaces are collapsed and written as U+2581, one is
 * put before the text.
 *
 * Most characters are in no rule: a table says so in one look. Cost: linear.
 *
 * Source: `Normalizer::Normalize` of google/sentencepiece.
 */
import { isPair, unitsOf } from "../../text/units/units.js";
import type { TokenTrie } from "../token-trie.js";
import { type Rule, readCharsmap, ruleTrie } from "./charsmap.js";
import type { NormalizerRules } from "./model-file.js";
import type { SymbolFinder } from "./symbol-finder.js";

const SPACE = 0x20;
const ESCAPED = 0x2581;

/** Kinds of a UTF-16 unit: one unit stands for it, whatever follows. */
const SINGLE = 0;
/** Becomes one unit, unless it begins a rule together with what follows. */
const BEGINS = 1;
/** A space stands for it, whatever follows. */
const GAP = 2;
/** Must be looked up: a surrogate, a symbol, or a unit that becomes nothing or several units. */
const LOOK = 3;

/** Buffers above this are given back with the next text. */
const keptUnits = 4 << 20;

export class PieceNormalizer {
  /** Normalized text in [0, length) after `normalize`. */
  units = new Uint16Array(1 << 16);
  length = 0;
  private readonly rules: readonly Rule[];
  private readonly trie: TokenTrie;
  private readonly kinds = new Uint8Array(0x10000);
  /** The unit that stands for a unit. */
  private readonly singles = Uint16Array.from({ length: 0x10000 }, (_, unit) => unit);
  /** Units that stand second in a rule. */
  private readonly seconds = new Uint8Array(0x10000);
  private endsWithSpace = false;

  constructor(
    private readonly options: NormalizerRules,
    private readonly symbols: SymbolFinder,
  ) {
    this.rules = readCharsmap(options.charsmap);
    this.trie = ruleTrie(this.rules);
    const { kinds, seconds, singles } = this;
    kinds[SPACE] = GAP;
    for (const { from, to } of this.rules) {
      const unit = from.charCodeAt(0);
      if (from.length > 1) seconds[from.charCodeAt(1)] = 1;
      else if (to.length !== 1) kinds[unit] = LOOK;
      else if (to === " ") kinds[unit] = GAP;
      else singles[unit] = to.charCodeAt(0);
    }
    for (const { from } of this.rules) {
      const unit = from.charCodeAt(0);
      if (from.length > 1) kinds[unit] = kinds[unit] === SINGLE || kinds[unit] === BEGINS ? BEGINS : LOOK;
    }
    kinds.fill(LOOK, 0xd800, 0xe000);
    for (let unit = 0; unit < 0x10000; unit++) if (symbols.begins[unit] !== 0) kinds[unit] = LOOK;
  }

  normalize(text: string): void {
    if (!this.tryNormalize(text)) this.tryNormalize(Buffer.from(text, "utf8").toString("utf8"));
  }

  /**
   * As `normalize`, a character at a time.
   *
   * @param text without lone surrogates
   * @returns for each unit of the normalized text and for its end: the place in `text` that was read when it was written
   */
  normalizeWithOrigins(text: string): Int32Array {
    const { addsDummyPrefix, removesExtraSpaces, escapesSpaces } = this.options;
    const from = unitsOf(text);
    const to = text.length;
    const origins: number[] = [];
    this.length = 0;
    this.reserve(to + 1);
    let at = removesExtraSpaces ? this.skipSpaces(from, to) : 0;
    const space = escapesSpaces ? ESCAPED : SPACE;
    if (at < to && addsDummyPrefix) {
      this.units[this.length++] = space;
      origins.push(at);
    }
    this.endsWithSpace = removesExtraSpaces;
    while (at < to) {
      this.reserve(to - at + 1);
      const end = this.takeOne(from, at, to, space);
      while (origins.length < this.length) origins.push(at);
      at = end;
    }
    origins.push(at);
    if (removesExtraSpaces) {
      while (this.length > 0 && this.units[this.length - 1] === space) this.length--;
    }
    return Int32Array.from(origins).subarray(0, this.length + 1);
  }

  /** False at a lone surrogate, which counts as U+FFFD. */
  private tryNormalize(text: string): boolean {
    const { addsDummyPrefix, removesExtraSpaces, escapesSpaces } = this.options;
    const from = unitsOf(text);
    const to = text.length;
    this.length = 0;
    if (this.units.length > keptUnits && to < keptUnits / 2) this.units = new Uint16Array(1 << 16);
    this.reserve(to + 1);
    let at = removesExtraSpaces ? this.skipSpaces(from, to) : 0;
    if (at === to) return true;
    const space = escapesSpaces ? ESCAPED : SPACE;
    if (addsDummyPrefix) this.units[this.length++] = space;
    this.endsWithSpace = removesExtraSpaces;
    while (at < to) {
      this.reserve(to - at + 1);
      at = this.takeRun(from, at, to, space);
      if (at === to) break;
      if ((from[at]! & 0xf800) === 0xd800 && !isPair(from, at, to)) return false;
      at = this.takeOne(from, at, to, space);
    }
    if (removesExtraSpaces) {
      while (this.length > 0 && this.units[this.length - 1] === space) this.length--;
    }
    return true;
  }

  /** Appends what needs no look-up; returns where it ends. */
  private takeRun(from: Uint16Array, start: number, to: number, space: number): number {
    const { kinds, singles, seconds, units } = this;
    const { removesExtraSpaces } = this.options;
    let { length, endsWithSpace } = this;
    let at = start;
    for (; at < to; at++) {
      const unit = from[at]!;
      const kind = kinds[unit]!;
      if (kind === SINGLE || (kind === BEGINS && seconds[from[at + 1]!] === 0)) {
        units[length++] = singles[unit]!;
        endsWithSpace = false;
      } else if (kind === GAP) {
        if (!endsWithSpace) units[length++] = space;
        endsWithSpace = removesExtraSpaces;
      } else {
        break;
      }
    }
    this.length = length;
    this.endsWithSpace = endsWithSpace;
    return at;
  }

  /** The place of the first character that does not become just a space. */
  private skipSpaces(from: Uint16Array, to: number): number {
    let at = 0;
    while (at < to) {
      const end = this.replacementAt(from, at, to);
      if (this.replacement !== " ") break;
      at = end;
    }
    return at;
  }

  /** Appends what `from` has at `at` as the rules and the options have it; returns where it ends. */
  private takeOne(from: Uint16Array, at: number, to: number, space: number): number {
    const { removesExtraSpaces } = this.options;
    const end = this.replacementAt(from, at, to);
    const { replacement } = this;
    let index = 0;
    if (this.endsWithSpace) while (replacement.charCodeAt(index) === SPACE) index++;
    if (index < replacement.length) {
      this.reserve(replacement.length);
      for (; index < replacement.length; index++) {
        const unit = replacement.charCodeAt(index);
        this.units[this.length++] = unit === SPACE ? space : unit;
      }
      this.endsWithSpace = removesExtraSpaces && replacement.endsWith(" ");
    }
    return end;
  }

  private replacement = "";

  /** Where the rule, symbol or character at `at` ends; what stands for it is in `replacement`. */
  private replacementAt(from: Uint16Array, at: number, to: number): number {
    const symbol = this.symbols.endAt(from, at, to);
    if (symbol < 0) {
      const rule = this.trie.longestAt(from, at, to);
      if (rule >= 0) {
        this.replacement = this.rules[rule]!.to;
        return this.trie.matchEnd;
      }
    }
    const end = symbol >= 0 ? symbol : at + (isPair(from, at, to) ? 2 : 1);
    this.replacement = String.fromCharCode(...from.subarray(at, end));
    return end;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.units.length) return;
    const grown = new Uint16Array(Math.max(this.length + count, 2 * this.units.length));
    grown.set(this.units.subarray(0, this.length));
    this.units = grown;
  }
}
