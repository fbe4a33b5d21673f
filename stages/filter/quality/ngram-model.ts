/**
 * A character n-gram language model with interpolated Kneser-Ney probabilities (Kneser and Ney 1995), looked up as KenLM does
 * (Heafield 2011): an n-gram that is known has its log-probability; else the backoff weight of its context is added to what the
 * shorter n-gram gives.
 *
 * Per order above 1 one open-addressed table of three arrays: fingerprint (u32), log-probability and backoff weight of
 * the n-gram as a context (u8 each, in steps of 1/16 of a natural logarithm, negated). Two n-grams with one fingerprint
 * meet once in 4 billion / entries.
 */
import { readModel, writeModel } from "./model-file.js";
import { ngramHash } from "./ngram-hash.js";
import { normalUnits } from "./normal-units.js";

/** Steps of stored logarithms. */
const step = 1 / 16;

export interface NgramTable {
  readonly keys: Uint32Array;
  readonly logs: Uint8Array;
  readonly backoffs: Uint8Array;
}

export function quantized(logarithm: number): number {
  return Math.max(0, Math.min(255, Math.round(-logarithm / step)));
}

/** Table size for a number of entries: a power of two, at most two thirds full. */
export function tableSize(entries: number): number {
  let size = 16;
  while (size * 2 < entries * 3) size *= 2;
  return size;
}

export class NgramModel {
  /**
   * @param unigrams at [unit]: quantized log-probability
   * @param unigramBackoffs at [unit]: quantized backoff weight of the unit as a context
   * @param tables for orders 2 and up
   */
  constructor(
    private readonly unigrams: Uint8Array,
    private readonly unigramBackoffs: Uint8Array,
    private readonly tables: readonly NgramTable[],
  ) {}

  static read(path: string): NgramModel {
    const { arrays } = readModel(path, "perplexity");
    const [unigrams = new Uint8Array(), backoffs = new Uint8Array(), ...rest] = arrays;
    const tables: NgramTable[] = [];
    for (let i = 0; i + 2 < rest.length; i += 3) {
      const [keys, logs, backoffsOf] = [rest[i]!, rest[i + 1]!, rest[i + 2]!];
      tables.push({ keys: new Uint32Array(keys.buffer), logs, backoffs: backoffsOf });
    }
    return new NgramModel(unigrams, backoffs, tables);
  }

  write(path: string): number {
    const arrays = this.tables.flatMap(({ keys, logs, backoffs }) => [
      new Uint8Array(keys.buffer, keys.byteOffset, keys.byteLength),
      logs,
      backoffs,
    ]);
    return writeModel(path, {
      kind: "perplexity",
      parameters: { order: this.tables.length + 1 },
      arrays: [this.unigrams, this.unigramBackoffs, ...arrays],
    });
  }

  /**
   * Perplexity of a text for each of its characters (white space runs count as one); 1 for an empty text.
   *
   * Cost: up to `order` look-ups a character, some 50 ns.
   */
  perplexity(text: string): number {
    return Math.exp(this.meanCost(normalUnits(text)));
  }

  /** Logarithm of the perplexity of units as `normalUnits` gives them; 0 for none. */
  meanCost(units: Uint16Array): number {
    if (units.length === 0) return 0;
    let sum = 0;
    for (let i = 0; i < units.length; i++) sum += this.cost(units, i);
    return (sum * step) / units.length;
  }

  /** Negated log-probability of the unit at `at` after those before it, in steps. */
  private cost(units: Uint16Array, at: number): number {
    const { tables } = this;
    let cost = 0;
    for (let order = Math.min(tables.length + 1, at + 1); order >= 2; order--) {
      const from = at - order + 1;
      const slot = find(tables[order - 2]!, ngramHash(units, from, at + 1));
      if (slot >= 0) return cost + tables[order - 2]!.logs[slot]!;
      if (order === 2) cost += this.unigramBackoffs[units[from]!]!;
      else {
        const context = find(tables[order - 3]!, ngramHash(units, from, at));
        if (context >= 0) cost += tables[order - 3]!.backoffs[context]!;
      }
    }
    return cost + this.unigrams[units[at]!]!;
  }
}

/** Slot of a fingerprint, or -1. */
export function find({ keys }: Pick<NgramTable, "keys">, key: number): number {
  const mask = keys.length - 1;
  for (let slot = key & mask; ; slot = (slot + 1) & mask) {
    const held = keys[slot]!;
    if (held === key) return slot;
    if (held === 0) return -1;
  }
}

/** The slot where a fingerprint stands, or where there is room for it. */
export function place(keys: Uint32Array, key: number): number {
  const mask = keys.length - 1;
  let slot = key & mask;
  while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
  return slot;
}
