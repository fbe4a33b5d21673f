/**
 * Sorts records of fixed width in memory. The order is that of the words of a record, compared as unsigned numbers from the first to
 * the last.
 */
import { RadixSorter } from "./radix-sort.js";

/** Groups up to this size are sorted by insertion, larger ones by radix. */
const smallGroup = 64;

/**
 * The order of `count` records of `words` words by the first `keyWords` of them: indices, sorted. Equal records stay in the
 * order they came in.
 *
 * Radix passes over the first word, then the same inside each group of equal first words with the next word. Evenly spread
 * keys are done after the first word; the worst case is O(count * words). Cost: 16 bytes a record beside the records.
 */
export function sortRecords(
  records: Uint32Array,
  count: number,
  words: number,
  keyWords = words,
): Uint32Array {
  const radix = new RadixSorter(count);
  const { order } = radix;
  // `| 0` tells V8 that this is an integer. A count that is a sum may reach here as a float, and V8 would compile the loops below
  // again for it.
  const end = count | 0;
  for (let i = 0; i < end; i++) order[i] = i;
  const bits = new Int32Array(records.buffer, records.byteOffset, records.length);
  sortRange({ records, bits, words, keyWords, radix }, 0, end, 0);
  return order;
}

interface Sorting {
  readonly records: Uint32Array;
  /** The same memory as signed numbers; `RadixSorter` says why. */
  readonly bits: Int32Array;
  readonly words: number;
  readonly keyWords: number;
  readonly radix: RadixSorter;
}

/** Sorts the entries [from, to) of the order. Their records agree in all words before `word`. */
function sortRange(sorting: Sorting, from: number, to: number, word: number): void {
  const { bits, words, keyWords, radix } = sorting;
  if (to - from <= smallGroup) {
    sortSmall(sorting, from, to, word);
    return;
  }
  const { keys, order } = radix;
  takeKeys(keys, bits, words, word, order, from, to);
  radix.sort(from, to);
  if (word + 1 === keyWords) return;
  // The recursive calls overwrite `keys`, but only in their own range, which this loop has passed by then.
  for (let start = from; start < to; ) {
    const key = keys[start]!;
    let end = start + 1;
    while (end < to && keys[end] === key) end++;
    if (end - start > 1) sortRange(sorting, start, end, word + 1);
    start = end;
  }
}

/** Kernel: the keys of records [from, to) of the order. */
function takeKeys(
  keys: Int32Array,
  bits: Int32Array,
  words: number,
  word: number,
  order: Uint32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) keys[i] = bits[order[i]! * words + word]!;
}

/** Kernel: insertion sort, comparing from `word` on. */
function sortSmall(
  { records, words, keyWords, radix: { order } }: Sorting,
  from: number,
  to: number,
  word: number,
): void {
  for (let i = from + 1; i < to; i++) {
    const record = order[i]!;
    const at = record * words + word;
    let place = i;
    while (place > from) {
      const before = order[place - 1]!;
      if (compareRecords(records, before * words + word, records, at, keyWords - word) <= 0) break;
      order[place--] = before;
    }
    order[place] = record;
  }
}

/** Negative, 0 or positive: the order of two records by their first `words` words. */
export function compareRecords(
  a: Uint32Array,
  atA: number,
  b: Uint32Array,
  atB: number,
  words: number,
): number {
  for (let i = 0; i < words; i++) {
    const difference = a[atA + i]! - b[atB + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
