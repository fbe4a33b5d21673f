/**
 * Rows of a PNG as they were filtered -> their bytes (`unfilter.wat`; the plain reference is test/stages/pixels/plain-unfilter.ts).
 * RGB with alpha goes on to its background in the same memory: pictures of megabytes are not copied once more.
 *
 *     rows with their filters | a row of zeros | rows | RGB        one WebAssembly memory a worker
 */
import { loadKernel } from "../../../pipeline/kernels/load-kernel.js";
import { KernelMemory } from "../kernel-memory.js";

type Kernels = {
  readonly unfilter: (...values: readonly number[]) => number;
  readonly flatten: (...values: readonly number[]) => void;
};

const memory = new KernelMemory<Kernels>(
  loadKernel(new URL("./unfilter.wasm", import.meta.url)),
  loadKernel(new URL("../flatten.wasm", import.meta.url)),
);

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
  const out = unfiltered(filtered, rowBytes, height, step);
  return out === undefined ? undefined : memory.take(out, rowBytes * height);
}

/** The same for RGB with alpha, laid on a background: three bytes a pixel. */
export function unfilterFlat(
  filtered: Uint8Array,
  rowBytes: number,
  height: number,
  background: number,
): Uint8Array | undefined {
  const pixels = (rowBytes / 4) * height;
  memory.clear(filtered.length + rowBytes * (height + 1) + pixels * 3, 3);
  const rows = unfiltered(filtered, rowBytes, height, 4);
  if (rows === undefined) return undefined;
  const out = memory.place(pixels * 3);
  memory.kernels.flatten(rows, out, pixels, background);
  return memory.take(out, pixels * 3);
}

/** Where the rows lie. */
function unfiltered(
  filtered: Uint8Array,
  rowBytes: number,
  height: number,
  step: number,
): number | undefined {
  const from = memory.put(filtered);
  const above = memory.place(rowBytes * (height + 1));
  memory.empty(above, rowBytes);
  const out = above + rowBytes;
  return memory.kernels.unfilter(from, out, rowBytes, height, step) === 0 ? undefined : out;
}
