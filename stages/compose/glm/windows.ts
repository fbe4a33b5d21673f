/** Documents -> rows of tokens as GLM's BlockDataset cuts and joins them. */
import type { SeededRandom } from "../seeded-random.js";
import type { SentenceEnds } from "./sentence-ends.js";

/** @param takes the documents in the row, by how many were added before each */
export type EmitWindow = (row: number[], takes: readonly number[]) => void;

export interface WindowOptions {
  /** Tokens of a row, the leading [CLS] included. */
  readonly length: number;
  readonly coverage: "draw" | "cover";
  readonly cls: number;
  readonly ends: SentenceEnds;
}

/**
 * A document longer than a row gives windows that begin and end at sentence ends where those are near; shorter ones (and what
 * `cover` leaves over) are joined, each behind its own [CLS], until a row is full. Holds less than one row.
 */
export class Windows {
  private joined: number[] = [];
  /** Documents that the joined row holds parts of. */
  private joinedTakes: number[] = [];
  private taken = -1;
  /** Tokens that no row holds, and tokens that lie in more than one. */
  dropped = 0;
  repeated = 0;

  constructor(private readonly options: WindowOptions) {}

  /** @param tokens the document with its end-of-text token */
  add(tokens: Uint32Array, random: SeededRandom, emit: EmitWindow): void {
    const { length, coverage } = this.options;
    this.taken++;
    if (tokens.length < length) this.join(tokens, emit);
    else if (coverage === "draw") this.draw(tokens, random, emit);
    else this.cover(tokens, emit);
  }

  finish(emit: EmitWindow): void {
    if (this.joined.length > 0) emit(this.joined, this.joinedTakes);
    this.joined = [];
    this.joinedTakes = [];
  }

  /** GLM draws documents in proportion to their length: in one pass, that is length / row windows of each. */
  private draw(tokens: Uint32Array, random: SeededRandom, emit: EmitWindow): void {
    const expected = tokens.length / this.options.length;
    const draws = Math.floor(expected) + (random.next() < expected % 1 ? 1 : 0);
    const inside = this.options.length - 1;
    const seen = new Uint8Array(tokens.length);
    for (let index = 0; index < draws; index++) {
      let left = random.below(tokens.length - inside + 1);
      const leftwards = random.next() < 0.5;
      left = this.toSentence(tokens, left, leftwards ? -1 : 1);
      const right = this.trim(tokens, left, Math.min(left + inside, tokens.length));
      emit([this.options.cls, ...tokens.subarray(left, right)], [this.taken]);
      for (let at = left; at < right; at++) {
        if (seen[at] === 1) this.repeated++;
        seen[at] = 1;
      }
    }
    this.dropped += seen.reduce((sum, mark) => sum + 1 - mark, 0);
  }

  /** One window behind the other; the last one joins other short texts. */
  private cover(tokens: Uint32Array, emit: EmitWindow): void {
    const inside = this.options.length - 1;
    let left = 0;
    while (tokens.length - left >= inside) {
      const right = this.trim(tokens, left, left + inside);
      emit([this.options.cls, ...tokens.subarray(left, right)], [this.taken]);
      left = right;
    }
    if (left < tokens.length) this.join(tokens.subarray(left), emit);
  }

  private join(tokens: Uint32Array, emit: EmitWindow): void {
    const { length, coverage, cls } = this.options;
    for (let from = 0; from < tokens.length; ) {
      const room = length - this.joined.length - 1;
      if (room > 0) {
        this.joined.push(cls, ...tokens.subarray(from, from + room));
        this.joinedTakes.push(this.taken);
      }
      from += Math.max(room, 0);
      if (this.joined.length >= length - 1) {
        emit(this.joined, this.joinedTakes);
        this.joined = [];
        this.joinedTakes = [];
        if (coverage === "draw" && from < tokens.length) {
          this.dropped += tokens.length - from;
          return;
        }
      }
    }
  }

  /** At most half a row to the next sentence in that direction; back where it began when there is none. */
  private toSentence(tokens: Uint32Array, start: number, step: -1 | 1): number {
    const reach = Math.floor(this.options.length / 2);
    for (let moved = 0, at = start; moved <= reach && at >= 0 && at < tokens.length; moved++, at += step) {
      if (at === 0 || this.options.ends.has(tokens[at - 1] ?? 0)) return at;
    }
    return start;
  }

  /** Back to the last sentence end, unless that would leave less than half a row. */
  private trim(tokens: Uint32Array, left: number, right: number): number {
    if (right === tokens.length) return right;
    for (let end = right; end - left >= this.options.length / 2; end--) {
      if (this.options.ends.has(tokens[end - 1] ?? 0)) return end;
    }
    return right;
  }
}
