/** The size of the hash tables of a vocabulary. */

/** Number of slots in a hash table of this many entries: a power of two, at most two thirds of which are used. */
export function slotsFor(entries: number): number {
  let slots = 1024;
  while (slots < 1.5 * entries) slots *= 2;
  return slots;
}
