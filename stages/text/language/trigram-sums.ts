/** What the trigrams of a text say of each language, added up by `trigram-sums.wat`, which draws the layout of the memory. */
import { loadKernel } from "../../../pipeline/kernels/load-kernel.js";

/** Trigrams that are added up at a time. */
export const mostTrigrams = 2048;

/** What `trigram-sums.wat` exports; the end is an address. */
interface SumLoops {
  addUp(end: number): void;
}

const mostLanguages = 16;
const trigramsAt = 64;
const rowOfAt = trigramsAt + mostTrigrams * 4;
const rowsAt = 532_544;
const pageBytes = 1 << 16;

/** Memory: 0.8 MB for the model that comes with the project. */
export class TrigramSums {
  /** The trigrams to add up; to be filled before `addUp`. */
  readonly trigrams: Int32Array;
  /** What `addUp` made: one sum a language. */
  readonly sums: Int32Array;
  readonly #loops: SumLoops;

  /**
   * @param rowOf row of each trigram
   * @param rows a signed byte for each of the languages, row by row
   * @param languages up to 16
   */
  constructor(rowOf: Uint16Array, rows: Int8Array, languages: number) {
    const count = rows.length / languages;
    const memory = new WebAssembly.Memory({
      initial: Math.ceil((rowsAt + count * mostLanguages) / pageBytes),
    });
    const { buffer } = memory;
    const module = loadKernel(new URL("./trigram-sums.wasm", import.meta.url));
    this.#loops = new WebAssembly.Instance<SumLoops>(module, { kernel: { memory } }).exports;
    this.sums = new Int32Array(buffer, 0, languages);
    this.trigrams = new Int32Array(buffer, trigramsAt, mostTrigrams);
    new Uint16Array(buffer, rowOfAt, rowOf.length).set(rowOf);
    const wide = new Int8Array(buffer, rowsAt);
    for (let row = 0; row < count; row++)
      for (let language = 0; language < languages; language++)
        wide[row * mostLanguages + language] = rows[row * languages + language]!;
  }

  /** Adds up the first `count` of the trigrams. Cost: about 1 ns each. */
  addUp(count: number): void {
    this.#loops.addUp(trigramsAt + count * 4);
  }
}
