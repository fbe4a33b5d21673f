/**
 * Baseline JPEG with chroma halved both ways and the tables of the standard: byte for byte what sharp writes with libjpeg
 * (test/stages/pixels/jpeg/encode-jpeg.test.ts), without the fixed costs of libvips.
 *
 *     planes.wat   RGB -> luma and chroma        blocks.wat   8 x 8 values -> quantised frequencies        huffman.wat   -> scan
 *
 * One WebAssembly memory a worker holds all of it, some 19 bytes a pixel.
 */
import { loadKernel } from "../../../pipeline/kernels/load-kernel.js";
import { KernelMemory } from "../kernel-memory.js";
import type { Raster } from "../raster.js";
import { jpegHead } from "./jpeg-head.js";
import { codesOf, divisorsOf, huffmanTables, zigzag } from "./jpeg-tables.js";

type Kernels = {
  readonly planes: (...values: readonly number[]) => void;
  readonly repeat: (...values: readonly number[]) => void;
  readonly blocks: (...values: readonly number[]) => void;
  readonly scan: (...values: readonly number[]) => number;
};

const memory = new KernelMemory<Kernels>(
  loadKernel(new URL("./planes.wasm", import.meta.url)),
  loadKernel(new URL("./blocks.wasm", import.meta.url)),
  loadKernel(new URL("./huffman.wasm", import.meta.url)),
);

/** Sides of what is coded at once: four blocks of luma, one of each chroma. */
const unitSide = 16;
const blockBytes = 128;
/** 64 coefficients of at most 26 bits; each byte may be followed by a 0. */
const maxBlockScan = (64 * 26 * 2) / 8;

/** Places of the frequencies in bytes; then the codes. */
const scanTables = Buffer.concat([
  Uint8Array.from(zigzag, (place) => place * 2),
  ...huffmanTables.map((table, at) => new Uint8Array(codesOf(table, at < 2 ? 16 : 256).buffer)),
]);

/** @param raster RGB; @param quality 1 to 100 */
export function encodeJpeg(raster: Raster, quality: number): Uint8Array {
  const { width, height } = raster;
  const across = Math.ceil(width / unitSide);
  const down = Math.ceil(height / unitSide);
  const paddedWidth = across * unitSide;
  const lumaBlocks = across * down * 4;
  const chromaBlocks = across * down;
  const scanBytes = (lumaBlocks + 2 * chromaBlocks) * maxBlockScan + 16;
  const planeBytes = (lumaBlocks + 2 * chromaBlocks) * blockBytes;
  memory.clear(paddedWidth * height * 3 + 2 * planeBytes + scanTables.length + 2048 + scanBytes, 12);
  const { kernels } = memory;
  const rgb = memory.put(paddedAcross(raster, paddedWidth));
  const y = memory.place(lumaBlocks * blockBytes);
  const cb = memory.place(chromaBlocks * blockBytes);
  const cr = memory.place(chromaBlocks * blockBytes);
  kernels.planes(rgb, paddedWidth, height, y, cb, cr);
  kernels.repeat(y, paddedWidth * 2, height, down * unitSide);
  for (const plane of [cb, cr])
    kernels.repeat(plane, paddedWidth, Math.ceil(height / 2), (down * unitSide) / 2);

  const divisors = divisorsOf(quality);
  const [forLuma, forChroma] = [memory.put(quantiser(divisors.luma)), memory.put(quantiser(divisors.chroma))];
  const work = memory.place(blockBytes);
  const yBlocks = memory.place(lumaBlocks * blockBytes);
  const cbBlocks = memory.place(chromaBlocks * blockBytes);
  const crBlocks = memory.place(chromaBlocks * blockBytes);
  kernels.blocks(y, paddedWidth * 2, across * 2, down * 2, forLuma, work, yBlocks);
  kernels.blocks(cb, paddedWidth, across, down, forChroma, work, cbBlocks);
  kernels.blocks(cr, paddedWidth, across, down, forChroma, work, crBlocks);

  const tables = memory.put(scanTables);
  const out = memory.place(scanBytes);
  const size = [Math.ceil(width / 8), Math.ceil(height / 8)];
  const end = kernels.scan(yBlocks, cbBlocks, crBlocks, ...size, across, down, tables, out);
  return Buffer.concat([jpegHead(width, height, divisors), memory.take(out, end - out), endMark]);
}

const endMark = Uint8Array.of(0xff, 0xd9);

/** The last pixel of each row once more, up to a whole number of units. */
function paddedAcross({ width, height, data }: Raster, wanted: number): Uint8Array {
  if (width === wanted) return data;
  const padded = new Uint8Array(wanted * height * 3);
  for (let row = 0; row < height; row++) {
    const to = row * wanted * 3;
    padded.set(data.subarray(row * width * 3, (row + 1) * width * 3), to);
    for (let at = to + width * 3; at < to + wanted * 3; at++) padded[at] = padded[at - 3]!;
  }
  return padded;
}

/** Halves, then reciprocals of the divisors; the transform gives eight times a frequency. */
function quantiser(divisors: readonly number[]): Uint8Array {
  const table = new Float32Array(128);
  for (const [at, divisor] of divisors.entries()) {
    table[at] = divisor * 4 + 0.5;
    table[64 + at] = 1 / (divisor * 8);
  }
  return new Uint8Array(table.buffer);
}
