/**
 * The tables by which `find-words.wat` tells the places of a text where an anchor may end, at a cost that does not depend on the number
 * of anchors: `entries`, `pairs` and `contexts`, as they are described there.
 *
 * Cost: 1.5 MiB.
 */
import type { Anchored } from "./anchor.js";
import { ignored } from "./evasion-folding.js";
import { bitBefore, isLatin, longer, pairCell, pairCellBits, unitHash } from "./pair-cells.js";
import { isSecondHalf } from "./surrogate-halves.js";

const everyBefore = 0xff;
const contextCellBits = 16;
const every = 0xffff;
/** Latin letters and digits have the upper four. */
const notLatin = 0x0fff;

export class PlaceFilter {
  readonly entries = new Int32Array(0x10000);
  readonly pairs = new Uint8Array(1 << pairCellBits);
  readonly contexts = new Int32Array(1 << contextCellBits);

  /** @param fold unit -> folded unit, or `ignored` */
  constructor(fold: Uint16Array, forms: readonly Anchored[]) {
    const { entries, pairs, contexts } = this;
    for (let unit = 0; unit < 0x10000; unit++)
      if (fold[unit] !== ignored && !isSecondHalf(unit)) entries[unit] = unitHash(fold[unit]!);
    const alone = new Set(
      forms.flatMap(({ form, anchor: { first, last } }) => (first === last ? [form.charCodeAt(first)] : [])),
    );
    if (alone.size > 0)
      for (let unit = 0; unit < 0x10000; unit++) if (alone.has(fold[unit]!)) entries[unit]! |= 1;
    for (const { form, anchor } of forms) {
      if (anchor.first === anchor.last) continue;
      const first = entries[form.charCodeAt(anchor.first)]!;
      const last = entries[form.charCodeAt(anchor.last)]!;
      const before = anchor.before < 0 ? 0 : entries[form.charCodeAt(anchor.before)]!;
      pairs[pairCell(first, last)]! |= before === 0 ? everyBefore : bitBefore(before, first);
      const behind = anchor.last + 1 < form.length ? entries[form.charCodeAt(anchor.last + 1)]! : 0;
      contexts[longer(last, first) >>> (32 - contextCellBits)]! |=
        contextBits(before, first) | (contextBits(behind, last) << 16);
    }
  }
}

/** The bit of a unit beside an anchor; where the word ends with it, those of all units that may follow: no Latin letter on another. */
function contextBits(beside: number, end: number): number {
  if (beside !== 0) return 1 << ((beside >>> 3) & 15);
  return isLatin(end) ? notLatin : every;
}
