/**
 * The pieces that Unigram starts from: substrings of words that are seen twice or more and cannot be made longer without being seen less
 * often, the most frequent and longest first.
 *
 * All suffixes of all words are sorted by their first sixteen units, in as many passes of a radix sort; neighbours that have a
 * beginning in common show, with a stack, each substring once and how often it is seen. Cost: linear; 20 bytes a unit of the words.
 *
 * Source: `MakeSeedSentencePieces` of google/sentencepiece, which walks the inner nodes of a suffix tree and scores by frequency times
 * length; here words count as often as they are seen.
 */
import type { WordText } from "./word-text.js";

/** Length of the longest piece, in UTF-16 units. */
export const longestPiece = 16;

export interface ScoredText {
  readonly text: string;
  /** How often the piece is seen. */
  readonly count: number;
}

/** @param isKnown characters that pieces may have, by UTF-16 unit */
export function seedPieces(text: WordText, isKnown: Uint8Array, most: number): ScoredText[] {
  const left = unitsToGo(text, isKnown);
  const order = sortedSuffixes(text.units, left);
  const weights = unitWeights(text);
  const found: { at: number; length: number; count: number }[] = [];
  const emit = (at: number, length: number, count: number): void => {
    if (length < 2 || count < 2 || cutsPair(text.units, at, length)) return;
    found.push({ at, length, count });
  };
  const depths: number[] = [];
  const counts: number[] = [];
  for (let index = 0; index <= order.length; index++) {
    const here = order[index] ?? -1;
    const before = order[index - 1] ?? -1;
    const common = here < 0 || before < 0 ? 0 : commonLength(text.units, left, before, here);
    let carried = 0;
    while (depths.length > 0 && (depths.at(-1) ?? 0) > common) {
      const depth = depths.pop() ?? 0;
      carried += counts.pop() ?? 0;
      emit(before, depth, carried);
    }
    if (here < 0) break;
    const reaches = left[here]! === common;
    const weight = carried + (reaches ? weights[here]! : 0);
    if (depths.length > 0 && depths.at(-1) === common) counts[counts.length - 1]! += weight;
    else if (common > 0) {
      depths.push(common);
      counts.push(weight);
    }
    if (!reaches) {
      depths.push(left[here]!);
      counts.push(weights[here]!);
    }
  }
  const { units } = text;
  return found
    .sort((a, b) => b.count * b.length - a.count * a.length || compare(units, a, b))
    .slice(0, most)
    .map(({ at, length, count }) => ({
      text: String.fromCharCode(...units.subarray(at, at + length)),
      count,
    }));
}

/** For each unit: how far the word goes on from it with known characters, `longestPiece` at most. */
function unitsToGo({ units, starts }: WordText, isKnown: Uint8Array): Uint8Array {
  const left = new Uint8Array(units.length);
  for (let word = starts.length - 2; word >= 0; word--) {
    let length = 0;
    for (let at = starts[word + 1]! - 1; at >= starts[word]!; at--) {
      length = isKnown[units[at]!] === 0 ? 0 : Math.min(longestPiece, length + 1);
      left[at] = length;
    }
  }
  return left;
}

function unitWeights({ units, starts, counts }: WordText): Float64Array {
  const weights = new Float64Array(units.length);
  for (const [word, count] of counts.entries()) weights.fill(count, starts[word], starts[word + 1]);
  return weights;
}

/** Places where a piece may begin, by the units that follow; what ends first comes first. */
function sortedSuffixes(units: Uint16Array, left: Uint8Array): Int32Array {
  let order = Int32Array.from(left.keys()).filter((at) => left[at]! > 0 && !isLow(units[at]!));
  let sorted = new Int32Array(order.length);
  const ends = new Int32Array(0x10001);
  for (let depth = longestPiece - 1; depth >= 0; depth--) {
    ends.fill(0);
    for (const at of order) ends[depth < left[at]! ? units[at + depth]! + 1 : 0]!++;
    let sum = 0;
    for (let key = 0; key < ends.length; key++) {
      const count = ends[key]!;
      ends[key] = sum;
      sum += count;
    }
    for (const at of order) sorted[ends[depth < left[at]! ? units[at + depth]! + 1 : 0]!++] = at;
    [order, sorted] = [sorted, order];
  }
  return order;
}

function commonLength(units: Uint16Array, left: Uint8Array, a: number, b: number): number {
  const most = Math.min(left[a]!, left[b]!);
  let length = 0;
  while (length < most && units[a + length] === units[b + length]) length++;
  return length;
}

function cutsPair(units: Uint16Array, at: number, length: number): boolean {
  return (units[at + length - 1]! & 0xfc00) === 0xd800;
}

function isLow(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

interface Place {
  readonly at: number;
  readonly length: number;
}

/** Compares by units, so that pieces with equal scores have the same order on every machine. */
function compare(units: Uint16Array, a: Place, b: Place): number {
  const most = Math.min(a.length, b.length);
  for (let index = 0; index < most; index++) {
    const difference = units[a.at + index]! - units[b.at + index]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
