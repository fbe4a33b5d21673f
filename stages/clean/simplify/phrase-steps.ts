/**
 * The steps from unit to unit by which `convert-units.wat` finds phrases: one table of keys, each with what it leads to.
 *
 *     Int32Array(2 * 16384)   key: what stands before in bits 0-15, the unit that comes next in bits 16-31
 *                             then bits 0-14 the node that phrases go on from, 16-30 phrase + 1, 0 for none
 *                             bit 15 whether this is the first step of a phrase
 *                             bit 31 whether a phrase may begin one unit before (`phrase-pairs.ts`)
 *
 * Before the second unit stands the first one; before a first unit that is looked at closer by itself, `nothingBefore`. Such a step may
 * be behind the place that its key hashes to, if another one is there. Before each later unit stands a node, with a number so chosen that
 * all its steps are where their keys hash to: whether a phrase goes on is told by one comparison, without a branch.
 */
import { unitsBehindBeginnings } from "./crossing-phrases.js";

const slotBits = 14;
const slots = 1 << slotBits;
const golden = 0x9e3779b1;
/** No character: no phrase begins with it. */
const nothingBefore = 0xffff;
const mostNodes = 1 << 15;
const firstStep = 1 << 15;
const beginsBefore = 1 << 31;

export class PhraseSteps {
  readonly table: Int32Array = new Int32Array(2 * slots);
  /** Units with which phrases begin, and nodes. */
  private readonly numbers: Set<number>;

  /**
   * @param late pairs by which phrases are found that begin before them
   * @param isCloser whether a unit is looked at closer whatever follows
   */
  constructor(phrases: readonly string[], late: ReadonlySet<string>, isCloser: (unit: number) => boolean) {
    this.numbers = new Set([...phrases, ...late].map((phrase) => phrase.charCodeAt(0)));
    const { table } = this;
    /** Beginnings of phrases -> their slots, and the numbers of those that are nodes. */
    const slotOf = new Map<string, number>();
    const nodeOf = new Map<string, number>();
    for (const phrase of phrases) {
      const first = phrase.charCodeAt(0);
      const known = isCloser(first) ? 1 : 2;
      const key = known === 1 ? keyOf(nothingBefore, first) : keyOf(first, phrase.charCodeAt(1));
      slotOf.set(phrase.slice(0, known), this.take(key));
    }
    for (const pair of late) slotOf.set(pair, this.take(keyOf(pair.charCodeAt(0), pair.charCodeAt(1))));
    const firstSteps = new Set(slotOf.keys());
    const nodes = [...unitsBehindBeginnings(phrases)].filter(
      ([before]) => before.length > 1 || isCloser(before.charCodeAt(0)),
    );
    // Those with most steps first, while most slots are free.
    for (const [before, units] of nodes.sort(([, some], [, more]) => more.size - some.size)) {
      const node = this.nodeFor(units);
      this.numbers.add(node);
      nodeOf.set(before, node);
      for (const unit of units) slotOf.set(before + String.fromCharCode(unit), this.take(keyOf(node, unit)));
    }
    const words = new Map(phrases.map((phrase, at) => [phrase, at + 1]));
    for (const [beginning, slot] of slotOf)
      table[slot * 2 + 1] =
        (late.has(beginning) ? beginsBefore : 0) |
        (firstSteps.has(beginning) ? firstStep : 0) |
        ((words.get(beginning) ?? 0) << 16) |
        (nodeOf.get(beginning) ?? 0);
  }

  /** The slot of a key, which is there already or goes to the first free one. */
  private take(key: number): number {
    const { table } = this;
    let slot = home(key);
    while (table[slot * 2] !== 0 && table[slot * 2] !== key) slot = (slot + 1) & (slots - 1);
    table[slot * 2] = key;
    return slot;
  }

  /** A number that nothing else has, and with which each step has a free slot. */
  private nodeFor(units: ReadonlySet<number>): number {
    for (let node = 1; node < mostNodes; node++)
      if (!this.numbers.has(node) && this.areFree(node, units)) return node;
    throw new Error("too many steps for the table of phrases");
  }

  private areFree(node: number, units: ReadonlySet<number>): boolean {
    const taken = new Set<number>();
    for (const unit of units) {
      const slot = home(keyOf(node, unit));
      if (this.table[slot * 2] !== 0 || taken.has(slot)) return false;
      taken.add(slot);
    }
    return true;
  }
}

function keyOf(before: number, unit: number): number {
  return (unit << 16) | before;
}

function home(key: number): number {
  return Math.imul(key, golden) >>> (32 - slotBits);
}
