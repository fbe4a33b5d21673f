/**
 * Folding of texts for hashing only (`fold-tables.ts` says into what). The folded code points never leave the hash; the text itself is
 * not changed.
 */
import { loadKernel } from "../../../pipeline/kernels/load-kernel.js";
import { TextKernel } from "../../text/units/text-kernel.js";
import { type Folding, readFoldTables } from "./fold-tables.js";

/** What `fold.wat` exports; all places are addresses. */
interface FoldLoops {
  fold(text: number, end: number, points: number, astralEnd: number): number;
  cutTokens(points: number, end: number, alone: number): number;
  hashWindows(points: number, end: number, size: number): void;
  hash(points: number, end: number): void;
}

const module = loadKernel(new URL("./fold.wasm", import.meta.url));

const hashWords = 4;
const hashAt = 135_168;

/**
 * Folds one text after the other in the memory of `fold.wat`, where they can be hashed.
 *
 * Cost: 132 to 232 KiB of tables (those of a folding are read once a thread), 6 bytes a UTF-16 unit of a large text; below 1 ns a unit.
 */
export class Folder {
  /** Folded code points; valid are the first that `fold` returned, until the next call. */
  points = new Uint32Array(0);
  /** What `hash` made. */
  #hash = new Uint32Array(hashWords);
  #loops: FoldLoops | undefined;
  readonly #kernel: TextKernel<FoldLoops>;
  /** The last of the tables, behind the astral pairs. */
  readonly #aloneBytes: number;

  constructor(folding: Folding) {
    const { plane, alone, astral } = readFoldTables(folding);
    const tables = [plane, closings, new Int32Array(hashWords), astral, alone];
    this.#aloneBytes = alone.length;
    this.#kernel = new TextKernel<FoldLoops>(module, tables, 2);
  }

  /** Folds `text` into `points` and returns their number. */
  fold(text: string): number {
    const kernel = this.#kernel;
    const loops = kernel.load(text);
    const { unitsAt, outputAt, outputWords } = kernel;
    this.#loops = loops;
    if (outputWords.buffer !== this.points.buffer) {
      this.points = new Uint32Array(outputWords.buffer, outputAt, outputWords.length);
      this.#hash = new Uint32Array(outputWords.buffer, hashAt, hashWords);
    }
    const end = loops.fold(unitsAt, unitsAt + text.length * 2, outputAt, unitsAt - this.#aloneBytes);
    return (end - outputAt) >> 2;
  }

  /** The 128-bit hash (`hash.ts`) of the first `length` points. Valid until the next call. */
  hash(length: number): Uint32Array {
    const { outputAt } = this.#kernel;
    this.#loops?.hash(outputAt, outputAt + length * 4);
    return this.#hash;
  }

  /** Puts in the place of the first `length` points, folded to `words`, a hash for each token; returns how many there are. */
  cutTokens(length: number): number {
    const { unitsAt, outputAt } = this.#kernel;
    const end =
      this.#loops?.cutTokens(outputAt, outputAt + length * 4, unitsAt - this.#aloneBytes) ?? outputAt;
    return (end - outputAt) >> 2;
  }

  /**
   * Puts in the place of each of the first `length` points from which on there are `size` the hash of these. Cost: below 1 ns a point
   * for windows of 5, 2 ns for long ones.
   */
  hashWindows(length: number, size: number): void {
    const { outputAt } = this.#kernel;
    this.#loops?.hashWindows(outputAt, outputAt + (length - size + 1) * 4, size);
  }
}

/** For each of the 256 ways to keep some of eight units: the bytes of the kept ones, moved together. */
const closings = closingTable();

function closingTable(): Uint8Array {
  const table = new Uint8Array(256 * 16);
  for (let kept = 0; kept < 256; kept++) {
    let at = kept * 16;
    for (let unit = 0; unit < 8; unit++) {
      if ((kept & (1 << unit)) === 0) continue;
      table[at++] = 2 * unit;
      table[at++] = 2 * unit + 1;
    }
  }
  return table;
}
