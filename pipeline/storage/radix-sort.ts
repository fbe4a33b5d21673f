/** Sorting of numbers of 32 bits, with what belongs to each, by `radix-sort.wat`. */
import { readFileSync } from "node:fs";

/** All places are addresses. */
interface SortLoops {
  sort(keys: number, order: number, nextKeys: number, nextOrder: number, count: number): void;
}

/** Numbers that are sorted at a time. */
export const heldNumbers = 1 << 16;

/** Sorts up to `heldNumbers`. Memory: 1 MiB, one for each thread. */
export class RadixSorter {
  /** To be filled before `sort`; sorted by it. */
  readonly keys: Uint32Array;
  readonly order: Uint32Array;
  readonly #loops: SortLoops;

  constructor() {
    const module = new WebAssembly.Module(readFileSync(new URL("./radix-sort.wasm", import.meta.url)));
    const memory = new WebAssembly.Memory({ initial: Math.ceil((arraysAt + heldNumbers * 16) / pageBytes) });
    this.#loops = new WebAssembly.Instance(module, { kernel: { memory } }).exports as unknown as SortLoops;
    this.keys = new Uint32Array(memory.buffer, arraysAt, heldNumbers);
    this.order = new Uint32Array(memory.buffer, arraysAt + arrayBytes, heldNumbers);
  }

  /** Sorts `keys[from, to)`, of one or more, and moves `order` along; equal keys stay in their order. */
  sort(from: number, to: number): void {
    const at = arraysAt + from * 4;
    this.#loops.sort(at, at + arrayBytes, at + 2 * arrayBytes, at + 3 * arrayBytes, to - from);
  }
}

const arraysAt = 24_576;
const arrayBytes = heldNumbers * 4;
const pageBytes = 1 << 16;
