/**
 * Unigram: of all ways to take a text apart into pieces, the most probable one.
 *
 * One pass from left to right keeps the best way to each place (Viterbi). A place that no piece reaches across settles all before it: the
 * tables hold only what lies between two such places, and are as long as the longest stretch without one. Cost: linear, times
 * the pieces that begin at a place.
 *
 * Sums are rounded as in the reference, single precision in SentencePiece and double in Hugging Face `tokenizers`, because ties and near
 * ties depend on it; so the sum goes on over settled places.
 *
 * Source: Kudo 2018, "Subword regularization"; `EncodeOptimized` of google/sentencepiece.
 */
import { isPair } from "../../text/units/units.js";
import type { Fallback } from "../byte-fallback.js";
import type { IdList } from "../id-list.js";
import type { Spans } from "../offsets/spans.js";
import { textTrie } from "../text-trie.js";
import type { TokenTrie } from "../token-trie.js";
import type { PieceEncoder } from "../tokenizer.js";

export interface Unigram {
  readonly pieces: readonly { readonly text: string; readonly id: number; readonly score: number }[];
  /** The id of unknown characters, of which a run is one token. */
  readonly unknown: number;
  readonly unknownScore: number;
  readonly fallback: Fallback;
  readonly inSinglePrecision: boolean;
}

export class UnigramEncoder implements PieceEncoder {
  private readonly trie: TokenTrie;
  private readonly scores: Float64Array;
  /** Pieces that begin at a place, and where they end. */
  private readonly tokens: Int32Array;
  private readonly ends: Int32Array;
  /**
   * Indexed by the distance from the last settled place: the best sum, where its last piece begins, and which piece that is (-1:
   * none yet).
   */
  private sums = new Float64Array(1 << 10);
  private starts = new Int32Array(1 << 10).fill(-1);
  private best = new Int32Array(1 << 10);
  /** Ends and ids of the way back, the last piece first. */
  private way = new Int32Array(1 << 10);
  /** Takes the places of tokens, while these are asked for. */
  private spans: Spans | undefined;

  constructor(private readonly definition: Unigram) {
    const { pieces } = definition;
    let size = 0;
    let longest = 1;
    for (const { id, text } of pieces) {
      size = Math.max(size, id + 1);
      longest = Math.max(longest, text.length);
    }
    this.scores = new Float64Array(size);
    for (const { id, score } of pieces) this.scores[id] = score;
    this.trie = textTrie(pieces.map(({ text, id }) => [text, id]));
    this.tokens = new Int32Array(longest);
    this.ends = new Int32Array(longest);
  }

  encode(units: Uint16Array, from: number, to: number, ids: IdList, spans?: Spans): void {
    this.spans = spans;
    const { trie, scores, tokens, ends } = this;
    const { unknown, unknownScore, inSinglePrecision } = this.definition;
    const longest = tokens.length;
    let settled = from;
    let reach = from;
    /** Where the run of unknown characters begins that goes on at `settled`; -1: none does. */
    let run = -1;
    this.sums[0] = 0;
    for (let at = from; at < to; ) {
      if (at === reach && at > settled) {
        run = this.settle(units, settled, at, run, ids);
        this.sums[0] = this.sums[at - settled]!;
        this.starts.fill(-1, 0, at - settled + 1);
        settled = at;
      }
      if (at - settled + longest + 2 > this.sums.length) this.grow(at - settled + longest + 2);
      const { sums, starts, best } = this;
      const sum = sums[at - settled]!;
      const next = at + (isPair(units, at, to) ? 2 : 1);
      let hasCharacter = false;
      const count = trie.allAt(units, at, to, tokens, ends);
      for (let index = 0; index <= count; index++) {
        const isUnknown = index === count;
        if (isUnknown && hasCharacter) break;
        const end = isUnknown ? next : ends[index]!;
        if (end === next) hasCharacter = true;
        const exact = sum + (isUnknown ? unknownScore : scores[tokens[index]!]!);
        const candidate = inSinglePrecision ? Math.fround(exact) : exact;
        const place = end - settled;
        if (starts[place] === -1 || candidate > sums[place]!) {
          sums[place] = candidate;
          starts[place] = at - settled;
          best[place] = isUnknown ? unknown : tokens[index]!;
        }
        if (end > reach) reach = end;
      }
      at = next;
    }
    if (to > settled) run = this.settle(units, settled, to, run, ids);
    this.starts.fill(-1, 0, to - settled + 1);
    if (run >= 0) this.endRun(units, run, to, ids);
  }

  /** Puts the best way from `settled` to `end` into `ids`; returns where the run of unknown characters begins that ends there. */
  private settle(units: Uint16Array, settled: number, end: number, run: number, ids: IdList): number {
    const { starts, best } = this;
    if (this.way.length < end - settled) this.way = new Int32Array(2 * (end - settled));
    const { way } = this;
    let count = 0;
    for (let place = end - settled; place > 0; place = starts[place]!) way[count++] = place;
    for (let start = settled; count > 0; ) {
      const place = way[--count]!;
      if (best[place] === this.definition.unknown) {
        if (run < 0) run = start;
      } else {
        if (run >= 0) this.endRun(units, run, start, ids);
        run = -1;
        ids.push(best[place]!);
        this.spans?.add(start, settled + place);
      }
      start = settled + place;
    }
    return run;
  }

  /** Unknown characters are one token, or those of their bytes. */
  private endRun(units: Uint16Array, from: number, to: number, ids: IdList): void {
    const { fallback, unknown } = this.definition;
    // The text may have the name of the unknown piece.
    if ("unknown" in fallback || this.trie.tokenOf(units, from, to) >= 0) {
      ids.push(unknown);
      this.spans?.add(from, to);
      return;
    }
    const text = Buffer.from(units.buffer, units.byteOffset + 2 * from, 2 * (to - from)).toString("utf16le");
    for (const byte of Buffer.from(text, "utf8")) {
      ids.push(fallback.bytes[byte]!);
      this.spans?.add(from, to);
    }
  }

  private grow(length: number): void {
    const sums = new Float64Array(2 * length);
    sums.set(this.sums);
    const starts = new Int32Array(2 * length).fill(-1);
    starts.set(this.starts);
    const best = new Int32Array(2 * length);
    best.set(this.best);
    this.sums = sums;
    this.starts = starts;
    this.best = best;
  }
}
