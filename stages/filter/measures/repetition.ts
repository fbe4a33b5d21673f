/**
 * How much of a text repeats itself, by n-grams of characters. Hashes only: two 32-bit collisions in a text of a million characters move
 * the share by a millionth. Their set is made as large as the text needs beforehand: `HashCounts`, which grows, takes half as long again.
 */
import { charClass, isBlankClass } from "../../text/characters/charclass.js";

/** An odd multiplier with well-mixed bits. */
const ngramBase = 0x9e3779b1;
const blank = Uint8Array.from(charClass, (kind) => (isBlankClass(kind) ? 1 : 0));

/** Open-addressed set of hashes, reused between texts; 0 = free. Grows to twice the largest text seen. */
let slots = new Int32Array(1 << 16);
/** For each slot: 1 when its hash was seen more than once. */
let again = new Uint8Array(1 << 16);

function clear(entries: number): number {
  let size = 1 << 10;
  while (size < entries * 2) size *= 2;
  if (size > slots.length) {
    slots = new Int32Array(size);
    again = new Uint8Array(size);
  } else {
    slots.fill(0, 0, size);
    again.fill(0, 0, size);
  }
  return size - 1;
}

/** Slot of a hash, which is put there when new; the complement (negative) when it was there before. */
function visit(hash: number, mask: number): number {
  const key = hash === 0 ? 1 : hash;
  let slot = Math.imul(key, 0x85ebca6b) >>> 7;
  slot = (slot ^ (slot >>> 13)) & mask;
  for (;;) {
    const held = slots[slot]!;
    if (held === 0) {
      slots[slot] = key;
      return slot;
    }
    if (held === key) return ~slot;
    slot = (slot + 1) & mask;
  }
}

/**
 * Share of n-grams that are repeated: occurrences of n-grams with more than one occurrence, over all n-grams
 * (EvalWeb's inner repetition). White space is left out.
 */
export function repeatedNgramShare(text: string, n: number): number {
  const mask = clear(text.length);
  let power = 1;
  for (let i = 0; i < n; i++) power = Math.imul(power, ngramBase);
  const window = new Uint16Array(n);
  let held = 0;
  let at = 0;
  let hash = 0;
  let total = 0;
  let repeated = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (blank[unit] === 1) continue;
    // hash = sum of unit * base^(age + 1); the unit that leaves the window is taken out again.
    hash = Math.imul(hash + unit, ngramBase);
    if (held === n) hash = (hash - Math.imul(window[at]!, Math.imul(power, ngramBase))) | 0;
    else held++;
    window[at] = unit;
    at = at + 1 === n ? 0 : at + 1;
    if (held < n) continue;
    total++;
    const slot = visit(hash, mask);
    if (slot >= 0) continue;
    repeated++;
    // The first occurrence counts as repeated too, once.
    if (again[~slot] === 0) {
      again[~slot] = 1;
      repeated++;
    }
  }
  return total === 0 ? 0 : repeated / total;
}
