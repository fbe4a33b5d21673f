/**
 * Trains a byte-level BPE vocabulary on counted words, cut as the tokenizer will cut them: the same words give the same file, in any order
 * and on every machine.
 *
 * The most frequent pair is merged until the vocabulary is full; ties go to the pair of lower token numbers. Cost: about 40 bytes
 * a byte of distinct words, one pass over the occurrences of a pair for each merge; however large the corpus, no more than the
 * words that were held take. It runs in one thread: each merge waits for the counts of the one before. For a large corpus,
 * counting the words takes nearly all of the time, and that runs in parallel (`wudao tokenizer train` prints both times).
 *
 * Source: Sennrich et al. 2016, algorithm 1, with the incremental pair counts of its reference implementation.
 */
import { spellByte } from "../byte-level/byte-alphabet.js";
import { qwenPattern } from "../byte-level/known-patterns.js";
import { trainedFile } from "./trained-file.js";

/** Words with more bytes than this are not learned from. */
const longestWord = 96;

export interface VocabularyRequest {
  readonly vocabularySize: number;
  readonly specialTokens: readonly string[];
}

export interface TrainedVocabulary {
  /** The finished `tokenizer.json`, in the shape that Hugging Face `tokenizers` reads. */
  readonly file: object;
  /** Size of the vocabulary; smaller than asked for when nothing was left to learn. */
  readonly vocabularySize: number;
}

/** @param words with their counts */
export function trainBpe(
  words: readonly (readonly [string, number])[],
  { vocabularySize, specialTokens }: VocabularyRequest,
): TrainedVocabulary {
  const strings = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
  const spelledInBytes = words
    .map(([word, count]) => [Buffer.from(word, "utf8").toString("latin1"), count] as const)
    .filter(([word]) => word.length > 1 && word.length <= longestWord);
  const merges = learnMerges(spelledInBytes, vocabularySize - 256 - specialTokens.length);
  for (const [left, right] of merges) strings.push(strings[left]! + strings[right]!);
  const spell = (string: string): string => [...string].map((byte) => spellByte(byte.charCodeAt(0))).join("");
  const spelled = strings.map(spell);
  const file = tokenizerJson(
    spelled,
    merges.map(([left, right]) => [spelled[left]!, spelled[right]!]),
    specialTokens,
  );
  return { file, vocabularySize: spelled.length + specialTokens.length };
}

/**
 * A symbol of a word is four numbers side by side, since they are asked for together and lie anywhere in memory: its token (-1:
 * joined with the one before), the symbols behind and before it in its word (-1: none), and its word.
 */
const symbolNumbers = 4;
const NEXT = 1;
const BEFORE = 2;
const WORD = 3;

/** Pairs of tokens in the order in which they are merged; merge number i makes token 256 + i. */
function learnMerges(words: readonly (readonly [string, number])[], wanted: number): [number, number][] {
  let symbols = 0;
  for (const [word] of words) symbols += word.length;
  const all = new Int32Array(symbolNumbers * symbols);
  const weights = Float64Array.from(words, ([, count]) => count);
  const pairs = new PairCounts();
  let at = 0;
  for (const [index, [word, count]] of words.entries()) {
    for (let byte = 0; byte < word.length; byte++, at += symbolNumbers) {
      all[at] = word.charCodeAt(byte);
      all[at + NEXT] = byte === word.length - 1 ? -1 : at + symbolNumbers;
      all[at + BEFORE] = byte === 0 ? -1 : at - symbolNumbers;
      all[at + WORD] = index;
      if (byte > 0) pairs.add(all[at - symbolNumbers]!, all[at]!, count, at - symbolNumbers);
    }
  }
  const merges: [number, number][] = [];
  // Byte strings of tokens: two merges must not make the same one.
  const strings = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
  const known = new Set(strings);
  while (merges.length < wanted) {
    const best = pairs.takeBest();
    if (best === undefined || best.count < 2) break;
    const { left, right } = best;
    const string = strings[left]! + strings[right]!;
    if (known.has(string)) continue;
    const made = 256 + merges.length;
    known.add(string);
    strings.push(string);
    merges.push([left, right]);
    for (const place of best.places) {
      const second = all[place + NEXT]!;
      if (all[place] !== left || second < 0 || all[second] !== right) continue;
      const count = weights[all[place + WORD]!]!;
      const previous = all[place + BEFORE]!;
      const following = all[second + NEXT]!;
      if (previous >= 0) {
        pairs.remove(all[previous]!, left, count);
        pairs.add(all[previous]!, made, count, previous);
      }
      if (following >= 0) {
        pairs.remove(right, all[following]!, count);
        pairs.add(made, all[following]!, count, place);
        all[following + BEFORE] = place;
      }
      all[place] = made;
      all[second] = -1;
      all[place + NEXT] = following;
      all[second + NEXT] = -1;
    }
  }
  return merges;
}

interface Pair {
  readonly left: number;
  readonly right: number;
  count: number;
  /** Places where the pair was seen; some may have changed since. */
  readonly places: number[];
  /** Waits for its place in the heap. */
  isFresh: boolean;
}

/** The most frequent pair; its places are ascending, so that runs merge from the left. */
interface BestPair {
  readonly left: number;
  readonly right: number;
  readonly count: number;
  readonly places: Int32Array;
}

/** Counts of pairs with a heap on top. Heap entries are never moved when a count falls: they are corrected when they surface. */
class PairCounts {
  private readonly pairs = new Map<number, Pair>();
  private readonly heap: { readonly pair: Pair; readonly count: number }[] = [];
  private fresh: Pair[] = [];

  add(left: number, right: number, count: number, place: number): void {
    const key = left * 0x200000 + right;
    let pair = this.pairs.get(key);
    if (pair === undefined) {
      pair = { left, right, count: 0, places: [], isFresh: false };
      this.pairs.set(key, pair);
    }
    pair.count += count;
    pair.places.push(place);
    if (pair.isFresh) return;
    pair.isFresh = true;
    this.fresh.push(pair);
  }

  remove(left: number, right: number, count: number): void {
    const pair = this.pairs.get(left * 0x200000 + right);
    if (pair !== undefined) pair.count -= count;
  }

  /** Removes and returns the most frequent pair. */
  takeBest(): BestPair | undefined {
    for (const pair of this.fresh) {
      pair.isFresh = false;
      if (pair.count > 1) this.push({ pair, count: pair.count });
    }
    this.fresh = [];
    for (;;) {
      const top = this.pop();
      if (top === undefined) return undefined;
      const { pair, count } = top;
      if (this.pairs.get(pair.left * 0x200000 + pair.right) !== pair) continue;
      if (pair.count !== count) {
        if (pair.count < count && pair.count > 1) this.push({ pair, count: pair.count });
        continue;
      }
      this.pairs.delete(pair.left * 0x200000 + pair.right);
      return { left: pair.left, right: pair.right, count, places: Int32Array.from(pair.places).sort() };
    }
  }

  private comesFirst(a: { pair: Pair; count: number }, b: { pair: Pair; count: number }): boolean {
    if (a.count !== b.count) return a.count > b.count;
    if (a.pair.left !== b.pair.left) return a.pair.left < b.pair.left;
    return a.pair.right < b.pair.right;
  }

  private push(entry: { pair: Pair; count: number }): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.comesFirst(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  private pop(): { pair: Pair; count: number } | undefined {
    const { heap } = this;
    const top = heap[0];
    const entry = heap.pop();
    if (top === undefined || entry === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.comesFirst(heap[child + 1]!, heap[child]!)) child++;
      if (!this.comesFirst(heap[child]!, entry)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = entry;
    return top;
  }
}

function tokenizerJson(
  spelled: readonly string[],
  merges: readonly [string, string][],
  specialTokens: readonly string[],
): object {
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: false };
  return trainedFile({
    preTokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: qwenPattern }, behavior: "Isolated", invert: false },
        byteLevel,
      ],
    },
    decoder: byteLevel,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(spelled.map((token, id) => [token, id])),
      merges: merges.map(([left, right]) => `${left} ${right}`),
    },
    size: spelled.length,
    specialTokens,
  });
}
