/**
 * Repetition by n-grams of words (Rae et al. 2021, table A1), in linear time.
 *
 * A word is a run of letters and digits, or one Han character, kana or hangul; in a text that is mostly such characters, an n-gram of
 * n words is `n * charactersPerWord` (of hangul: `n * hangulPerWord`) of them, rounded.
 *
 * Memory: 12 bytes a word, and `HashCounts`.
 */

import { unitsOf } from "../../text/units/units.js";
import { charactersPerWord, hangulPerWord, isEastern, isHangul, isWordUnit } from "../../text/words.js";
import { HashCounts } from "./hash-counts.js";

const ngramBase = 0x9e3779b1;

export class WordNgrams {
  private hashes = new Int32Array(1 << 12);
  private lengths = new Uint16Array(1 << 12);
  private words = 0;
  /** UTF-16 units of all words. */
  private characters = 0;
  private scale = 1;
  private readonly counts = new HashCounts();

  load(text: string): void {
    if (this.hashes.length < text.length || this.hashes.length > 4 * text.length + (1 << 20)) {
      this.hashes = new Int32Array(text.length + 1);
      this.lengths = new Uint16Array(text.length + 1);
    }
    const units = unitsOf(text);
    this.words = 0;
    this.characters = 0;
    let east = 0;
    let hangul = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = units[i]!;
      if (isEastern(unit) || isHangul(unit)) {
        if (isHangul(unit)) hangul++;
        else east++;
        this.push(Math.imul(unit, 0x85ebca6b), 1);
      } else if (isWordUnit(unit)) {
        const from = i;
        let hash = 0;
        for (; i < text.length && isWordUnit(units[i]!) && !isHangul(units[i]!); i++)
          hash = Math.imul(hash ^ units[i]!, 0x01000193);
        this.push(hash, Math.min(0xffff, i - from));
        i--;
      }
    }
    if (hangul * 2 > this.words) this.scale = hangulPerWord;
    else this.scale = east * 2 > this.words ? charactersPerWord : 1;
  }

  /** Number of words, where a Han character, kana or hangul is a fraction of a word; `words.ts` tells kana apart. */
  get wordCount(): number {
    return this.words / this.scale;
  }

  private push(hash: number, length: number): void {
    this.hashes[this.words] = hash;
    this.lengths[this.words] = length;
    this.characters += length;
    this.words++;
  }

  /** Share of the characters that the most frequent n-gram covers, all its occurrences together; the longest of several. */
  topShare(n: number): number {
    let top = 0;
    let topLength = 0;
    this.each(Math.round(n * this.scale), (hash, length) => {
      const seen = this.counts.add(hash, length);
      if (seen > 1 && (seen > top || (seen === top && length > topLength))) {
        top = seen;
        topLength = length;
      }
      return 1;
    });
    // Occurrences may overlap (哈哈哈哈).
    return this.characters === 0 ? 0 : Math.min(1, (top * topLength) / this.characters);
  }

  /** Share of the characters in n-grams that occurred before; none is counted twice. */
  repeatedShare(n: number): number {
    const size = Math.round(n * this.scale);
    let repeated = 0;
    this.each(size, (hash, length) => {
      if (this.counts.add(hash, length) === 1) return 1;
      repeated += length;
      return size;
    });
    return this.characters === 0 ? 0 : repeated / this.characters;
  }

  /** Visits n-grams from the first to the last; the visitor says how many words to go on. */
  private each(size: number, visit: (hash: number, length: number) => number): void {
    const { hashes, lengths, words } = this;
    this.counts.clear();
    let power = 1;
    for (let i = 0; i < size; i++) power = Math.imul(power, ngramBase);
    let hash = 0;
    let length = 0;
    let next = size - 1;
    for (let i = 0; i < words; i++) {
      hash = Math.imul(hash + hashes[i]!, ngramBase);
      length += lengths[i]!;
      if (i >= size) {
        hash = (hash - Math.imul(hashes[i - size]!, Math.imul(power, ngramBase))) | 0;
        length -= lengths[i - size]!;
      }
      if (i >= next) next = i + visit(hash, length);
    }
  }
}
