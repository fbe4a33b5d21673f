/**
 * All ways to take the words of a text apart into pieces: how often each piece is to be expected, and the most probable way.
 *
 * A character that is no piece stands for itself at the cost of an unknown one. Sums of probabilities are kept as logarithms. Cost: a
 * few operations a unit and piece that begins at it.
 *
 * Source: Kudo 2018, "Subword regularization"; `Lattice` of google/sentencepiece.
 */
import { isPair } from "../../text/units/units.js";
import { textTrie } from "../text-trie.js";
import type { TokenTrie } from "../token-trie.js";
import { longestPiece } from "./seed-pieces.js";
import type { WordText } from "./word-text.js";

export interface Piece {
  readonly text: string;
  /** Logarithm of its probability. */
  readonly score: number;
}

/** What an unknown character costs beside the rarest piece. */
const unknownPenalty = 10;

export class UnigramLattice {
  private readonly trie: TokenTrie;
  private readonly scores: Float64Array;
  private readonly unknownScore: number;
  /** Edges of the word at work: where each begins and ends, which piece it is (-1: unknown). */
  private edges = 0;
  private froms = new Int32Array(1 << 12);
  private ends = new Int32Array(1 << 12);
  private pieces = new Int32Array(1 << 12);
  private readonly tokens = new Int32Array(longestPiece);
  private readonly tokenEnds = new Int32Array(longestPiece);
  private forward = new Float64Array(256);
  private backward = new Float64Array(256);
  private bestEdge = new Int32Array(256);

  constructor(pieces: readonly Piece[]) {
    this.scores = Float64Array.from(pieces, ({ score }) => score);
    this.trie = textTrie(pieces.map(({ text }, index) => [text, index]));
    this.unknownScore = this.scores.reduce((low, score) => Math.min(low, score), 0) - unknownPenalty;
  }

  /** Adds to `expected` how often each piece is to be expected in the words. */
  expect(text: WordText, expected: Float64Array): void {
    const { units, starts, counts } = text;
    for (let word = 0; word < counts.length; word++) {
      const from = starts[word]!;
      const length = starts[word + 1]! - from;
      this.readEdges(units, from, from + length, -1);
      const { forward, backward, froms, ends, pieces } = this;
      forward.fill(Number.NEGATIVE_INFINITY, 0, length + 1);
      backward.fill(Number.NEGATIVE_INFINITY, 0, length + 1);
      forward[0] = 0;
      backward[length] = 0;
      // Edges are in the order of where they begin.
      for (let edge = 0; edge < this.edges; edge++) {
        const end = ends[edge]!;
        forward[end] = addLogs(forward[end]!, forward[froms[edge]!]! + this.scoreOf(pieces[edge]!));
      }
      for (let edge = this.edges - 1; edge >= 0; edge--) {
        const start = froms[edge]!;
        backward[start] = addLogs(backward[start]!, backward[ends[edge]!]! + this.scoreOf(pieces[edge]!));
      }
      const whole = forward[length]!;
      const count = counts[word]!;
      for (let edge = 0; edge < this.edges; edge++) {
        const piece = pieces[edge]!;
        if (piece < 0) continue;
        const score = forward[froms[edge]!]! + this.scores[piece]! + backward[ends[edge]!]! - whole;
        expected[piece]! += count * Math.exp(score);
      }
    }
  }

  /**
   * The pieces of the most probable way through `units[from, to)`, from the left (-1: an unknown character).
   *
   * @param without a piece that is not to be used; -1: all may
   */
  bestWay(units: Uint16Array, from: number, to: number, without: number): number[] {
    this.readEdges(units, from, to, without);
    const { forward, froms, ends, pieces, bestEdge } = this;
    forward.fill(Number.NEGATIVE_INFINITY, 0, to - from + 1);
    forward[0] = 0;
    for (let edge = 0; edge < this.edges; edge++) {
      const end = ends[edge]!;
      const score = forward[froms[edge]!]! + this.scoreOf(pieces[edge]!);
      if (score <= forward[end]!) continue;
      forward[end] = score;
      bestEdge[end] = edge;
    }
    const way: number[] = [];
    for (let at = to - from; at > 0; at = froms[bestEdge[at]!]!) way.push(pieces[bestEdge[at]!]!);
    return way.reverse();
  }

  private scoreOf(piece: number): number {
    return piece < 0 ? this.unknownScore : this.scores[piece]!;
  }

  private readEdges(units: Uint16Array, from: number, to: number, without: number): void {
    const { trie, tokens, tokenEnds } = this;
    this.reserve(to - from);
    this.edges = 0;
    for (let at = from; at < to; ) {
      const next = at + (isPair(units, at, to) ? 2 : 1);
      let hasCharacter = false;
      const count = trie.allAt(units, at, to, tokens, tokenEnds);
      for (let index = 0; index < count; index++) {
        if (tokens[index] === without) continue;
        if (tokenEnds[index] === next) hasCharacter = true;
        this.addEdge(at - from, tokenEnds[index]! - from, tokens[index]!);
      }
      if (!hasCharacter) this.addEdge(at - from, next - from, -1);
      at = next;
    }
  }

  private addEdge(start: number, end: number, piece: number): void {
    this.froms[this.edges] = start;
    this.ends[this.edges] = end;
    this.pieces[this.edges++] = piece;
  }

  private reserve(length: number): void {
    const edges = (longestPiece + 1) * length;
    if (edges > this.froms.length) {
      this.froms = new Int32Array(2 * edges);
      this.ends = new Int32Array(2 * edges);
      this.pieces = new Int32Array(2 * edges);
    }
    if (length < this.forward.length) return;
    this.forward = new Float64Array(2 * length);
    this.backward = new Float64Array(2 * length);
    this.bestEdge = new Int32Array(2 * length);
  }
}

/** log(exp(a) + exp(b)) */
function addLogs(a: number, b: number): number {
  const high = Math.max(a, b);
  const low = Math.min(a, b);
  // Below, nothing of the smaller one is left in a double.
  return low < high - 40 ? high : high + Math.log1p(Math.exp(low - high));
}
