/** Builds the table of merges from what a vocabulary says. */
import { slotsFor } from "./hash-slots.js";
import type { MergeRules } from "./merge-rules.js";
import {
  findPair,
  hashPair,
  type MergeTable,
  NO_RANK,
  pairBitsLog,
  partsHold,
  seamHolds,
} from "./merge-table.js";
import { buildInOneRound } from "./merge-table-kernel.js";
import { type SpellingTable, spellingOf } from "./spelling-table.js";

/** Moving a merge can make others possible that were dead before, so another round is needed. Real files need two rounds. */
const mostRounds = 8;

/**
 * Builds the table.
 *
 * A merge may stand before the one that makes its part: files that list every pair of every token have thousands. Nearly all of them
 * are dead, because another merge always comes before; these are left out. One that is alive happens as soon as its part is made:
 * its rank is moved there. Where that would not be the same (it competes for what makes its part), `isOrdered` is false, and the
 * table is good for merging only.
 *
 * @param fail called when the merges name tokens that are missing
 */
export function buildMergeTable(rules: MergeRules, fail: (problem: string) => never): MergeTable {
  return buildInOneRound(rules) ?? buildInRounds(rules, fail);
}

/** Builds the same table in JavaScript, in as many rounds as it takes. */
export function buildInRounds(rules: MergeRules, fail: (problem: string) => never): MergeTable {
  const merges = readMerges(rules, fail);
  const ranks = merges.ranks.slice();
  for (let round = 1; ; round++) {
    const { table, alive } = arrange(merges);
    if (alive.length === 0) return table;
    const moved = alive.map((merge) => turnOf(merge, merges, table));
    // Two merges that move to the same rank compete with each other.
    if (moved.includes(-1) || new Set(moved).size < moved.length || round === mostRounds) {
      // Merges were found dead only on the assumption that no early merge happens, so all of them get their ranks back.
      for (const [merge, rank] of ranks.entries()) {
        table.pairs[findPair(table, merges.lefts[merge]!, merges.rights[merge]!) + 2] = rank;
      }
      return { ...table, isOrdered: false };
    }
    for (const [index, merge] of alive.entries()) merges.ranks[merge] = moved[index]!;
    merges.order.sort((a, b) => merges.ranks[a]! - merges.ranks[b]! || a - b);
  }
}

/** Merges by their place in the file. */
interface Merges {
  readonly vocabulary: SpellingTable;
  readonly entryOf: Int32Array;
  readonly size: number;
  readonly atoms: readonly number[];
  readonly lefts: Int32Array;
  readonly rights: Int32Array;
  readonly products: Int32Array;
  /** Ranks are even numbers, so that a merge can be moved to the odd number between two others. */
  readonly ranks: Int32Array;
  /** Places in the order of ranks. */
  readonly order: Int32Array;
}

function readMerges(rules: MergeRules, fail: (problem: string) => never): Merges {
  const { vocabulary, merges, atoms, inert = [] } = rules;
  const { count, units, starts, seams } = merges;
  const entryOf = new Int32Array(vocabulary.size).fill(-1);
  let size = 0;
  const put = (entry: number): number => {
    const id = vocabulary.ids[entry]!;
    if (entryOf[id]! >= 0 && entryOf[id] !== entry) {
      fail(
        `"${vocabulary.spellingOf(entryOf[id]!)}" and "${vocabulary.spellingOf(entry)}" have the same id ${id}`,
      );
    }
    entryOf[id] = entry;
    size = Math.max(size, id + 1);
    return id;
  };
  const missing = (spelling: string): never =>
    fail(`"${spelling}", which merges need, is not in the vocabulary`);
  const idOf = (from: number, to: number): number => {
    const entry = vocabulary.find(units, from, to);
    return entry < 0 ? missing(spellingOf(units, from, to)) : put(entry);
  };
  const atomIds = atoms.map((atom) => {
    const entry = vocabulary.entryOf(atom);
    return entry < 0 ? missing(atom) : put(entry);
  });
  const lefts = new Int32Array(count);
  const rights = new Int32Array(count);
  const products = new Int32Array(count);
  const order = new Int32Array(count);
  let product = -1;
  for (let merge = 0; merge < count; merge++) {
    const start = starts[merge]!;
    const seam = seams[merge]!;
    const end = starts[merge + 1]!;
    order[merge] = merge;
    // Most files list tokens and merges in the same order, so the next product is usually the next entry.
    product = vocabulary.findNext(product, units, start, end);
    products[merge] = product < 0 ? missing(spellingOf(units, start, end)) : put(product);
    lefts[merge] = idOf(start, seam);
    rights[merge] = idOf(seam, end);
  }
  for (const id of inert) size = Math.max(size, id + 1);
  return {
    vocabulary,
    entryOf,
    size,
    atoms: [...atomIds, ...inert],
    lefts,
    rights,
    products,
    ranks: order.map((merge) => 2 * (rules.ranks?.[merge] ?? merge)),
    order,
  };
}

/** Puts the merges into a table, one after the other in time; `alive` are those that come before their parts and may happen. */
function arrange(merges: Merges): { table: MergeTable; alive: number[] } {
  const { vocabulary, entryOf, size, atoms, lefts, rights, products, ranks, order } = merges;
  const pairs = new Int32Array(4 * slotsFor(order.length)).fill(-1);
  const pairBits = new Int32Array(1 << (pairBitsLog - 5));
  let hasRepeats = false;
  for (const merge of order) {
    if (insertPair(pairs, lefts[merge]!, rights[merge]!, ranks[merge]!, products[merge]!)) hasRepeats = true;
    const bit = hashPair(lefts[merge]!, rights[merge]!) >>> (32 - pairBitsLog);
    pairBits[bit >>> 5]! |= 1 << (bit & 31);
  }
  const rankOf = new Int32Array(size).fill(NO_RANK);
  for (const token of atoms) rankOf[token] = -1;
  const leftOf = new Int32Array(size).fill(-1);
  const rightOf = new Int32Array(size).fill(-1);
  const table = { size, vocabulary, entryOf, rankOf, leftOf, rightOf, pairs, pairBits, isOrdered: true };
  const early: number[] = [];
  let before = -1;
  for (const merge of order) {
    const left = lefts[merge]!;
    const right = rights[merge]!;
    const rank = ranks[merge]!;
    const product = products[merge]!;
    // The pair is listed again, further down.
    if (hasRepeats && pairs[findPair(table, left, right) + 2] !== rank) continue;
    if (rankOf[left]! >= rank || rankOf[right]! >= rank) {
      pairs[findPair(table, left, right) + 2] = NO_RANK;
      early.push(merge);
      continue;
    }
    // Several merges may spell one product; the one that BPE takes is the one whose seam is never crossed before.
    if (rankOf[product] === NO_RANK && partsHold(table, left, right, rank)) {
      rankOf[product] = rank;
      leftOf[product] = left;
      rightOf[product] = right;
    }
    // Two products of one rank come in the order of the text, which time does not show.
    if (before >= 0 && ranks[before] === rank && products[before] !== product) table.isOrdered = false;
    before = merge;
  }
  return { table, alive: early.filter((merge) => canMeet(table, lefts[merge]!, rights[merge]!)) };
}

/** Whether two tokens can ever stand side by side, as far as the merges go that are not early. */
function canMeet(table: MergeTable, left: number, right: number): boolean {
  const { rankOf } = table;
  if (rankOf[left] === NO_RANK || rankOf[right] === NO_RANK) return false;
  return seamHolds(table, left, right, Math.max(rankOf[left]!, rankOf[right]!) + 1);
}

/** The rank just behind the merge that makes the later part of an early merge; -1 where the two compete. */
function turnOf(merge: number, { lefts, rights }: Merges, { rankOf, leftOf, rightOf }: MergeTable): number {
  const left = lefts[merge]!;
  const right = rights[merge]!;
  if (rankOf[left] === rankOf[right]) return -1;
  const [later, other] = rankOf[left]! > rankOf[right]! ? [left, right] : [right, left];
  const competes = leftOf[later] === other || rightOf[later] === other || rankOf[later]! % 2 === 1;
  return competes ? -1 : rankOf[later]! + 1;
}

/** Whether the pair was there. It has the rank of its last entry, as in the reference, which keeps merges in a map. */
function insertPair(pairs: Int32Array, left: number, right: number, rank: number, product: number): boolean {
  const mask = (pairs.length >> 2) - 1;
  let slot = hashPair(left, right) & mask;
  let isRepeat = false;
  for (; pairs[4 * slot]! >= 0; slot = (slot + 1) & mask) {
    isRepeat = pairs[4 * slot] === left && pairs[4 * slot + 1] === right;
    if (isRepeat) break;
  }
  pairs[4 * slot] = left;
  pairs[4 * slot + 1] = right;
  pairs[4 * slot + 2] = rank;
  pairs[4 * slot + 3] = product;
  return isRepeat;
}
