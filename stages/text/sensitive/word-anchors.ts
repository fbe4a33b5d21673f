/**
 * Finds the places of a text where an anchor ends (`anchor-choice.ts`), at a cost that hardly depends on the number of anchors.
 * `find-anchors.wat` rules out nearly every other place; what it leaves is looked up here.
 *
 *     entries, thirds, bits   as in `find-anchors.wat`
 *     slots                   Int32Array(2 * 2^k)   open addressing: hash of an anchor, its index + 1
 *
 * Cost: 1.4 MiB and about 24 bytes an anchor; `npm run bench -- sensitive`.
 */
import { loadKernel } from "../../kernels/load-kernel.js";
import { mix32 } from "../hash.js";
import { TextKernel } from "../text-kernel.js";
import { ignored } from "./evasion-folding.js";
import { characterBefore, isSecondHalf, none } from "./inserted-signs.js";

interface Exports {
  findAnchors(from: number, end: number, to: number): number;
}

const module = loadKernel(new URL("./find-anchors.wasm", import.meta.url));

const thirdsBits = 18;
const anchorBits = 20;
const everyThird = -1;
const golden = 0x9e3779b1;
/** The bit of an entry that chooses a half of `thirds`: of the last unit, and of the one before, which is turned. */
const halfAsLast = 1 << (thirdsBits + 1);
const halfAsMiddle = halfAsLast >>> 7;
/** What the kernel says beside the address of a unit. */
const ofOne = 1;
const ofTwoShift = 29;
const addressBits = (1 << ofTwoShift) - 2;
/** An address is two units of output. */
const growth = 2;

export class WordAnchors {
  private readonly entries = new Int32Array(0x10000);
  private readonly thirds = new Int32Array(1 << thirdsBits);
  private readonly bits = new Int32Array((1 << anchorBits) / 32);
  private readonly slots: Int32Array;
  private readonly mask: number;
  private readonly kernel: TextKernel<Exports>;

  /**
   * @param fold unit -> folded unit, or `ignored`
   * @param anchors different ones of up to four folded units; no second halves of pairs
   */
  constructor(
    private readonly fold: Uint16Array,
    anchors: readonly (readonly number[])[],
  ) {
    const alone = new Set(anchors.flatMap((anchor) => (anchor.length === 1 ? anchor : [])));
    for (let unit = 0; unit < 0x10000; unit++)
      if (fold[unit] !== ignored && !isSecondHalf(unit))
        this.entries[unit] = hashOf(fold[unit]!) | (alone.has(fold[unit]!) ? 1 : 0);
    this.mask = (1 << (33 - Math.clz32(anchors.length))) - 1;
    this.slots = new Int32Array(2 * (this.mask + 1));
    for (const [index, anchor] of anchors.entries()) this.add(index, anchor);
    this.kernel = new TextKernel(module, [this.entries, this.thirds, this.bits], growth);
  }

  private add(index: number, anchor: readonly number[]): void {
    const backwards = anchor.map((unit) => this.entries[unit]!).reverse();
    const [last = 0, middle = 0, first = 0] = backwards;
    const hash = backwards.reduce(longer);
    if (anchor.length > 1) {
      const pair = turn(middle) ^ last;
      const third = anchor.length > 2 ? 1 << (turn(first) ^ middle) : everyThird;
      this.thirds[(pair >>> 2) & (this.thirds.length - 1)]! |= third;
      this.bits[(hash >>> 14) & (this.bits.length - 1)]! |= 1 << (hash >>> 7);
    }
    const { slots, mask } = this;
    let slot = (hash >>> 8) & mask;
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
    slots[slot * 2] = hash;
    slots[slot * 2 + 1] = index + 1;
  }

  /**
   * Visits the anchors of a text, and perhaps a few that only have the hash of one.
   *
   * @param visit gets an anchor, where its last character stands, and the units of the text
   */
  find(text: string, visit: (anchor: number, at: number, units: Uint16Array) => void): void {
    const { kernel, entries, fold } = this;
    const exports = kernel.load(text);
    const { unitsAt, outputAt, outputWords, units } = kernel;
    if (unitsAt + text.length * 2 > addressBits)
      throw new Error(`no room for a text of ${text.length} units`);
    const count = (exports.findAnchors(unitsAt, unitsAt + text.length * 2, outputAt) - outputAt) >> 2;
    for (let i = 0; i < count; i++) {
      const found = outputWords[i]!;
      const start = ((found & addressBits) - unitsAt) >> 1;
      let hash = entries[units[start]!]!;
      if ((found & ofOne) !== 0) this.look(hash, start, units, visit);
      let at = start;
      for (let lengths = found >>> ofTwoShift; lengths !== 0; lengths >>>= 1) {
        at = characterBefore(units, fold, at);
        if (at === none) break;
        hash = longer(hash, entries[units[at]!]!);
        if ((lengths & 1) !== 0) this.look(hash, start, units, visit);
      }
    }
  }

  private look(
    hash: number,
    at: number,
    units: Uint16Array,
    visit: (anchor: number, at: number, units: Uint16Array) => void,
  ): void {
    const { slots, mask } = this;
    // Anchors may have the same hash.
    for (let slot = (hash >>> 8) & mask; slots[slot * 2 + 1] !== 0; slot = (slot + 1) & mask)
      if (slots[slot * 2] === hash) visit(slots[slot * 2 + 1]! - 1, at, units);
  }
}

/**
 * Never 0, which stands for what is left out; the lowest bit is for words of one. Pairs that begin with ASCII have one half of
 * `thirds` to themselves: they are few in dictionaries and everywhere in texts.
 */
function hashOf(unit: number): number {
  const hash = (mix32(unit) & ~(1 | halfAsLast | halfAsMiddle)) | 2;
  return unit < 0x80 ? hash | halfAsMiddle : hash;
}

function turn(entry: number): number {
  return (entry << 7) | (entry >>> 25);
}

/** The hash of an anchor with a unit before it. */
function longer(hash: number, entry: number): number {
  return Math.imul(hash, golden) ^ entry;
}
