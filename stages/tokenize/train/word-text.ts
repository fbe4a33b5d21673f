/** Counted words as one text, the form in which Unigram is trained: units of all words, one after the other, each with its count. */
import { isPair } from "../../text/units/units.js";

export interface WordText {
  readonly units: Uint16Array;
  /** Where each word begins, and at the end one more entry: the end of the last word. */
  readonly starts: Int32Array;
  readonly counts: Float64Array;
}

export function wordText(words: readonly (readonly [string, number])[]): WordText {
  const starts = new Int32Array(words.length + 1);
  for (const [index, [word]] of words.entries()) starts[index + 1] = starts[index]! + word.length;
  const units = new Uint16Array(starts[words.length]!);
  for (const [index, [word]] of words.entries()) {
    for (let at = 0; at < word.length; at++) units[starts[index]! + at] = word.charCodeAt(at);
  }
  return { units, starts, counts: Float64Array.from(words, ([, count]) => count) };
}

/** Characters that make up `coverage` of the text, the most frequent first; of equally frequent ones the lower code point. */
export function frequentCharacters(text: WordText, coverage: number): Map<string, number> {
  const counts = new Map<number, number>();
  let total = 0;
  const { units, starts } = text;
  for (const [word, count] of text.counts.entries()) {
    const end = starts[word + 1]!;
    for (let at = starts[word]!; at < end; at++) {
      const point = isPair(units, at, end)
        ? ((units[at]! - 0xd7c0) << 10) | (units[++at]! & 0x3ff)
        : units[at]!;
      counts.set(point, (counts.get(point) ?? 0) + count);
      total += count;
    }
  }
  const frequent = new Map<string, number>();
  let covered = 0;
  for (const [point, count] of [...counts].sort(([a, m], [b, n]) => n - m || a - b)) {
    if (covered >= coverage * total) break;
    covered += count;
    frequent.set(String.fromCodePoint(point), count);
  }
  return frequent;
}
