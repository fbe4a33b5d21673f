/**
 * Conversion as OpenCC defines it, step by step: normalise, cut at phrases, convert each segment by longest match from left to right,
 * dictionary after dictionary. Right for every input, but slow: `convert-units.ts` asks it only about passages with a phrase that its
 * tables cannot decide, and about single words when these tables are built.
 */

import { UnitBuffer, unitsOfWord } from "../../text/units/unit-buffer.js";
import { descriptionEnd, isDescription } from "./descriptions.js";
import { FlatTrie } from "./flat-trie.js";
import type { Dictionary, FormDictionaries } from "./forms.js";

/** The dictionaries of a form, each ready to be searched. */
interface Replacers {
  readonly normalize: Replacer;
  readonly segment: Replacer | undefined;
  readonly regional: Replacer | undefined;
  readonly simplify: Replacer;
}

export function replacersOf(dictionaries: FormDictionaries): Replacers {
  const { normalize, segment, regional, simplify } = dictionaries;
  return {
    normalize: replacerOf(normalize),
    segment: segment && replacerOf(segment),
    regional: regional && replacerOf(regional),
    simplify: replacerOf(simplify),
  };
}

export class DictionaryChain {
  private readonly normalized = new UnitBuffer();
  private readonly standard = new UnitBuffer();
  private readonly word = new UnitBuffer();

  constructor(readonly replacers: Replacers) {}

  /** Appends what units[start, end) become to `into`. */
  convert(units: Uint16Array, start: number, end: number, into: UnitBuffer): void {
    this.cut(units, start, end, (from, to) => {
      const { normalized, standard } = this;
      const { regional, simplify } = this.replacers;
      if (regional === undefined) {
        simplify.replace(normalized.units, from, to, into);
        return;
      }
      standard.length = 0;
      regional.replace(normalized.units, from, to, standard);
      simplify.replace(standard.units, 0, standard.length, into);
    });
  }

  /** What a word becomes when it stands alone. */
  convertWord(word: string): string {
    const into = this.word;
    into.length = 0;
    this.convert(unitsOfWord(word), 0, word.length, into);
    return into.text();
  }

  /** The same before the last step: in standard characters and words, not yet simplified. */
  standardWord(word: string): string {
    const into = this.word;
    into.length = 0;
    this.cut(unitsOfWord(word), 0, word.length, (from, to) => {
      const { units } = this.normalized;
      const { regional } = this.replacers;
      if (regional !== undefined) regional.replace(units, from, to, into);
      else while (from < to) into.units[into.length++] = units[from++]!;
    });
    return into.text();
  }

  /** Normalises and cuts: each match of the segmentation is one segment, what lies between matches is one. */
  private cut(
    units: Uint16Array,
    start: number,
    end: number,
    visit: (from: number, to: number) => void,
  ): void {
    const { normalized } = this;
    const { normalize, segment } = this.replacers;
    normalized.length = 0;
    normalize.replace(units, start, end, normalized);
    const length = normalized.length;
    let open = 0;
    for (let at = 0; segment !== undefined && at < length; ) {
      const next = segment.matchEnd(normalized.units, at, length);
      if (next === 0) {
        at = skipUnmatched(normalized.units, at, length);
        continue;
      }
      if (open < at) visit(open, at);
      visit(at, next);
      at = next;
      open = next;
    }
    if (open < length) visit(open, length);
  }
}

/** One dictionary, by longest match. */
export class Replacer {
  private match = 0;

  /** @param replacements by value of the trie */
  constructor(
    readonly trie: FlatTrie,
    readonly replacements: readonly string[],
  ) {}

  /** End of the longest word that begins at `at`, or 0. */
  matchEnd(units: Uint16Array, at: number, end: number): number {
    const { trie } = this;
    let matchEnd = 0;
    let node = trie.root[units[at]!]!;
    for (let next = at + 1; node !== 0; next++) {
      if (trie.value[node] !== 0) {
        this.match = trie.value[node]! - 1;
        matchEnd = next;
      }
      node = next < end ? trie.child(node, units[next]!) : 0;
    }
    return matchEnd;
  }

  replace(units: Uint16Array, start: number, end: number, into: UnitBuffer): void {
    for (let at = start; at < end; ) {
      const next = this.matchEnd(units, at, end);
      if (next !== 0) {
        const replacement = this.replacements[this.match]!;
        into.reserve(replacement.length);
        for (let i = 0; i < replacement.length; i++) into.units[into.length++] = replacement.charCodeAt(i);
        at = next;
        continue;
      }
      const stop = skipUnmatched(units, at, end);
      into.reserve(stop - at);
      while (at < stop) into.units[into.length++] = units[at++]!;
    }
  }
}

function replacerOf(dictionary: Dictionary): Replacer {
  const trie = new FlatTrie();
  for (const [index, word] of [...dictionary.keys()].entries()) trie.add(word, index);
  return new Replacer(trie, [...dictionary.values()]);
}

function skipUnmatched(units: Uint16Array, at: number, end: number): number {
  return isDescription(units[at]!) ? descriptionEnd(units, at, end) : at + 1;
}
