/**
 * How often words were seen, in a table of bounded size.
 *
 * When the table is full, the count of its median word is taken from all counts, and words of which nothing is left are forgotten: at
 * least half of them. So no word is undercounted by more than the sum of what was taken, which is at most 2 / capacity of all words
 * seen, and a word costs the same however many there are.
 *
 * Source: Misra and Gries 1982, Finding repeated elements, with the median in place of one.
 */
export class WordCounts {
  private counts = new Map<string, number>();
  private taken = 0;

  /** @param capacity distinct words that are held, 2 or more */
  constructor(private readonly capacity: number) {}

  add(word: string, count = 1): void {
    const { counts } = this;
    counts.set(word, (counts.get(word) ?? 0) + count);
    if (counts.size > this.capacity) this.forgetHalf();
  }

  /** Counts are exact or too low, by no more than this. */
  get undercount(): number {
    return this.taken;
  }

  /** Gives the words up, in the order of their UTF-16 units. */
  take(): (readonly [string, number])[] {
    const words = [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1));
    this.counts = new Map();
    return words;
  }

  private forgetHalf(): void {
    const sorted = Float64Array.from(this.counts.values()).sort();
    const median = sorted[sorted.length >> 1]!;
    this.taken += median;
    for (const [word, count] of this.counts) {
      if (count > median) this.counts.set(word, count - median);
      else this.counts.delete(word);
    }
  }
}
