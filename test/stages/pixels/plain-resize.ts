/**
 * What the kernels of stages/pixels/resize.ts must equal: bicubic resampling in integers, in plain TypeScript.
 *
 * Two passes, rows then columns, each over 8-bit values. Coefficients are 22-bit fixed point (Pillow's Resample.c), so that the
 * result is the same on every machine. Cost: about 2 * 4 * max(1, scale) multiplications a channel of a pixel written.
 */
import type { Raster } from "../../../stages/pixels/raster.js";

const precisionBits = 22;
const half = 1 << (precisionBits - 1);
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

export function plainResize(raster: Raster, width: number, height: number): Raster {
  const { channels } = raster;
  let current = raster;
  if (width !== current.width) {
    const data = new Uint8Array(width * current.height * channels);
    const weights = weightsFor(current.width, width);
    const clamped = new Uint8ClampedArray(data.buffer);
    if (channels === 3) rows3(current, weights, clamped, width);
    else rows1(current, weights, clamped, width);
    current = { width, height: current.height, channels, data };
  }
  if (height === current.height) return current;
  const data = new Uint8Array(width * height * channels);
  columns(current, weightsFor(current.height, height), new Uint8ClampedArray(data.buffer), height);
  return { width, height, channels, data };
}

function rows3(
  raster: Raster,
  { first, count, weights, taps }: Weights,
  out: Uint8ClampedArray,
  width: number,
): void {
  const { data } = raster;
  const stride = raster.width * 3;
  let to = 0;
  for (let y = 0; y < raster.height; y++) {
    for (let x = 0; x < width; x++) {
      let red = half;
      let green = half;
      let blue = half;
      let at = y * stride + first[x]! * 3;
      let k = x * taps;
      for (const end = k + count[x]!; k < end; k++) {
        const weight = weights[k]!;
        red += Math.imul(data[at]!, weight);
        green += Math.imul(data[at + 1]!, weight);
        blue += Math.imul(data[at + 2]!, weight);
        at += 3;
      }
      out[to] = red >> precisionBits;
      out[to + 1] = green >> precisionBits;
      out[to + 2] = blue >> precisionBits;
      to += 3;
    }
  }
}

function rows1(
  raster: Raster,
  { first, count, weights, taps }: Weights,
  out: Uint8ClampedArray,
  width: number,
): void {
  const { data } = raster;
  let to = 0;
  for (let y = 0; y < raster.height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = half;
      let at = y * raster.width + first[x]!;
      let k = x * taps;
      for (const end = k + count[x]!; k < end; k++) sum += Math.imul(data[at++]!, weights[k]!);
      out[to++] = sum >> precisionBits;
    }
  }
}

/** Four taps are what enlarging takes; more come in rounds of sums. */
function columns(
  raster: Raster,
  { first, count, weights, taps }: Weights,
  out: Uint8ClampedArray,
  height: number,
): void {
  const { data } = raster;
  const stride = raster.width * raster.channels;
  const sums = new Int32Array(stride);
  for (let y = 0; y < height; y++) {
    const rows = count[y]!;
    const from = first[y]! * stride;
    const to = y * stride;
    const k = y * taps;
    if (rows === 4) {
      fourRows(data, from, stride, weights, k, out, to);
      continue;
    }
    sums.fill(half);
    for (let row = 0; row < rows; row++) addRow(data, from + row * stride, weights[k + row]!, sums);
    for (let x = 0; x < stride; x++) out[to + x] = sums[x]! >> precisionBits;
  }
}

function addRow(data: Uint8Array, from: number, weight: number, sums: Int32Array): void {
  for (let x = 0; x < sums.length; x++) sums[x] = (sums[x]! + Math.imul(data[from + x]!, weight)) | 0;
}

function fourRows(
  data: Uint8Array,
  from: number,
  stride: number,
  weights: Int32Array,
  k: number,
  out: Uint8ClampedArray,
  to: number,
): void {
  const a0 = weights[k]!;
  const a1 = weights[k + 1]!;
  const a2 = weights[k + 2]!;
  const a3 = weights[k + 3]!;
  const second = from + stride;
  const third = second + stride;
  const fourth = third + stride;
  for (let x = 0; x < stride; x++) {
    const upper = (Math.imul(data[from + x]!, a0) + Math.imul(data[second + x]!, a1)) | 0;
    const lower = (Math.imul(data[third + x]!, a2) + Math.imul(data[fourth + x]!, a3)) | 0;
    out[to + x] = ((upper + lower + half) | 0) >> precisionBits;
  }
}
