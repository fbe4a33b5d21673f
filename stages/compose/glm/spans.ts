/** Which parts of a row are blanked: THUDM/GLM blocklm_utils.py, ConstructBlockStrategy. */
import type { SeededRandom } from "../seeded-random.js";
import type { SentenceEnds } from "./sentence-ends.js";

/** Tokens [start, end). */
export type Span = readonly [start: number, end: number];

/** Poisson probabilities of 1 ... 39, used as weights (average_block_length 3, max_block_length 40). */
export function spanWeights(mean: number): readonly number[] {
  const weights: number[] = [];
  let probability = Math.exp(-mean);
  for (let length = 1; length < 40; length++) {
    probability *= mean / length;
    weights.push(probability);
  }
  return weights;
}

/**
 * Spans of Poisson lengths until `ratio` of the row is covered, at least one token apart, never over [CLS] or an
 * end-of-text token, in small documents no more than their share; undefined when not all find a place.
 */
export function blankSpans(
  tokens: readonly number[],
  ratio: number,
  weights: readonly number[],
  marks: { readonly eos: number; readonly cls: number },
  random: SeededRandom,
): Span[] | undefined {
  const lengths: number[] = [];
  for (let covered = 0; covered < Math.floor(ratio * tokens.length); ) {
    const length = 1 + random.weighted(weights);
    lengths.push(length);
    covered += length;
  }
  return placeSpans(tokens, random.shuffle(lengths), ratio, marks, random);
}

/** Places spans of these lengths in the documents of a row, small documents first; undefined when not all fit. */
export function placeSpans(
  tokens: readonly number[],
  lengths: readonly number[],
  ratio: number,
  { eos, cls }: { readonly eos: number; readonly cls: number },
  random: SeededRandom,
): Span[] | undefined {
  const documents = documentsIn(tokens, eos, cls).sort((a, b) => a.length - b.length);
  const spans: Span[] = [];
  let next = 0;
  documents.forEach(({ offset, length }, index) => {
    const isLargest = index === documents.length - 1;
    const first = next;
    let covered = 0;
    while (next < lengths.length) {
      const wanted = covered + (lengths[next] ?? 0);
      // The largest document takes what is left, with a token between spans.
      const fits = isLargest ? wanted + (next - first) <= length : wanted <= Math.floor(length * ratio);
      if (!fits) break;
      covered = wanted;
      next++;
    }
    spans.push(...scatter(lengths.slice(first, next), offset, length, random));
  });
  return next === lengths.length ? spans : undefined;
}

/** Random places for spans in order: their gaps are drawn from what is left over. */
function scatter(lengths: readonly number[], offset: number, total: number, random: SeededRandom): Span[] {
  const blank = total - lengths.reduce((sum, length) => sum + length, 0) - lengths.length + 1;
  const places = lengths.map(() => random.below(blank + 1)).sort((a, b) => a - b);
  let moved = offset;
  return lengths.map((length, index) => {
    const start = moved + (places[index] ?? 0);
    moved += length + 1;
    return [start, start + length];
  });
}

/** The text of each document: without its [CLS] and its end-of-text token, and without the row's last token. */
function documentsIn(
  tokens: readonly number[],
  eos: number,
  cls: number,
): { offset: number; length: number }[] {
  const documents: { offset: number; length: number }[] = [];
  for (let start = 0; start < tokens.length; ) {
    const found = tokens.indexOf(eos, start);
    const end = found < 0 ? tokens.length - 1 : found;
    const offset = tokens[start] === cls ? start + 1 : start;
    if (end > offset) documents.push({ offset, length: end - offset });
    start = end + 1;
  }
  return documents;
}

/** Whole sentences in random order until they are `ratio` of the row. */
export function sentenceSpans(
  tokens: readonly number[],
  ratio: number,
  { eos, cls }: { readonly eos: number; readonly cls: number },
  ends: SentenceEnds,
  random: SeededRandom,
): Span[] {
  const sentences: Span[] = [];
  let start = 0;
  tokens.forEach((id, at) => {
    if (id === cls || id === eos) {
      if (start < at) sentences.push([start, at]);
      start = at + 1;
    } else if (ends.has(id)) {
      sentences.push([start, at + 1]);
      start = at + 1;
    }
  });
  if (start < tokens.length) sentences.push([start, tokens.length]);
  const spans: Span[] = [];
  let covered = 0;
  for (const sentence of random.shuffle(sentences)) {
    spans.push(sentence);
    covered += sentence[1] - sentence[0];
    if (covered >= Math.floor(ratio * tokens.length)) break;
  }
  return spans;
}
