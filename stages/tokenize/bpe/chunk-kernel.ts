/**
 * Cuts text into words and these into chunks, and gives the tokens of chunks, remembered or merged: never a wrong answer, because
 * of what is remembered the whole chunk is compared. Three modules over one memory, whose layout `chunks.wat` draws; works on a
 * window of the text, of whole words where they fit.
 *
 * Three caches of fixed size: four places for each short chunk, two for a longer one, one for lines of signs, 3.1 MiB. Remembered
 * is a chunk of no more than 8 units and four tokens, or of units below 0x100 up to 16 and four tokens, or 96 and seven.
 *
 * Cost: `npm run bench -- tokenize`.
 */
import { loadKernel } from "../../../pipeline/kernels/load-kernel.js";
import type { WordMachine } from "../byte-level/cl100k-machine.js";
import type { Alphabet } from "./alphabet.js";
import { hashPair, type MergeTable, NO_RANK } from "./merge-table.js";
import type { JunctionBits } from "./seam-filter.js";

type Exports = Readonly<{
  cut: (length: number) => number;
  encode: (chunk: number, chunks: number, ids: number) => number;
  remember: (ids: number, end: number) => void;
}>;

type WordExports = Readonly<{ scan: (length: number, isLast: number) => number }>;

const wordModule = loadKernel(new URL("../byte-level/cl100k-words.wasm", import.meta.url));
const chunkModule = loadKernel(new URL("./chunks.wasm", import.meta.url));
const mergeModule = loadKernel(new URL("./merge.wasm", import.meta.url));

/** What fits into the window. */
export const windowUnits = 4096;

const idsEndAt = 88;
const lastSlotAt = 92;
const bytesAt = 128;
const machineAt = 7680;
const unitJunctionsAt = 8192;
const byteJunctionsAt = 139_264;
const edgesAt = 147_456;
const classesAt = 212_992;
const unitsAt = 1_327_104;
const wordsAt = 1_335_424;
const startsAt = 1_339_584;
const idsAt = 1_356_032;
const cacheAt = 1_405_248;
const charactersAt = 4_550_976;
const pairBitsAt = 4_813_120;
const nearAt = 5_206_336;
const pairsAt = 5_468_480;
const pageBytes = 1 << 16;

const nearLog = 14;

export class ChunkKernel implements JunctionBits {
  readonly unitJunctions: Int32Array;
  readonly byteJunctions: Int32Array;
  readonly edges: Uint8Array;
  /** 1 where a word starts in the window: to be filled before `cut`, by `scan` or from outside. */
  readonly wordStarts: Uint8Array;
  /** Where the chunks begin, counted in the same way; the entry after the last start is the end of the window. */
  readonly starts: Int32Array;
  /** Tokens of the window. */
  readonly ids: Uint32Array;
  /** The merges, which are copied once. */
  readonly table: MergeTable;
  private readonly units: Uint16Array;
  /** The memory in front of the junctions. */
  private readonly numbers: Int32Array;
  private readonly exports: Exports;
  private readonly memory: WebAssembly.Memory;
  private scanWords: WordExports["scan"] | undefined;

  constructor(table: MergeTable, alphabet: Alphabet) {
    const { pairs, pairBits } = table;
    this.memory = new WebAssembly.Memory({ initial: Math.ceil((pairsAt + 4 * pairs.length) / pageBytes) });
    const { memory } = this;
    const { buffer } = memory;
    new Uint16Array(buffer, 0, 16).fill(0xffff);
    this.unitJunctions = new Int32Array(buffer, unitJunctionsAt, (byteJunctionsAt - unitJunctionsAt) / 4);
    this.byteJunctions = new Int32Array(buffer, byteJunctionsAt, (edgesAt - byteJunctionsAt) / 4);
    this.edges = new Uint8Array(buffer, edgesAt, 0x10000);
    this.units = new Uint16Array(buffer, unitsAt, windowUnits);
    this.wordStarts = new Uint8Array(buffer, wordsAt, windowUnits);
    this.starts = new Int32Array(buffer, startsAt, windowUnits + 1);
    this.ids = new Uint32Array(buffer, idsAt, (cacheAt - idsAt) / 4);
    this.numbers = new Int32Array(buffer, 0, unitJunctionsAt / 4);
    this.numbers[lastSlotAt / 4] = pairs.length / 4 - 1;
    this.numbers.fill(-1, bytesAt / 4, bytesAt / 4 + 256);
    if (alphabet.byteTokens !== undefined) this.numbers.set(alphabet.byteTokens, bytesAt / 4);
    const kernelBits = new Int32Array(buffer, pairBitsAt, pairBits.length);
    const kernelPairs = new Int32Array(buffer, pairsAt, pairs.length);
    kernelBits.set(pairBits);
    kernelPairs.set(pairs);
    this.table = { ...table, pairs: kernelPairs, pairBits: kernelBits };
    fillNear(new Int32Array(buffer, nearAt, (pairsAt - nearAt) / 4), pairs);
    fillCharacters(new Int32Array(buffer, charactersAt, 0x10000), table, alphabet);
    const { merge, mayCrossBytes } = new WebAssembly.Instance(mergeModule, { kernel: { memory } }).exports;
    const kernel = { memory, merge, mayCrossBytes };
    this.exports = new WebAssembly.Instance<Exports>(chunkModule, { kernel }).exports;
  }

  /** Gets ready for `scan`. */
  learnWords({ classes, transitions }: WordMachine): void {
    const { memory } = this;
    new Uint8Array(memory.buffer, classesAt, classes.length).set(classes);
    new Uint16Array(memory.buffer, machineAt, transitions.length).set(transitions);
    this.scanWords = new WebAssembly.Instance<WordExports>(wordModule, { kernel: { memory } }).exports.scan;
  }

  /** Puts `units[from, to)` into the window. */
  load(units: Uint16Array, from: number, to: number): void {
    this.units.set(units.subarray(from, to));
  }

  /**
   * Finds the words in the first `length` units of the window, which do not end inside of a pair.
   *
   * @param isLast whether the text ends there: else the last word may go on
   * @returns where the last one ends that is whole, 0: none is
   */
  scan(length: number, isLast: boolean): number {
    return this.scanWords?.(length, isLast ? 1 : 0) ?? 0;
  }

  /** Cuts the first `length` units of the window; returns the number of chunks. */
  cut(length: number): number {
    return this.exports.cut(length);
  }

  /**
   * Writes the tokens of chunks from `chunk` on to `ids`, behind the first `count`; `idCount` says how many there are then.
   *
   * @returns the first chunk that is left to the search, or `chunks`
   */
  encode(chunk: number, chunks: number, count: number): number {
    return this.exports.encode(chunk, chunks, idsAt + 4 * count);
  }

  get idCount(): number {
    return (this.numbers[idsEndAt / 4]! - idsAt) >> 2;
  }

  /** Remembers that the chunk which `encode` came back with has the tokens `ids[start, end)`. */
  remember(start: number, end: number): void {
    this.exports.remember(idsAt + 4 * start, idsAt + 4 * end);
  }
}

/**
 * The merges of lowest rank once more, each in the one place that its hash names: eight of ten that are asked for are there, and in these
 * 256 KiB they are together, which spares waiting for memory.
 */
function fillNear(near: Int32Array, pairs: Int32Array): void {
  near.fill(-1);
  for (let from = 0; from < pairs.length; from += 4) {
    const left = pairs[from]!;
    if (left < 0) continue;
    const at = 4 * (hashPair(left, pairs[from + 1]!) >>> (32 - nearLog));
    if (near[at]! < 0 || pairs[from + 2]! < near[at + 2]!) {
      for (let part = 0; part < 4; part++) near[at + part] = pairs[from + part]!;
    }
  }
}

/** Unit -> its token, -1: none that merging arrives at; all -1 where merges are not in order, so that none begins with characters. */
function fillCharacters(characters: Int32Array, table: MergeTable, alphabet: Alphabet): void {
  characters.fill(-1);
  if (!table.isOrdered) return;
  const { vocabulary, entryOf, rankOf } = table;
  const { units: spellings, starts } = vocabulary;
  const units = new Uint16Array(longestCharacter);
  for (let token = 0; token < table.size; token++) {
    const entry = entryOf[token]!;
    if (entry < 0 || rankOf[token] === NO_RANK) continue;
    const from = starts[entry]!;
    const to = starts[entry + 1]!;
    if (to - from <= longestCharacter && alphabet.readUnits(spellings, from, to, units) === 1)
      characters[units[0]!] = token;
  }
}

/** The bytes of a unit. */
const longestCharacter = 3;
