/** Sorting of numbers of 32 bits, with what belongs to each. */
import { readFileSync } from "node:fs";

export interface RadixSorter {
  /** To be filled before `sort`; sorted by it. */
  readonly keys: Uint32Array;
  readonly order: Uint32Array;
  /** Sorts `keys[from, to)`, of one or more, and moves `order` along; equal keys stay in their order. */
  sort(from: number, to: number): void;
}

/** All places are addresses. */
interface SortLoops {
  sort(keys: number, order: number, nextKeys: number, nextOrder: number, count: number): void;
}

const arraysAt = 24_576;
const pageBytes = 1 << 16;

/** By `radix-sort.wat`. Memory: 16 bytes a number, which wait long for a collection: one is to be used again and again. */
export class KernelSorter implements RadixSorter {
  readonly keys: Uint32Array;
  readonly order: Uint32Array;
  readonly #loops: SortLoops;

  /** @param most there is room for so many numbers */
  constructor(most: number) {
    const module = new WebAssembly.Module(readFileSync(new URL("./radix-sort.wasm", import.meta.url)));
    const memory = new WebAssembly.Memory({ initial: Math.ceil((arraysAt + most * 16) / pageBytes) });
    this.#loops = new WebAssembly.Instance(module, { kernel: { memory } }).exports as unknown as SortLoops;
    this.keys = new Uint32Array(memory.buffer, arraysAt, most);
    this.order = new Uint32Array(memory.buffer, arraysAt + most * 4, most);
  }

  sort(from: number, to: number): void {
    const { byteLength } = this.keys;
    const at = arraysAt + from * 4;
    this.#loops.sort(at, at + byteLength, at + 2 * byteLength, at + 3 * byteLength, to - from);
  }
}

/** The same passes in JavaScript, for so many numbers that its loops are soon compiled. Memory: 16 bytes a number. */
export class ArraySorter implements RadixSorter {
  readonly keys: Uint32Array;
  readonly order: Uint32Array;
  readonly #nextKeys: Uint32Array;
  readonly #nextOrder: Uint32Array;
  /** Of the three passes: how often each digit occurs, then where the next one goes. */
  readonly #places = new Uint32Array(3 * 2048);

  constructor(most: number) {
    this.keys = new Uint32Array(most);
    this.order = new Uint32Array(most);
    this.#nextKeys = new Uint32Array(most);
    this.#nextOrder = new Uint32Array(most);
  }

  sort(from: number, to: number): void {
    const places = this.#places;
    let [keys, order, nextKeys, nextOrder] = [this.keys, this.order, this.#nextKeys, this.#nextOrder];
    countDigits(keys, from, to, places);
    for (let pass = 0; pass < 3; pass++) {
      const [shift, table] = [pass * 11, pass * 2048];
      // All have the same digit: nothing moves.
      if (places[table + ((keys[from]! >>> shift) & 2047)] === to - from) continue;
      let sum = from;
      for (let digit = table; digit < table + 2048; digit++) {
        const here = places[digit]!;
        places[digit] = sum;
        sum += here;
      }
      for (let i = from; i < to; i++) {
        const key = keys[i]!;
        const place = places[table + ((key >>> shift) & 2047)]!++;
        nextKeys[place] = key;
        nextOrder[place] = order[i]!;
      }
      [keys, nextKeys] = [nextKeys, keys];
      [order, nextOrder] = [nextOrder, order];
    }
    if (keys === this.keys) return;
    this.keys.set(keys.subarray(from, to), from);
    this.order.set(order.subarray(from, to), from);
  }
}

function countDigits(keys: Uint32Array, from: number, to: number, places: Uint32Array): void {
  places.fill(0);
  for (let i = from; i < to; i++) {
    const key = keys[i]!;
    places[key & 2047]!++;
    places[2048 + ((key >>> 11) & 2047)]!++;
    places[4096 + (key >>> 22)]!++;
  }
}
