/**
 * The phrases of an index as `convert-units.wat` reads them.
 *
 *     steps        Int32Array(2 * 16384)   from unit to unit (`phrase-steps.ts`)
 *     phrases      Int32Array(8 * 6144)    words 0-1: what it becomes, where that is four units at most
 *                                          2-3, 4-5: a bit for each hash of a unit before it and behind it in `neighbours`
 *                                          6: bits 0-7 units of what it becomes, 255 where only the chain of dictionaries knows
 *                                             bits 8-29 where in `outputs` they are
 *     neighbours   Int32Array(16384)       Bloom filter, three bits in one word, of phrases with a unit beside them that may change what
 *                                          they become
 *     outputs      Uint16Array             what phrases become, one behind the other
 */
import { asksForMore, type PhraseIndex } from "./phrase-index.js";
import { PhraseSteps } from "./phrase-steps.js";

const phraseSlots = 6144;
/** So many bits a phrase has in `places`; the kernel has room for twice as many. */
const mostUnits = 16;
const phraseWords = 8;
/** Words of a phrase: what it becomes, the bits of units before it, and its length and place. */
const outputWord = 0;
const sideWord = 2;
const placeWord = 6;
const neighbourBits = 14;
export const onlyChain = 255;
const golden = 0x9e3779b1;

export class PhraseTables {
  readonly steps: Int32Array;
  readonly phrases: Int32Array = new Int32Array(phraseSlots * phraseWords);
  readonly neighbours: Int32Array = new Int32Array(1 << neighbourBits);
  readonly outputs: Uint16Array;

  constructor(index: PhraseIndex) {
    const { phrases, outputs, entries, late } = index;
    if (phrases.length > phraseSlots) throw new Error(`${phrases.length} phrases, room for ${phraseSlots}`);
    const long = phrases.find((phrase) => phrase.length > mostUnits);
    if (long !== undefined) throw new Error(`a phrase of more than ${mostUnits} units: ${long}`);
    this.steps = new PhraseSteps(phrases, late, (unit) => asksForMore(entries[unit]!)).table;
    const units: number[] = [];
    for (const [at, output] of outputs.entries()) {
      const word = at * phraseWords;
      this.phrases[word + placeWord] = output === undefined ? onlyChain : (units.length << 8) | output.length;
      if (output !== undefined && output.length <= 4)
        for (const [i, unit] of output.entries())
          this.phrases[word + outputWord + (i >> 1)]! |= unit << ((i & 1) * 16);
      units.push(...(output ?? []));
    }
    // Whole words, and room for what is copied eight units at a time.
    this.outputs = new Uint16Array(units.length + 8 + (units.length & 1));
    this.outputs.set(units);
    this.addNeighbours(index);
  }

  /** Units behind a phrase with which one goes on that begins within it, and those on both sides that may join it. */
  private addNeighbours(index: PhraseIndex): void {
    const { crossing, joins } = index;
    for (const [at, units] of crossing.entries()) for (const unit of units) this.addNeighbour(at, 1, unit);
    if (joins.every((join) => join === undefined)) return;
    const written = new WrittenForms(index);
    for (const [at, join] of joins.entries()) {
      if (join === undefined) continue;
      for (const one of join.before) for (const unit of written.unitsOf(one)) this.addNeighbour(at, 0, unit);
      if (join.after.size === 0) continue;
      for (const one of join.after) {
        for (const unit of written.unitsOf(one)) this.addNeighbour(at, 1, unit);
        for (const unit of written.firstsOf(one)) this.addNeighbour(at, 1, unit);
      }
      for (const unit of written.unknown) this.addNeighbour(at, 1, unit);
    }
  }

  private addNeighbour(phrase: number, side: 0 | 1, unit: number): void {
    const bit = Math.imul(unit, golden) >>> 26;
    this.phrases[phrase * phraseWords + sideWord + side * 2 + (bit >> 5)]! |= 1 << bit;
    const hash = Math.imul((phrase << 17) | (side << 16) | unit, golden);
    const word = hash >>> (32 - neighbourBits);
    this.neighbours[word]! |= (1 << (hash >>> 13)) | (1 << (hash >>> 8)) | (1 << (hash >>> 3));
  }
}

/** How a standard unit may be written in the text. */
class WrittenForms {
  /** Units with which phrases begin of which only the chain of dictionaries knows what they become. */
  readonly unknown = new Set<number>();
  private readonly units = new Map<number, number[]>();
  private readonly firsts = new Map<number, Set<number>>();

  constructor({ phrases, outputs, standard, standardFirsts, entries }: PhraseIndex) {
    for (const [unit, one] of standard.entries())
      if (unit !== one) this.units.set(one, [...(this.units.get(one) ?? []), unit]);
    for (const [at, phrase] of phrases.entries()) {
      const first = phrase.charCodeAt(0);
      if (outputs[at] !== undefined)
        this.firsts.set(standardFirsts[at]!, (this.firsts.get(standardFirsts[at]!) ?? new Set()).add(first));
      // Units to be looked at closer stop the kernel in any case.
      else if (!asksForMore(entries[first]!)) this.unknown.add(first);
    }
  }

  unitsOf(standard: number): readonly number[] {
    return [standard, ...(this.units.get(standard) ?? [])];
  }

  /** First units of phrases whose standard form begins with a unit. */
  firstsOf(standard: number): Iterable<number> {
    return this.firsts.get(standard) ?? [];
  }
}

/** Units of what a phrase becomes, and where they are in `outputs`. */
export function placeOf(
  phrases: Int32Array,
  phrase: number,
): { readonly at: number; readonly units: number } {
  const place = phrases[phrase * phraseWords + placeWord]!;
  return { at: (place >> 8) & 0x3fffff, units: place & 0xff };
}
