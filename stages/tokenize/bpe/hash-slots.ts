/** How large the hash tables of a vocabulary are. */

/** A power of two of slots for so many entries. */
export function slotsFor(entries: number): number {
  let slots = 1024;
  while (slots < 1.5 * entries) slots *= 2;
  return slots;
}
