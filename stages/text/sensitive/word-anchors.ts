/**
 * The tables by which `find-words.wat` tells the places of a text where an anchor ends (`anchor-choice.ts`), at a cost that hardly
 * depends on the number of anchors: `entries`, `thirds`, `anchors` (here `bits`) and `slots`, as they are described there.
 *
 * Cost: 1.4 MiB and about 24 bytes an anchor.
 */
import { mix32 } from "../hash.js";
import { ignored } from "./evasion-folding.js";
import { isSecondHalf } from "./surrogate-halves.js";

const thirdsBits = 18;
const anchorBits = 20;
const everyThird = -1;
const golden = 0x9e3779b1;
/** The bit of an entry that chooses a half of `thirds`: of the last unit, and of the one before, which is turned. */
const halfAsLast = 1 << (thirdsBits + 1);
const halfAsMiddle = halfAsLast >>> 7;

export class WordAnchors {
  readonly entries = new Int32Array(0x10000);
  readonly thirds = new Int32Array(1 << thirdsBits);
  readonly bits = new Int32Array((1 << anchorBits) / 32);
  readonly slots: Int32Array;
  /** What masks a slot. */
  readonly mask: number;
  /** By anchor. */
  readonly hashes: readonly number[];

  /**
   * @param fold unit -> folded unit, or `ignored`
   * @param anchors different ones of up to four folded units; no second halves of pairs
   * @param groups by anchor: the address of its forms, which is not 0
   */
  constructor(fold: Uint16Array, anchors: readonly (readonly number[])[], groups: readonly number[]) {
    const alone = new Set(anchors.flatMap((anchor) => (anchor.length === 1 ? anchor : [])));
    for (let unit = 0; unit < 0x10000; unit++)
      if (fold[unit] !== ignored && !isSecondHalf(unit))
        this.entries[unit] = hashOf(fold[unit]!) | (alone.has(fold[unit]!) ? 1 : 0);
    this.mask = (1 << (33 - Math.clz32(anchors.length))) - 1;
    this.slots = new Int32Array(2 * (this.mask + 1));
    this.hashes = anchors.map((anchor, index) => this.add(anchor, groups[index]!));
  }

  private add(anchor: readonly number[], group: number): number {
    const backwards = anchor.map((unit) => this.entries[unit]!).reverse();
    const [last = 0, middle = 0, first = 0] = backwards;
    const hash = backwards.reduce(longer);
    if (anchor.length > 1) {
      const pair = turn(middle) ^ last;
      const third = anchor.length > 2 ? 1 << (turn(first) ^ middle) : everyThird;
      this.thirds[(pair >>> 2) & (this.thirds.length - 1)]! |= third;
      this.bits[(hash >>> 14) & (this.bits.length - 1)]! |= (1 << (hash >>> 7)) | (1 << (hash >>> 2));
    }
    const { slots, mask } = this;
    let slot = (hash >>> 8) & mask;
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
    slots[slot * 2] = hash;
    slots[slot * 2 + 1] = group;
    return hash;
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
