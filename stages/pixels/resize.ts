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
import { readFileSync } from "node:fs";
import type { Raster } from "./raster.js";

const precisionBits = 22;
/** Catmull-Rom: a = -0.5, support 2. */
const support = 2;
const a = -0.5;

function bicubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

/** For each output position: where its input begins, how many there are, and their weights. */
interface Weights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `taps` a position. */
  readonly weights: Int32Array;
  readonly taps: number;
}

/** The last few: pictures of one set share sizes. */
const known = new Map<string, Weights>();
const maxKnown = 64;

function weightsFor(from: number, to: number): Weights {
  const key = `${from}>${to}`;
  let weights = known.get(key);
  if (weights === undefined) {
    if (known.size >= maxKnown) known.clear();
    weights = makeWeights(from, to);
    known.set(key, weights);
  }
  return weights;
}

function makeWeights(from: number, to: number): Weights {
  const scale = from / to;
  const stretch = Math.max(1, scale);
  const reach = support * stretch;
  const taps = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * taps);
  const exact = new Float64Array(taps);
  for (let position = 0; position < to; position++) {
    const centre = (position + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(from, Math.trunc(centre + reach + 0.5));
    let sum = 0;
    for (let at = start; at < end; at++) {
      const weight = bicubic((at - centre + 0.5) / stretch);
      exact[at - start] = weight;
      sum += weight;
    }
    first[position] = start;
    count[position] = end - start;
    for (let at = 0; at < end - start; at++) {
      const scaled = (exact[at]! / sum) * (1 << precisionBits);
      weights[position * taps + at] = Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
  }
  return { first, count, weights, taps };
}

export function resize(raster: Raster, width: number, height: number): Raster {
  const { channels } = raster;
  // Kernels know three channels side by side; grey pictures are small copies for hashes.
  const colour = channels === 3 ? raster : asThree(raster);
  const data = resizeColour(colour, width, height);
  return { width, height, channels, data: channels === 3 ? data : everyThird(data) };
}

type Kernels = {
  readonly rows: (...values: readonly number[]) => void;
  readonly columns: (...values: readonly number[]) => void;
};

const pageBytes = 1 << 16;
/** What kernels may load or store beyond the end of a picture. */
const spareBytes = 16;
/** More than this is given back with the next picture. */
const keptBytes = 64 << 20;

const module = new WebAssembly.Module(readFileSync(new URL("./resize.wasm", import.meta.url)));

class Workspace {
  private memory = new WebAssembly.Memory({ initial: 1 });
  private used = 0;
  kernels = this.instantiate();

  /** Makes room for so many bytes in so many places. What was there is lost. */
  clear(bytes: number, places: number): void {
    this.used = 0;
    const wanted = Math.ceil((bytes + places * 2 * spareBytes) / pageBytes) * pageBytes;
    const had = this.memory.buffer.byteLength;
    if (wanted <= had && had <= keptBytes) return;
    this.memory = new WebAssembly.Memory({ initial: wanted / pageBytes });
    this.kernels = this.instantiate();
  }

  /** @returns where so many bytes begin */
  place(bytes: number): number {
    const at = this.used;
    this.used = (at + bytes + 2 * spareBytes - 1) & -spareBytes;
    return at;
  }

  put(values: Uint8Array | Int32Array): number {
    const at = this.place(values.byteLength);
    new Uint8Array(this.memory.buffer, at).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    return at;
  }

  take(at: number, bytes: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, bytes).slice();
  }

  private instantiate(): Kernels {
    const { exports } = new WebAssembly.Instance(module, { resize: { memory: this.memory } });
    return exports as Kernels;
  }
}

const workspace = new Workspace();

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

/** Where the weights lie. */
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
