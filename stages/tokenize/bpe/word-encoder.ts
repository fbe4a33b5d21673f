/**
 * BPE of words. A word is cut into chunks first, at the seams that no merge reaches across, as a look at two characters tells: a chunk
 * has the same tokens wherever it stands. More than nine chunks in ten were met shortly before, and their tokens are remembered: words of
 * Chinese hardly ever come again, what is between two such seams does. All of it is done in WebAssembly, a window of the text at a time
 * (chunk-kernel.ts), for the most usual pattern the words, too. What is left to the search (backtracking-encoder.ts) is chunks of more than
 * 512 tokens before anything is merged and, where the alphabet is not of bytes, those with a character that has no token or two units.
 *
 * Cost: linear in the length of the text, whatever words it has; memory is that of the longest chunk.
 */
import { isPair } from "../../text/units/units.js";
import type { WordMachine } from "../byte-level/cl100k-machine.js";
import type { WordScanner } from "../byte-level/word-scanner.js";
import type { IdList } from "../id-list.js";
import { type TokenTrie, TokenTrieBuilder } from "../token-trie.js";
import type { Alphabet } from "./alphabet.js";
import { BacktrackingEncoder, tokensPerUnit } from "./backtracking-encoder.js";
import { ChunkKernel, windowUnits } from "./chunk-kernel.js";
import type { MergeTable } from "./merge-table.js";
import { SeamFilter } from "./seam-filter.js";
import type { SpellingTable } from "./spelling-table.js";

export class WordEncoder {
  private readonly kernel: ChunkKernel;
  private readonly filter: SeamFilter;
  private madeSearch: BacktrackingEncoder | undefined;
  private learned: WordMachine | undefined;
  /** The words that are one token, whatever the merges say. */
  private readonly wholeWords: TokenTrie | undefined;

  /** @param wholeWords vocabulary of which every entry is one token when it is the whole word (`ignore_merges`) */
  constructor(
    table: MergeTable,
    private readonly alphabet: Alphabet,
    wholeWords: SpellingTable | undefined,
  ) {
    this.kernel = new ChunkKernel(table, alphabet);
    this.filter = new SeamFilter(table, alphabet, this.kernel);
    this.wholeWords = wholeWords === undefined ? undefined : wholeWordTrie(wholeWords, alphabet);
  }

  /**
   * Puts the tokens of `units[from, to)` behind those in `ids`.
   *
   * @param words tells where words end
   */
  encode(units: Uint16Array, from: number, to: number, words: WordScanner, ids: IdList): void {
    if (words.machine !== undefined && this.wholeWords === undefined) {
      this.encodeInKernel(units, from, to, words, words.machine, ids);
      return;
    }
    const { wordStarts } = this.kernel;
    wordStarts.fill(0);
    /** What is gathered for the kernel: whole words, `units[gathered, start)`. */
    let gathered = from;
    for (let start = from; start < to; ) {
      const end = words.endOfWord(units, start, to);
      const whole = this.wholeWords === undefined ? -1 : this.wholeWords.tokenOf(units, start, end);
      if (whole >= 0 || end - gathered > windowUnits) {
        if (start > gathered) this.encodeWindow(units, gathered, start, ids);
        gathered = whole >= 0 || end - start > windowUnits ? end : start;
        if (whole >= 0) ids.push(whole);
        else if (end - start > windowUnits) this.encodeLongWord(units, start, end, ids);
      }
      if (gathered < start) wordStarts[start - gathered] = 1;
      start = end;
    }
    if (gathered < to) this.encodeWindow(units, gathered, to, ids);
  }

  /** The kernel finds the words as well. */
  private encodeInKernel(
    units: Uint16Array,
    from: number,
    to: number,
    words: WordScanner,
    machine: WordMachine,
    ids: IdList,
  ): void {
    const { kernel } = this;
    if (this.learned !== machine) {
      kernel.learnWords(machine);
      this.learned = machine;
    }
    for (let start = from; start < to; ) {
      let end = Math.min(to, start + windowUnits);
      if (isPair(units, end - 1, to)) end--;
      kernel.load(units, start, end);
      const length = kernel.scan(end - start, end === to);
      if (length > 0) {
        end = start + length;
        this.encodeChunks(units, start, kernel.cut(length), ids);
      } else {
        end = words.endOfWord(units, start, to);
        this.encodeLongWord(units, start, end, ids);
      }
      start = end;
    }
  }

  /** Created only when it is needed: its trie is large, and few texts have a chunk that the kernel leaves to it. */
  private get search(): BacktrackingEncoder {
    this.madeSearch ??= new BacktrackingEncoder(this.kernel.table, this.alphabet, this.filter);
    return this.madeSearch;
  }

  private encodeWindow(units: Uint16Array, from: number, to: number, ids: IdList): void {
    this.kernel.load(units, from, to);
    this.encodeChunks(units, from, this.kernel.cut(to - from), ids);
    this.kernel.wordStarts.fill(0);
  }

  /** A window at a time. The last chunk of a window may go on behind it, and begins the next one. */
  private encodeLongWord(units: Uint16Array, from: number, to: number, ids: IdList): void {
    const { kernel } = this;
    kernel.wordStarts.fill(0);
    for (let start = from; start < to; ) {
      const end = Math.min(to, start + windowUnits);
      kernel.load(units, start, end);
      const chunks = kernel.cut(end - start);
      if (end === to) {
        this.encodeChunks(units, start, chunks, ids);
        return;
      }
      if (chunks > 1) {
        this.encodeChunks(units, start, chunks - 1, ids);
        start += kernel.starts[chunks - 1]!;
      } else {
        const endOfChunk = this.search.endOfChunk(units, start, to);
        ids.reserve(tokensPerUnit * (endOfChunk - start));
        ids.length = this.search.encodeChunk(units, start, endOfChunk, ids.ids, ids.length);
        start = endOfChunk;
      }
    }
  }

  /** Puts the tokens of the first `chunks` chunks of the window, which begins at `from`, behind those in `ids`. */
  private encodeChunks(units: Uint16Array, from: number, chunks: number, ids: IdList): void {
    const { kernel } = this;
    const { starts } = kernel;
    let count = 0;
    for (let chunk = 0; ; chunk++) {
      chunk = kernel.encode(chunk, chunks, count);
      count = kernel.idCount;
      if (chunk === chunks) break;
      const end = this.search.encodeChunk(
        units,
        from + starts[chunk]!,
        from + starts[chunk + 1]!,
        kernel.ids,
        count,
      );
      kernel.remember(count, end);
      count = end;
    }
    ids.append(kernel.ids, count);
  }
}

function wholeWordTrie(vocabulary: SpellingTable, alphabet: Alphabet): TokenTrie {
  const { units: spellings, starts, ids } = vocabulary;
  const trie = new TokenTrieBuilder(ids.length);
  const units = new Uint16Array(vocabulary.longest);
  for (let entry = 0; entry < ids.length; entry++) {
    const length = alphabet.readUnits(spellings, starts[entry]!, starts[entry + 1]!, units);
    if (length > 0) trie.add(units, length, ids[entry]!);
  }
  return trie.build();
}
