/**
 * Cuts text into chunks and remembers their tokens (`chunks.wat`, which draws the layout of the memory): never a wrong answer, because
 * the whole chunk is compared. Works on a window of the text, of whole words where they fit.
 *
 * A cache of fixed size, two places for each chunk: 4 MiB. A chunk is remembered when it has no more than 8 units, or 16 below 0x100, and no
 * more than four tokens.
 *
 * Cost: `npm run bench -- tokenize`.
 */
import { loadKernel } from "../../kernels/load-kernel.js";
import type { JunctionBits } from "./seam-filter.js";

type Exports = Readonly<{
  cut: (length: number) => number;
  findKnown: (chunk: number, chunks: number, ids: number) => number;
  remember: (ids: number, end: number) => void;
}>;

const module = loadKernel(new URL("./chunks.wasm", import.meta.url));

/** What fits into the window. */
export const windowUnits = 2048;

const idsEndAt = 88;
const unitJunctionsAt = 1024;
const byteJunctionsAt = 132_096;
const unitsAt = 140_288;
const wordEndsAt = 144_448;
const startsAt = 152_704;
const idsAt = 160_960;
const cacheAt = 185_600;
const charactersAt = 4_379_904;
const pairBitsAt = 4_642_048;
const pairsAt = 4_904_192;
const lastSlotAt = 92;
const pageBytes = 1 << 16;

export class ChunkKernel implements JunctionBits {
  readonly unitJunctions: Int32Array;
  readonly byteJunctions: Int32Array;
  /** To be filled before `cut`: where words end, counted from the start of the window. */
  readonly wordEnds: Int32Array;
  /** Where chunks begin, counted in the same way; behind the last start is the end of the window. */
  readonly starts: Int32Array;
  /** Tokens of the window. */
  readonly ids: Uint32Array;
  /** To be filled with the tokens of single units; all -1 at first, and chunks are not merged then. */
  readonly characters: Int32Array;
  /** To be filled with those of the merge table. */
  readonly pairBits: Int32Array;
  readonly pairs: Int32Array;
  private readonly units: Uint16Array;
  /** The memory in front of the junctions. */
  private readonly numbers: Int32Array;
  private readonly exports: Exports;

  /** @param pairNumbers length of the pairs of the merge table */
  constructor(pairNumbers: number) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((pairsAt + 4 * pairNumbers) / pageBytes) });
    const { buffer } = memory;
    new Uint16Array(buffer, 0, 16).fill(0xffff);
    this.unitJunctions = new Int32Array(buffer, unitJunctionsAt, (byteJunctionsAt - unitJunctionsAt) / 4);
    this.byteJunctions = new Int32Array(buffer, byteJunctionsAt, (unitsAt - byteJunctionsAt) / 4);
    this.units = new Uint16Array(buffer, unitsAt, windowUnits);
    this.wordEnds = new Int32Array(buffer, wordEndsAt, windowUnits + 1);
    this.starts = new Int32Array(buffer, startsAt, windowUnits + 1);
    this.ids = new Uint32Array(buffer, idsAt, (cacheAt - idsAt) / 4);
    this.numbers = new Int32Array(buffer, 0, unitJunctionsAt / 4);
    this.numbers[lastSlotAt / 4] = pairNumbers / 4 - 1;
    this.characters = new Int32Array(buffer, charactersAt, 0x10000).fill(-1);
    this.pairBits = new Int32Array(buffer, pairBitsAt, (pairsAt - pairBitsAt) / 4);
    this.pairs = new Int32Array(buffer, pairsAt, pairNumbers);
    this.exports = new WebAssembly.Instance(module, { kernel: { memory } }).exports as Exports;
  }

  /** Puts `units[from, to)` into the window. */
  load(units: Uint16Array, from: number, to: number): void {
    this.units.set(units.subarray(from, to));
  }

  /** Cuts the first `length` units of the window; returns the number of chunks. */
  cut(length: number): number {
    return this.exports.cut(length);
  }

  /**
   * Writes the tokens of chunks from `chunk` on to `ids`, behind the first `count`; `idCount` says how many there are then.
   *
   * @returns the first chunk that is not known, or `chunks`
   */
  findKnown(chunk: number, chunks: number, count: number): number {
    return this.exports.findKnown(chunk, chunks, idsAt + 4 * count);
  }

  get idCount(): number {
    return (this.numbers[idsEndAt / 4]! - idsAt) >> 2;
  }

  /** Remembers that the chunk which `findKnown` came back with has the tokens `ids[start, end)`. */
  remember(start: number, end: number): void {
    this.exports.remember(idsAt + 4 * start, idsAt + 4 * end);
  }
}
