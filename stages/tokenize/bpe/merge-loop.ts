/**
 * BPE of one word as it is defined: merge the pair of lowest rank, the leftmost of several, until none is left.
 *
 * Cost: n log n for a word of n atoms. The encoder falls back on it for the few words that it does not settle itself.
 */
import { findPair, type MergeTable, NO_RANK } from "./merge-table.js";

/** A queue entry is rank * `positions` + position. */
const positions = 2 ** 28;

export class MergeLoop {
  /** Tokens of the word at work by the atom they begin at; where the next one begins; where the one before. */
  private tokens = new Int32Array(256);
  private nexts = new Int32Array(256);
  private befores = new Int32Array(256);
  private readonly queue = new NumberQueue();

  constructor(private readonly table: MergeTable) {}

  /** Room for the atoms of a word, to be filled before `merge`. */
  roomFor(atoms: number): Int32Array {
    if (atoms >= positions) throw new RangeError(`a word of ${atoms} atoms`);
    if (atoms > this.tokens.length) {
      this.tokens = new Int32Array(2 * atoms);
      this.nexts = new Int32Array(2 * atoms);
      this.befores = new Int32Array(2 * atoms);
    }
    return this.tokens;
  }

  /** Merges the first `length` atoms in the room; writes the tokens to `into` from `offset` on, returns the offset behind them. */
  merge(length: number, into: Uint32Array, offset: number): number {
    const { tokens, nexts, befores, queue } = this;
    const { pairs } = this.table;
    for (let at = 0; at < length; at++) {
      nexts[at] = at + 1;
      befores[at] = at - 1;
    }
    for (let at = 0; at + 1 < length; at++) this.offer(at, length);
    for (let entry = queue.pop(); entry >= 0; entry = queue.pop()) {
      const at = entry % positions;
      const next = nexts[at]!;
      if (tokens[at]! < 0 || next >= length) continue;
      const pair = findPair(this.table, tokens[at]!, tokens[next]!);
      // The pair that was queued may be gone.
      if (pair < 0 || pairs[pair + 2] !== (entry - at) / positions) continue;
      tokens[at] = pairs[pair + 3]!;
      tokens[next] = -1;
      nexts[at] = nexts[next]!;
      if (nexts[at]! < length) befores[nexts[at]!] = at;
      this.offer(at, length);
      if (befores[at]! >= 0) this.offer(befores[at]!, length);
    }
    for (let at = 0; at < length; at = nexts[at]!) into[offset++] = tokens[at]!;
    return offset;
  }

  /** Queues the pair that begins at `at`, if it can be merged. */
  private offer(at: number, length: number): void {
    const next = this.nexts[at]!;
    if (next >= length) return;
    const pair = findPair(this.table, this.tokens[at]!, this.tokens[next]!);
    if (pair < 0) return;
    const rank = this.table.pairs[pair + 2]!;
    if (rank !== NO_RANK) this.queue.push(rank * positions + at);
  }
}

/** Smallest number first: a binary heap. */
class NumberQueue {
  private heap = new Float64Array(256);
  private size = 0;

  push(value: number): void {
    if (this.size === this.heap.length) {
      const grown = new Float64Array(2 * this.size);
      grown.set(this.heap);
      this.heap = grown;
    }
    const { heap } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]! <= value) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = value;
  }

  /** -1 when it is empty. */
  pop(): number {
    if (this.size === 0) return -1;
    const { heap } = this;
    const least = heap[0]!;
    const value = heap[--this.size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= value) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = value;
    return least;
  }
}
