/**
 * Counts for the n-gram model, and their way to probabilities.
 *
 * Interpolated Kneser-Ney: the highest order counts occurrences, each lower one in how many contexts an n-gram stands;
 * one discount an order, n1 / (n1 + 2 n2) (Ney, Essen and Kneser 1994).
 *
 * Memory is bounded: when the table of an order is full, what was seen least often so far leaves it (lossy counting, Manku and
 * Motwani 2002). The result depends on the order of the texts alone.
 */
import { ngramHash } from "./ngram-hash.js";
import { find, NgramModel, type NgramTable, place, quantized, tableSize } from "./ngram-model.js";
import { normalUnits } from "./normal-units.js";

/** N-grams of one order, with their units, so that they can be taken apart again. */
class CountTable {
  keys: Uint32Array;
  counts: Uint32Array;
  units: Uint16Array;
  entries = 0;

  constructor(
    readonly order: number,
    readonly capacity: number,
  ) {
    const size = tableSize(capacity);
    this.keys = new Uint32Array(size);
    this.counts = new Uint32Array(size);
    this.units = new Uint16Array(size * order);
  }

  add(units: Uint16Array, from: number): void {
    const key = ngramHash(units, from, from + this.order);
    let slot = place(this.keys, key);
    if (this.keys[slot] === 0) {
      if (this.entries >= this.capacity) {
        this.prune();
        slot = place(this.keys, key);
      }
      this.keys[slot] = key;
      this.units.set(units.subarray(from, from + this.order), slot * this.order);
      this.entries++;
    }
    this.counts[slot]!++;
  }

  /** Keeps n-grams with more than the lowest counts, until at most half of the room is taken. */
  prune(target = this.capacity >> 1): void {
    const threshold = this.thresholdFor(target);
    const { keys, counts, units, order } = this;
    this.keys = new Uint32Array(keys.length);
    this.counts = new Uint32Array(keys.length);
    this.units = new Uint16Array(units.length);
    this.entries = 0;
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] === 0 || counts[i]! < threshold) continue;
      const slot = place(this.keys, keys[i]!);
      this.keys[slot] = keys[i]!;
      this.counts[slot] = counts[i]!;
      this.units.set(units.subarray(i * order, (i + 1) * order), slot * order);
      this.entries++;
    }
  }

  /** The lowest count that an n-gram must have so that at most `target` of them stay. */
  private thresholdFor(target: number): number {
    const histogram = new Uint32Array(1 << 12);
    for (let i = 0; i < this.keys.length; i++)
      if (this.keys[i] !== 0) histogram[Math.min(this.counts[i]!, histogram.length - 1)]!++;
    let left = this.entries;
    let threshold = 1;
    while (left > target && threshold < histogram.length - 1) left -= histogram[threshold++]!;
    return threshold;
  }
}

export interface NgramTrainerOptions {
  /** Characters of the longest n-gram. */
  readonly order: number;
  /** N-grams of each order that are held while counting; 14 bytes each and 2 for each of its characters. */
  readonly capacity: number;
  /** N-grams of each order that the model keeps. */
  readonly entries: number;
}

export class NgramTrainer {
  private readonly tables: readonly CountTable[];

  constructor(private readonly options: NgramTrainerOptions) {
    this.tables = Array.from(
      { length: options.order - 1 },
      (_, i) => new CountTable(i + 2, options.capacity),
    );
  }

  add(text: string): void {
    const units = normalUnits(text);
    // The lower orders are counted from the distinct n-grams of the highest, at the end.
    const highest = this.tables.at(-1);
    if (highest === undefined) return;
    for (let i = 0; i + highest.order <= units.length; i++) highest.add(units, i);
  }

  finish(): NgramModel {
    const { tables, options } = this;
    // Each distinct n-gram is one context more for the n-gram without its first character.
    for (let i = tables.length - 1; i > 0; i--) {
      const [longer, shorter] = [tables[i]!, tables[i - 1]!];
      for (let slot = 0; slot < longer.keys.length; slot++)
        if (longer.keys[slot] !== 0) shorter.add(longer.units, slot * longer.order + 1);
    }
    const unigramCounts = new Float64Array(0x10000);
    const [pairs] = tables;
    if (pairs !== undefined)
      for (let slot = 0; slot < pairs.keys.length; slot++)
        if (pairs.keys[slot] !== 0) unigramCounts[pairs.units[slot * 2 + 1]!]!++;
    const unigramTotal = unigramCounts.reduce((sum, count) => sum + count, 0);
    const vocabulary = 0x10000;
    const unigrams = unigramCounts.map((count) => (count + 0.5) / (unigramTotal + 0.5 * vocabulary));

    const finished: FinishedTable[] = [];
    const unigramMass = new Float64Array(0x10000).fill(1);
    for (const table of tables) {
      const discount = discountOf(table.counts);
      const totals = contextTotals(table);
      table.prune(options.entries);
      finished.push(probabilities(table, discount, totals, unigrams, unigramMass, finished));
    }
    return new NgramModel(
      Uint8Array.from(unigrams, (p) => quantized(Math.log(p))),
      Uint8Array.from(unigramMass, (mass) => quantized(Math.log(mass))),
      finished.map(
        ({ keys, shares, masses }): NgramTable => ({
          keys,
          logs: Uint8Array.from(shares, (p, slot) => (keys[slot] === 0 ? 0 : quantized(Math.log(p)))),
          backoffs: Uint8Array.from(masses, (mass) => quantized(Math.log(mass))),
        }),
      ),
    );
  }
}

interface FinishedTable {
  readonly keys: Uint32Array;
  readonly shares: Float64Array;
  /** What a context leaves for n-grams that were not seen behind it. */
  readonly masses: Float64Array;
}

function discountOf(counts: Uint32Array): number {
  let once = 0;
  let twice = 0;
  for (const count of counts) {
    if (count === 1) once++;
    else if (count === 2) twice++;
  }
  return once + twice === 0 ? 0.5 : Math.min(0.95, Math.max(0.1, once / (once + 2 * twice)));
}

/** Sum of the counts behind each context, by its fingerprint. */
function contextTotals(table: CountTable): { readonly keys: Uint32Array; readonly sums: Float64Array } {
  const keys = new Uint32Array(table.keys.length);
  const sums = new Float64Array(table.keys.length);
  for (let slot = 0; slot < table.keys.length; slot++) {
    if (table.keys[slot] === 0) continue;
    const from = slot * table.order;
    const key = ngramHash(table.units, from, from + table.order - 1);
    const at = place(keys, key);
    keys[at] = key;
    sums[at]! += table.counts[slot]!;
  }
  return { keys, sums };
}

/** Shares of the n-grams that are kept; takes from the masses of their contexts. */
function probabilities(
  table: CountTable,
  discount: number,
  totals: ReturnType<typeof contextTotals>,
  unigrams: Float64Array,
  unigramMass: Float64Array,
  shorter: readonly FinishedTable[],
): FinishedTable {
  const { order, units, counts } = table;
  const size = tableSize(table.entries);
  const keys = new Uint32Array(size);
  const shares = new Float64Array(size);
  const masses = new Float64Array(size).fill(1);
  const below = shorter.at(-1);
  const discounted = (slot: number): { total: number; value: number } => {
    const at = slot * order;
    const total = totals.sums[find(totals, ngramHash(units, at, at + order - 1))] ?? 1;
    return { total, value: Math.max(counts[slot]! - discount, 0) / total };
  };
  const massOf = (slot: number): { array: Float64Array; at: number } | undefined => {
    const at = slot * order;
    if (below === undefined) return { array: unigramMass, at: units[at]! };
    const context = find(below, ngramHash(units, at, at + order - 1));
    return context < 0 ? undefined : { array: below.masses, at: context };
  };
  const kept: number[] = [];
  for (let slot = 0; slot < table.keys.length; slot++) {
    if (table.keys[slot] === 0) continue;
    const mass = massOf(slot);
    // A context that was left out has no weight to give; its n-grams are not looked for.
    if (mass === undefined) continue;
    mass.array[mass.at]! -= discounted(slot).value;
    kept.push(slot);
  }
  for (const slot of kept) {
    const at = slot * order;
    const mass = massOf(slot);
    const backoff = Math.max(1e-6, mass?.array[mass.at] ?? 1);
    const suffix = below === undefined ? -1 : find(below, ngramHash(units, at + 1, at + order));
    // A shorter n-gram that was left out is rare: its last character alone stands for it.
    const lower = suffix < 0 ? unigrams[units[at + order - 1]!]! : below!.shares[suffix]!;
    const target = place(keys, table.keys[slot]!);
    keys[target] = table.keys[slot]!;
    shares[target] = Math.min(1, discounted(slot).value + backoff * lower);
  }
  clampMasses(below?.masses ?? unigramMass);
  return { keys, shares, masses };
}

function clampMasses(masses: Float64Array): void {
  for (let i = 0; i < masses.length; i++) masses[i] = Math.min(1, Math.max(1e-6, masses[i]!));
}
