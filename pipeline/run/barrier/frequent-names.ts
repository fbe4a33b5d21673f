/** The most frequent names of a stream in bounded memory. */

const keptExamples = 3;

interface Entry<Example> {
  count: number;
  readonly examples: Example[];
}

/**
 * Counts with `places` counters, however many names there are (Misra, Gries 1982): each name that is more frequent than
 * 1 / (places + 1) of the stream has one, and its count is short by at most that share of the stream, never too high.
 */
export class FrequentNames<Example> {
  readonly #entries = new Map<string, Entry<Example>>();

  constructor(readonly places: number) {}

  /** Cost: O(1) a name on average. */
  add(name: string, example: Example): void {
    const entry = this.#entries.get(name);
    if (entry !== undefined) {
      entry.count++;
      if (entry.examples.length < keptExamples) entry.examples.push(example);
    } else if (this.#entries.size < this.places) {
      this.#entries.set(name, { count: 1, examples: [example] });
    } else {
      for (const [each, other] of this.#entries) if (--other.count === 0) this.#entries.delete(each);
    }
  }

  /** What is left, the most frequent first. */
  most(): { readonly name: string; readonly atLeast: number; readonly examples: readonly Example[] }[] {
    return [...this.#entries]
      .map(([name, { count, examples }]) => ({ name, atLeast: count, examples }))
      .sort((a, b) => b.atLeast - a.atLeast);
  }
}
