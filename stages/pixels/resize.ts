/**
 * Bicubic resampling with antialiasing, in integers: equal to Pillow's `Image.resize(size, BICUBIC)` byte for byte
 * (test/interop/resize.test.ts).
 *
 * Two passes, rows then columns, each over 8-bit values (`resize.wat`). Coefficients are 22-bit fixed point (Pillow's Resample.c), so
 * that the result is the same on every machine. Cost: about 2 * 4 * max(1, scale) multiplications a channel of a pixel written, four
 * at a time. The plain reference is test/stages/pixels/plain-resize.ts.
 *
 *     weights of rows | weights of columns | picture | after rows | after columns      one WebAssembly memory a worker
 */
import { SampleError } from "../../pipeline/contracts/errors.js";
import { loadKernel } from "../../pipeline/kernels/load-kernel.js";
import { KernelMemory } from "./kernel-memory.js";
import type { Raster } from "./raster.js";
import { type Weights, weightsFor } from "./resize-weights.js";

/** A line of 2 x 70,000 pixels would become one of 256 x 9 million: more than this is no picture, but memory without end. */
const mostPixels = 1 << 26;

/** @throws SampleError `over-pixels` */
export function resize(raster: Raster, width: number, height: number): Raster {
  const { channels } = raster;
  const pixels = width * Math.max(raster.height, height);
  if (pixels > mostPixels)
    throw new SampleError(
      "over-pixels",
      `from ${raster.width} x ${raster.height} to ${width} x ${height} pixels takes ${pixels} pixels in memory, the limit is ${mostPixels}`,
    );
  // Kernels know three channels side by side; grey pictures are small copies for hashes.
  const colour = channels === 3 ? raster : asThree(raster);
  const data = resizeColour(colour, width, height);
  return { width, height, channels, data: channels === 3 ? data : everyThird(data) };
}

type Kernels = {
  readonly rows: (...values: readonly number[]) => void;
  readonly columns: (...values: readonly number[]) => void;
};

const module = loadKernel(new URL("./resize.wasm", import.meta.url));
const workspace = new KernelMemory<Kernels>(module);

function resizeColour(raster: Raster, width: number, height: number): Uint8Array {
  const isWide = width !== raster.width;
  const isHigh = height !== raster.height;
  if (!isWide && !isHigh) return raster.data;
  const acrossWeights = isWide ? weightsFor(raster.width, width) : undefined;
  const downWeights = isHigh ? weightsFor(raster.height, height) : undefined;
  const pictures = raster.data.length + width * 3 * ((isWide ? raster.height : 0) + (isHigh ? height : 0));
  workspace.clear(pictures + bytesOf(acrossWeights) + bytesOf(downWeights), 9);
  const across = acrossWeights && put(acrossWeights);
  const down = downWeights && put(downWeights);
  let at = workspace.put(raster.data);
  if (across !== undefined) {
    const out = workspace.place(width * raster.height * 3);
    const { first, count, weights, taps } = across;
    workspace.kernels.rows(at, raster.width * 3, raster.height, first, count, weights, taps, out, width);
    at = out;
  }
  if (down !== undefined) {
    const out = workspace.place(width * height * 3);
    const { first, count, weights, taps } = down;
    workspace.kernels.columns(at, width * 3, first, count, weights, taps, out, height);
    at = out;
  }
  return workspace.take(at, width * height * 3);
}

function bytesOf(weights: Weights | undefined): number {
  if (weights === undefined) return 0;
  return weights.first.byteLength + weights.count.byteLength + weights.weights.byteLength;
}

/** Puts weights into the memory and returns where they lie. */
function put({ first, count, weights, taps }: Weights) {
  return { first: workspace.put(first), count: workspace.put(count), weights: workspace.put(weights), taps };
}

function asThree({ width, height, data }: Raster): Raster {
  const three = new Uint8Array(data.length * 3);
  data.forEach((tone, at) => {
    three[at * 3] = tone;
  });
  return { width, height, channels: 3, data: three };
}

function everyThird(data: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: data.length / 3 }, (_, at) => data[at * 3] ?? 0);
}
