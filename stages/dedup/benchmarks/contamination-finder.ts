/** How much of each item of a collection a text holds, in n-grams of folded characters. */
import { Folder } from "../fold/fold.js";
import { Shingler } from "../shingles/shingles.js";
import type { BenchmarkItem } from "./benchmark-items.js";
import { GramIndex } from "./gram-index.js";

/** An n-gram in more items than this is part of the instructions, not of a question. */
const maxItemsOfGram = 16;

export interface Contamination {
  readonly item: BenchmarkItem;
  readonly number: number;
  /** Share of the item's telling n-grams that the text holds. */
  readonly score: number;
}

export class ContaminationFinder {
  readonly #items: readonly BenchmarkItem[];
  readonly #index: GramIndex;
  /** Telling n-grams of each item. */
  readonly #grams: Uint32Array;
  readonly #shingler: Shingler;
  readonly #folder = new Folder("full");

  /** @param items each of `size` characters or more */
  constructor(
    items: readonly BenchmarkItem[],
    readonly size: number,
  ) {
    this.#shingler = new Shingler("characters", size, "full");
    this.#items = items;
    this.#grams = new Uint32Array(items.length);
    const itemsOfGram = new Map<number, number[]>();
    for (const [number, { text }] of items.entries()) {
      for (const hash of new Set(this.#shingler.shingle(text))) {
        const known = itemsOfGram.get(hash);
        if (known === undefined) itemsOfGram.set(hash, [number]);
        else if (known.length <= maxItemsOfGram) known.push(number);
      }
    }
    const pairs: [number, number][] = [];
    for (const [hash, numbers] of itemsOfGram) {
      if (numbers.length > maxItemsOfGram) continue;
      for (const number of numbers) {
        pairs.push([hash, number]);
        this.#grams[number]!++;
      }
    }
    this.#index = new GramIndex(pairs);
  }

  /** The item of which the text holds the largest share; undefined when it holds nothing of any. Cost: about 3 ns a unit. */
  worst(text: string): Contamination | undefined {
    const seen = new Set<number>();
    const held = new Map<number, number>();
    for (const hash of this.#shingler.shingle(text)) {
      if (!this.#index.mayHave(hash) || seen.has(hash)) continue;
      const numbers = this.#index.itemsOf(hash);
      if (numbers.length > 0) seen.add(hash);
      for (const number of numbers) held.set(number, (held.get(number) ?? 0) + 1);
    }
    let worst: Contamination | undefined;
    for (const [number, count] of held) {
      const score = count / this.#grams[number]!;
      const item = this.#items[number]!;
      const isWorse =
        worst === undefined || score > worst.score || (score === worst.score && number < worst.number);
      if (isWorse) worst = { item, number, score };
    }
    return worst;
  }

  /** The places of the item's n-grams in the text, as [start, end) in UTF-16 units; places that touch are joined. */
  spans(text: string, { number }: Contamination): [number, number][] {
    const { starts, ends } = this.#places(text);
    const spans: [number, number][] = [];
    for (const [at, hash] of this.#shingler.shingle(text).entries()) {
      if (!this.#index.mayHave(hash) || !this.#index.itemsOf(hash).includes(number)) continue;
      const [start, end] = [starts[at]!, ends[at + this.size - 1]!];
      const last = spans.at(-1);
      if (last !== undefined && start <= last[1]) last[1] = end;
      else spans.push([start, end]);
    }
    return spans;
  }

  /** Start and end in the text of each folded code point. */
  #places(text: string): { starts: number[]; ends: number[] } {
    const starts: number[] = [];
    const ends: number[] = [];
    let at = 0;
    for (const character of text) {
      const next = at + character.length;
      if (this.#folder.fold(character) > 0) {
        starts.push(at);
        ends.push(next);
      }
      at = next;
    }
    return { starts, ends };
  }
}
