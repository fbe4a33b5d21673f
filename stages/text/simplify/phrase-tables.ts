/**
 * The phrases of an index as `convert-units.wat` reads them.
 *
 *     steps        Int32Array(2 * 16384)   open addressing: key, then node and phrase + 1 in 16 bits each, 0 for none
 *     phrases      Int32Array(8192)        bits 0-7 units of what it becomes, 255 where only the chain of dictionaries knows
 *                                          bits 8-29 where in `outputs` they are
 *                                          bit 30 whether `neighbours` has units before it, 31 behind it
 *     neighbours   Int32Array(16384)       Bloom filter, three bits in one word, of phrases with a unit beside them that may change what
 *                                          they become
 *     outputs      Uint16Array             what phrases become, one behind the other
 *
 * A key is the unit that comes next and what stands before it: the first unit of a phrase, later a node. Nodes have the numbers of
 * units with which no phrase begins, which are told by their groups before a step is looked for.
 * Units that are to be looked at closer may be phrases by themselves: `nothingBefore` stands before them, and they are their node.
 */
import { asksForMore, type PhraseIndex } from "./phrase-index.js";

const stepBits = 14;
const phraseSlots = 1 << 13;
const neighbourBits = 14;
export const onlyChain = 255;
const golden = 0x9e3779b1;
/** No character: no phrase begins with it. */
const nothingBefore = 0xffff;

export class PhraseTables {
  readonly steps: Int32Array = new Int32Array(2 << stepBits);
  readonly phrases: Int32Array = new Int32Array(phraseSlots);
  readonly neighbours: Int32Array = new Int32Array(1 << neighbourBits);
  readonly outputs: Uint16Array;
  private readonly firsts: ReadonlySet<number>;
  private node = 0;
  private slotsTaken = 0;

  constructor(index: PhraseIndex) {
    const { phrases, outputs } = index;
    if (phrases.length > phraseSlots) throw new Error(`${phrases.length} phrases, room for ${phraseSlots}`);
    this.firsts = new Set(phrases.map((phrase) => phrase.charCodeAt(0)));
    const units: number[] = [];
    for (const [at, phrase] of phrases.entries()) {
      this.addSteps(phrase, at);
      const output = outputs[at];
      this.phrases[at] = output === undefined ? onlyChain : (units.length << 8) | output.length;
      units.push(...(output ?? []));
    }
    // Whole words, and room for what is copied eight units at a time.
    this.outputs = new Uint16Array(units.length + 8 + (units.length & 1));
    this.outputs.set(units);
    this.addNeighbours(index);
  }

  private addSteps(phrase: string, at: number): void {
    const { steps } = this;
    let before = phrase.charCodeAt(0);
    if (phrase.length === 1)
      steps[this.slotOf((nothingBefore << 16) | before) * 2 + 1] = ((at + 1) << 16) | before;
    for (let i = 1; i < phrase.length; i++) {
      const slot = this.slotOf((before << 16) | phrase.charCodeAt(i));
      if (i === phrase.length - 1) steps[slot * 2 + 1] = (steps[slot * 2 + 1]! & 0xffff) | ((at + 1) << 16);
      else if ((steps[slot * 2 + 1]! & 0xffff) === 0) steps[slot * 2 + 1]! |= this.nextNode();
      before = steps[slot * 2 + 1]! & 0xffff;
    }
  }

  private slotOf(key: number): number {
    const { steps } = this;
    const mask = (1 << stepBits) - 1;
    let slot = Math.imul(key, golden) >>> (32 - stepBits);
    while (steps[slot * 2] !== 0 && steps[slot * 2] !== key) slot = (slot + 1) & mask;
    if (steps[slot * 2] === 0) {
      if (++this.slotsTaken * 4 > 3 << stepBits) throw new Error("too many steps for the table of phrases");
      steps[slot * 2] = key;
    }
    return slot;
  }

  private nextNode(): number {
    do this.node++;
    while (this.firsts.has(this.node));
    return this.node;
  }

  /** Units behind a phrase with which one goes on that begins within it, and those on both sides that may join it. */
  private addNeighbours(index: PhraseIndex): void {
    const { phrases, places, joins } = index;
    const following = unitsBehindBeginnings(phrases);
    for (const [at, phrase] of phrases.entries())
      for (let i = 1; places[at]! >> i !== 0; i++)
        for (const unit of following.get(phrase.slice(i)) ?? []) this.addNeighbour(at, 1, unit);
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
    this.phrases[phrase]! |= 1 << (30 + side);
    const hash = Math.imul((phrase << 17) | (side << 16) | unit, golden);
    const word = hash >>> (32 - neighbourBits);
    this.neighbours[word]! |= (1 << (hash >>> 13)) | (1 << (hash >>> 8)) | (1 << (hash >>> 3));
  }
}

/** Beginnings of phrases -> the units that stand behind them in one. */
function unitsBehindBeginnings(phrases: readonly string[]): ReadonlyMap<string, ReadonlySet<number>> {
  const following = new Map<string, Set<number>>();
  for (const phrase of phrases)
    for (let i = 1; i < phrase.length; i++)
      following.set(
        phrase.slice(0, i),
        (following.get(phrase.slice(0, i)) ?? new Set()).add(phrase.charCodeAt(i)),
      );
  return following;
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
export function placeOf(phrase: number): { readonly at: number; readonly units: number } {
  return { at: (phrase >> 8) & 0x3fffff, units: phrase & 0xff };
}
