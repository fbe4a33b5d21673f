/**
 * The tables by which `find-words.wat` tells the places of a text where an anchor may end, at a cost that does not depend on the number
 * of anchors: `entries`, `pairs` and `contexts`, as they are described there.
 *
 * Cost: 0.8 MiB. What is looked up for each unit is kept small: `pairs` of a megabyte would tell more pairs apart, but waiting for that
 * memory makes a text take a quarter to two thirds longer.
 */
import type { Anchored } from "./anchor.js";
import { ignored } from "./evasion-folding.js";
import { bitsBeforeCells, isLatin, pairCell, pairHash, spread, unitHash } from "./pair-cells.js";
import { isSecondHalf } from "./surrogate-halves.js";

/** A bit is read with the 31 behind its byte; the next table begins at a line of a cache. */
const pairBytes = (2 * bitsBeforeCells) / 8 + 64;
const contextCellBits = 16;
const every = 0xffff;
/** Latin letters and digits have the upper eight. */
const notLatin = 0x00ff;

export class PlaceFilter {
  readonly entries = new Int32Array(0x10000);
  readonly pairs = new Uint8Array(pairBytes);
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
      const pair = pairHash(first, last);
      const bit = bitsBeforeCells + pairCell(pair);
      pairs[bit >>> 3]! |= 1 << (bit & 7);
      const before = anchor.before < 0 ? 0 : entries[form.charCodeAt(anchor.before)]!;
      const behind = anchor.last + 1 < form.length ? entries[form.charCodeAt(anchor.last + 1)]! : 0;
      contexts[spread(pair) >>> (32 - contextCellBits)]! |=
        contextBits(before, first) | (contextBits(behind, last) << 16);
    }
  }
}

/** The bit of a unit beside an anchor; where the word ends with it, those of all units that may follow: no Latin letter on another. */
function contextBits(beside: number, end: number): number {
  if (beside !== 0) return 1 << ((beside >>> 3) & 15);
  return isLatin(end) ? notLatin : every;
}
