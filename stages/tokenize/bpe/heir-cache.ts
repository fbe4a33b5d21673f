/**
 * Remembers which beginning of a token BPE leaves behind another token: direct-mapped, 8 bytes an answer, never a wrong
 * one.
 *
 *     entries[2 p]      left token << 6 | upper bits of the token (-1: free)
 *     entries[2 p + 1]  the longest beginning of the token that stays, its heir (-1: none)
 *
 * The lower bits of the token are in the place of the entry, mixed with all the others, so that they need not be stored.
 */

/** 512 KiB: larger ones gain nothing on zh-web. */
const placeBits = 16;
const placeMask = (1 << placeBits) - 1;
/** Ids are below 2^22. */
const upperBits = 6;

/** Nothing is known about the pair. */
export const UNKNOWN = -2;

export class HeirCache {
  private readonly entries = new Int32Array(2 << placeBits).fill(-1);

  /** The heir of `token` behind `left`, -1: none, or `UNKNOWN`. */
  find(left: number, token: number): number {
    const { entries } = this;
    const at = 2 * placeOf(left, token);
    return entries[at] === keyOf(left, token) ? entries[at + 1]! : UNKNOWN;
  }

  put(left: number, token: number, heir: number): void {
    const { entries } = this;
    const at = 2 * placeOf(left, token);
    entries[at] = keyOf(left, token);
    entries[at + 1] = heir;
  }
}

function keyOf(left: number, token: number): number {
  return (left << upperBits) | (token >>> placeBits);
}

/** The place of an answer. Answers with equal keys have different places, so the lower bits of the token need not be stored. */
function placeOf(left: number, token: number): number {
  let mixed = Math.imul(keyOf(left, token), 0x9e3779b1);
  mixed ^= mixed >>> 15;
  return (token ^ mixed) & placeMask;
}
