/**
 * Rows of a PNG as they were filtered -> their bytes (`unfilter.wat`; the plain reference is test/stages/pixels/plain-unfilter.ts).
 *
 *     rows with their filters | a row of zeros | rows        one WebAssembly memory a worker
 */
import { loadKernel } from "../../kernels/load-kernel.js";
import { KernelMemory } from "../kernel-memory.js";

type Kernels = { readonly unfilter: (...values: readonly number[]) => number };

const module = loadKernel(new URL("./unfilter.wasm", import.meta.url));
const memory = new KernelMemory<Kernels>(module);

/**
 * @param filtered `height` times the number of a filter and `rowBytes` bytes
 * @param step bytes of a pixel, 1 to 4; 1 where several pixels share a byte
 * @returns `height` times `rowBytes` bytes; undefined where a row names a filter that does not exist
 */
export function unfilter(
  filtered: Uint8Array,
  rowBytes: number,
  height: number,
  step: number,
): Uint8Array | undefined {
  memory.clear(filtered.length + rowBytes * (height + 1), 2);
  const from = memory.put(filtered);
  const above = memory.place(rowBytes * (height + 1));
  memory.empty(above, rowBytes);
  const out = above + rowBytes;
  if (memory.kernels.unfilter(from, out, rowBytes, height, step) === 0) return undefined;
  return memory.take(out, rowBytes * height);
}
