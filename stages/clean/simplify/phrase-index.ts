/**
 * The result of the whole chain of dictionaries, so that most of a text needs no step by step conversion: which characters become which,
 * where a phrase may begin, and what each phrase becomes.
 *
 * A phrase is any run of units that some step treats as one (its words, and words of the last step as they are written in the regional
 * form). Where no phrase begins, each unit becomes the same as when it stands alone. A phrase, too, becomes the same as when it stands
 * alone, with two exceptions: another phrase may take a part of it away (`crossing-phrases.ts`), or what the regional step makes of it may
 * form a word of the last step together with its neighbours. Then the chain itself converts the passage around it.
 *
 *     entries   Int32Array(65536)   unit -> bits 0-15 what it becomes alone
 *                                        bits 16-23 groups in which it is the second of a pair
 *                                        bits 24-31 groups in which it is the first, all of them where it begins none;
 *                                        none of these eight: look closer whatever follows
 *     neutral   Uint8Array(65536)   1 for units that are in no phrase: passages may be cut beside them
 *     trie      FlatTrie            phrases -> index into outputs
 *
 * A pair of units may be one by which a phrase is found (`phrase-pairs.ts`) only where all groups of the first are groups of the second
 * (`pair-groups.ts`): one `and not` rules out nearly all other pairs. No phrase is looked for at two ASCII units, so that such text is
 * copied as it is: where one begins so (`SQL隱碼攻擊`), what follows its last ASCII unit but one (`L隱碼攻擊`) sends the passage to the chain.
 * Cost: 400 to 560 KiB a form.
 */

import { unitsOfWord } from "../../text/units/unit-buffer.js";
import { type Beginnings, CrossingPhrases } from "./crossing-phrases.js";
import { firstDescription, isDescription } from "./descriptions.js";
import { DictionaryChain, replacersOf } from "./dictionary-chain.js";
import { FlatTrie } from "./flat-trie.js";
import type { Dictionary, FormDictionaries } from "./forms.js";
import { groupPairs } from "./pair-groups.js";
import { beginsWithAsciiPair, pairsToLookAt } from "./phrase-pairs.js";

const firstShift = 24;
const secondShift = 16;
/** All groups. Only a second unit that has all of them as well is then looked at for nothing, since no phrase continues with it. */
const beginsNothing = 0xff << firstShift;
const exceptFirst = (1 << firstShift) - 1;

/** The standard characters with which the standard form of a phrase may form a word of the last step. */
interface Joins {
  readonly before: ReadonlySet<number>;
  readonly after: ReadonlySet<number>;
}

/** Every unit, with `bits`. A loop of its own: V8 compiles it alone, not the constructor around it. */
function everyUnit(bits: number): Int32Array {
  const units = new Int32Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) units[unit] = unit | bits;
  return units;
}

/** Whether a unit must be looked at closer whatever follows. */
export function asksForMore(entry: number): boolean {
  return entry >>> firstShift === 0;
}

export class PhraseIndex {
  readonly chain: DictionaryChain;
  readonly entries: Int32Array = everyUnit(beginsNothing);
  readonly neutral: Uint8Array = new Uint8Array(0x10000).fill(1);
  readonly trie = new FlatTrie();
  readonly phrases: readonly string[];
  /** Second and third units by which phrases are found (`phrase-pairs.ts`). */
  readonly late: ReadonlySet<string>;
  /** By phrase: what it becomes alone; undefined where only the chain knows. */
  readonly outputs: (Uint16Array | undefined)[] = [];
  /** By phrase: a bit for each place within it at which another one may begin that ends behind it and takes a part of it away. */
  readonly places: Uint16Array;
  /** By phrase: the units behind it with which such another one goes on. */
  readonly crossing: ReadonlySet<number>[] = [];
  /** By phrase: which neighbours change what it becomes; undefined for none. */
  readonly joins: (Joins | undefined)[] = [];
  /** By phrase: the first unit of its standard form, where `outputs` has it. */
  readonly standardFirsts: Uint16Array;
  /** Every unit has one of these bits, except plain ASCII: units that never change and never end the beginning of a phrase. */
  readonly wideBits: number;
  /** At most, a text becomes this many times as long. */
  readonly growth: number;
  /** What the regional step makes of a unit alone. */
  readonly standard: Uint16Array = new Uint16Array(everyUnit(0));

  constructor(dictionaries: FormDictionaries) {
    this.chain = new DictionaryChain(replacersOf(dictionaries));
    const { normalize, segment, regional, simplify } = dictionaries;
    this.growth = growthOf(normalize) * growthOf(regional) * growthOf(simplify);
    const characters = new Set<string>();
    const phrases = new Set<string>();
    for (const dictionary of [normalize, segment, regional, simplify])
      for (const word of dictionary?.keys() ?? []) (word.length === 1 ? characters : phrases).add(word);
    const written = regional === undefined ? new Set<string>() : this.regionalFormsOf(regional, simplify);
    for (const form of written) phrases.add(form);

    this.setCharacters(characters, dictionaries, phrases);
    for (let unit = firstDescription; isDescription(unit); unit++) this.lookCloser(unit);
    const cut = [...phrases].map(withoutAsciiPairs).filter((phrase) => !phrases.has(phrase));
    for (const phrase of cut) phrases.add(phrase);
    this.phrases = [...phrases];
    this.places = new Uint16Array(phrases.size);
    this.standardFirsts = new Uint16Array(phrases.size);
    const crossing = new CrossingPhrases(phrases, dictionaries, written);
    const lastWords = regional === undefined ? [] : [...simplify.keys()].filter((word) => word.length > 1);
    const lastParts = new WordParts(lastWords);
    for (const phrase of phrases) {
      const isOdd = cut.includes(phrase) || [...phrase].some((character) => normalize.has(character));
      const isWhole = segment?.has(phrase) === true;
      this.addPhrase(
        phrase,
        isOdd,
        crossing.beginnings(phrase),
        isWhole ? undefined : this.joinsOf(phrase, regional, lastParts),
      );
    }
    const { seconds, late } = pairsToLookAt(phrases, (unit) => asksForMore(this.entries[unit]!));
    this.late = late;
    this.setPairs(seconds);
    const isPlain = this.entries
      .subarray(0, 0x80)
      .every((entry, unit) => (entry & exceptFirst) === unit && !asksForMore(entry));
    this.wideBits = isPlain ? 0xff80 : 0xffff;
  }

  /** Words of the last step as they are written in the regional form. */
  private regionalFormsOf(regional: Dictionary, simplify: Dictionary): ReadonlySet<string> {
    const forms = new Set<string>();
    const written = regionalWriting(regional);
    for (const word of simplify.keys())
      if (word.length > 1) for (const form of regionalForms(word, written)) forms.add(form);
    for (const [from, to] of regional)
      if (from.length === 1 && to.length === 1) this.standard[from.charCodeAt(0)] = to.charCodeAt(0);
    return forms;
  }

  private addPhrase(phrase: string, isOdd: boolean, beginnings: Beginnings, joins: Joins | undefined): void {
    const at = this.outputs.length;
    this.trie.add(phrase, at);
    const crossing = new Set<number>();
    for (let i = 1; i < phrase.length; i++) {
      const units = beginnings.get(phrase.slice(i));
      if (units === undefined) continue;
      this.places[at]! |= 1 << i;
      for (const unit of units) crossing.add(unit);
    }
    this.crossing.push(crossing);
    this.standardFirsts[at] = this.chain.standardWord(phrase).charCodeAt(0);
    this.outputs.push(isOdd ? undefined : unitsOfWord(this.chain.convertWord(phrase)));
    this.joins.push(joins);
    for (let i = 0; i < phrase.length; i++) this.neutral[phrase.charCodeAt(i)] = 0;
  }

  /** Those that must be looked at closer count as phrases. */
  private setCharacters(
    characters: Iterable<string>,
    dictionaries: FormDictionaries,
    phrases: Set<string>,
  ): void {
    for (const character of characters) {
      this.setCharacter(character, dictionaries);
      if (asksForMore(this.entries[character.charCodeAt(0)]!)) phrases.add(character);
    }
  }

  private setCharacter(character: string, { normalize, regional, simplify }: FormDictionaries): void {
    const unit = character.charCodeAt(0);
    const normal = normalize.get(character) ?? character;
    const standard = regional?.get(normal) ?? normal;
    const output = simplify.get(standard) ?? standard;
    if (normalize.has(character)) this.lookCloser(unit);
    if (output.length === 1) this.entries[unit] = (this.entries[unit]! & ~0xffff) | output.charCodeAt(0);
    else this.entries[unit]! &= exceptFirst;
  }

  /** For units that change what counts as a match, so that only the chain can tell the result. */
  private lookCloser(unit: number): void {
    this.entries[unit]! &= exceptFirst;
    this.neutral[unit] = 0;
  }

  private joinsOf(phrase: string, regional: Dictionary | undefined, lastParts: WordParts): Joins | undefined {
    if (regional === undefined) return undefined;
    const standard = this.chain.standardWord(phrase);
    // Where each character becomes what it becomes alone, the words that it may form with its neighbours are phrases themselves.
    if (standard === [...phrase].map((character) => regional.get(character) ?? character).join(""))
      return undefined;
    const after = lastParts.unitsAfter(standard);
    const before = lastParts.unitsBefore(standard);
    return after.size + before.size === 0 ? undefined : { before, after };
  }

  private setPairs(pairs: ReadonlyMap<number, ReadonlySet<number>>): void {
    const { firsts, seconds } = groupPairs(pairs);
    for (const [second, groups] of seconds) this.entries[second]! |= groups << secondShift;
    for (const [first, groups] of firsts)
      if (!asksForMore(this.entries[first]!))
        this.entries[first] = (this.entries[first]! & exceptFirst) | (groups << firstShift);
  }
}

function growthOf(dictionary: Dictionary | undefined): number {
  let growth = 1;
  for (const [word, replacement] of dictionary ?? [])
    growth = Math.max(growth, Math.ceil(replacement.length / word.length));
  return growth;
}

/** Standard character -> how it may be written in the regional form. */
function regionalWriting(regional: Dictionary): ReadonlyMap<string, readonly string[]> {
  const written = new Map<string, string[]>();
  for (const [from, to] of regional)
    if ([...from].length === 1) written.set(to, [...(written.get(to) ?? [to]), from]);
  return written;
}

/** How else a word of the last step may be written before the regional step: 裡面 and 裏面. */
function regionalForms(word: string, written: ReadonlyMap<string, readonly string[]>): string[] {
  let forms = [""];
  for (const character of word) {
    const all = written.get(character) ?? [character];
    forms = forms.flatMap((form) => all.map((one) => form + one));
  }
  return forms;
}

function withoutAsciiPairs(phrase: string): string {
  return beginsWithAsciiPair(phrase) ? withoutAsciiPairs(phrase.slice(1)) : phrase;
}

/** Parts of words, with the units that stand beside them in a word. */
class WordParts {
  private readonly after = new Map<string, Set<number>>();
  private readonly before = new Map<string, Set<number>>();

  constructor(words: Iterable<string>) {
    for (const word of words) {
      for (let i = 0; i < word.length; i++) {
        for (let j = i + 1; j <= word.length; j++) {
          const part = word.slice(i, j);
          if (i === 0 && j < word.length) addTo(this.after, part, word.charCodeAt(j));
          if (i > 0) addTo(this.before, part, word.charCodeAt(i - 1));
        }
      }
    }
  }

  /** Units that stand behind an end of `part` in a word that begins with that end. */
  unitsAfter(part: string): Set<number> {
    const units = new Set<number>();
    for (let i = 0; i < part.length; i++)
      for (const unit of this.after.get(part.slice(i)) ?? []) units.add(unit);
    return units;
  }

  /** Units that stand before a beginning of `part` in a word that ends with it, or before all of it. */
  unitsBefore(part: string): Set<number> {
    const units = new Set(this.before.get(part));
    for (let i = 1; i < part.length; i++)
      for (const unit of this.before.get(part.slice(0, i)) ?? []) units.add(unit);
    return units;
  }
}

function addTo(sets: Map<string, Set<number>>, part: string, unit: number): void {
  const known = sets.get(part);
  if (known === undefined) sets.set(part, new Set([unit]));
  else known.add(unit);
}
