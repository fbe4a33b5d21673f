/**
 * Decodes the plain kinds of PNG without another decoder: 1 to 8 bits, not interlaced, without a colour profile. For small
 * pictures the fixed costs of libvips are ten times the work.
 *
 * Source: W3C PNG (third edition), 7.2 (scanlines), 9 (filters), 11.2.2 (palette), 11.3.1 (transparency).
 */
import { crc32, inflateSync } from "node:zlib";
import { ImageBytes } from "./image-bytes.js";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: number;
  readonly data: Uint8Array;
}

/** Colour type -> samples of a pixel. */
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const paletted = 3;

/** Undefined for kinds that are left to another decoder, damaged ones among them: it has the words for the damage. */
export function decodeSmallPng(bytes: Uint8Array): Pixels | undefined {
  const image = new ImageBytes(bytes);
  const [width, height, bits, colour] = [image.u32(16), image.u32(20), image.u8(24), image.u8(25)];
  const samples = samplesOf[colour];
  if (samples === undefined || bits > 8 || image.u8(28) !== 0) return undefined;
  let palette: Uint8Array | undefined;
  let alphas: Uint8Array | undefined;
  const parts: Uint8Array[] = [];
  for (let at = 8; ; ) {
    const end = at + 12 + image.u32(at);
    if (end > image.length) return undefined;
    const body = bytes.subarray(at + 8, end - 4);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== image.u32(end - 4)) return undefined;
    if (image.has(at + 4, "IDAT")) parts.push(body);
    else if (image.has(at + 4, "PLTE")) palette = body;
    else if (image.has(at + 4, "tRNS")) alphas = body;
    else if (image.has(at + 4, "iCCP") || image.has(at + 4, "acTL") || image.has(at + 4, "eXIf"))
      return undefined;
    else if (image.has(at + 4, "IEND")) break;
    at = end;
  }
  // One transparent colour among greys or RGB is rare.
  if (alphas !== undefined && colour !== paletted) return undefined;
  const rowBytes = Math.ceil((width * samples * bits) / 8);
  const rows = inflate(parts, (rowBytes + 1) * height);
  if (rows === undefined || !unfilter(rows, rowBytes, height, Math.ceil((samples * bits) / 8)))
    return undefined;
  if (colour === paletted) {
    if (palette === undefined) return undefined;
    return lookUp(rows, rowBytes, width, height, bits, palette, alphas);
  }
  if (bits < 8) return widen(rows, rowBytes, width, height, bits);
  const data = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++)
    data.set(rows.subarray(y * (rowBytes + 1) + 1, (y + 1) * (rowBytes + 1)), y * rowBytes);
  return { width, height, channels: samples, data };
}

function inflate(parts: readonly Uint8Array[], expected: number): Uint8Array | undefined {
  try {
    // One byte more, so that a picture that holds too much is noticed and not cut in silence.
    const [only] = parts;
    const packed = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
    // Room for all of it at once: pieces would have to be joined.
    const rows = inflateSync(packed, {
      maxOutputLength: expected + 1,
      chunkSize: Math.max(64, expected + 1),
    });
    return rows.length === expected ? rows : undefined;
  } catch {
    return undefined;
  }
}

/** In place; each row begins with the number of its filter. False for a filter that does not exist. */
function unfilter(rows: Uint8Array, rowBytes: number, height: number, step: number): boolean {
  const stride = rowBytes + 1;
  for (let y = 0; y < height; y++) {
    const filter = rows[y * stride]!;
    const from = y * stride + 1;
    const end = from + rowBytes;
    const hasAbove = y > 0;
    if (filter === 0) continue;
    if (filter === 1) {
      for (let at = from + step; at < end; at++) rows[at] = rows[at]! + rows[at - step]!;
    } else if (filter === 2) {
      if (hasAbove) for (let at = from; at < end; at++) rows[at] = rows[at]! + rows[at - stride]!;
    } else if (filter === 3) {
      for (let at = from; at < end; at++) {
        const left = at - from >= step ? rows[at - step]! : 0;
        const above = hasAbove ? rows[at - stride]! : 0;
        rows[at] = rows[at]! + ((left + above) >> 1);
      }
    } else if (filter === 4) {
      const first = from + step;
      // The first pixel has nothing on its left, where the predictor is the byte above.
      if (hasAbove) for (let at = from; at < first; at++) rows[at] = rows[at]! + rows[at - stride]!;
      if (hasAbove) paethRow(rows, first, end, step, stride);
      // Without a row above it is the byte on the left.
      else for (let at = first; at < end; at++) rows[at] = rows[at]! + rows[at - step]!;
    } else return false;
  }
  return true;
}

function paethRow(rows: Uint8Array, from: number, end: number, step: number, stride: number): void {
  for (let at = from; at < end; at++) {
    const left = rows[at - step]!;
    const above = rows[at - stride]!;
    const corner = rows[at - stride - step]!;
    const toLeft = Math.abs(above - corner);
    const toAbove = Math.abs(left - corner);
    const toCorner = Math.abs(left + above - 2 * corner);
    const nearest = toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    rows[at] = rows[at]! + nearest;
  }
}

/** Palette entries; an index beyond the palette is damage. */
function lookUp(
  rows: Uint8Array,
  rowBytes: number,
  width: number,
  height: number,
  bits: number,
  palette: Uint8Array,
  alphas: Uint8Array | undefined,
): Pixels | undefined {
  const channels = alphas === undefined ? 3 : 4;
  const data = new Uint8Array(width * height * channels);
  const mask = (1 << bits) - 1;
  const perByte = 8 / bits;
  const entries = palette.length / 3;
  let to = 0;
  for (let y = 0; y < height; y++) {
    const from = y * (rowBytes + 1) + 1;
    for (let x = 0; x < width; x++) {
      let index = rows[from + x]!;
      if (bits < 8) {
        const shift = 8 - bits - (x % perByte) * bits;
        index = (rows[from + Math.floor(x / perByte)]! >> shift) & mask;
      }
      if (index >= entries) return undefined;
      data[to] = palette[index * 3]!;
      data[to + 1] = palette[index * 3 + 1]!;
      data[to + 2] = palette[index * 3 + 2]!;
      if (alphas !== undefined) data[to + 3] = index < alphas.length ? alphas[index]! : 255;
      to += channels;
    }
  }
  return { width, height, channels, data };
}

/** Greys of 1, 2 or 4 bits over the whole range of 8. */
function widen(rows: Uint8Array, rowBytes: number, width: number, height: number, bits: number): Pixels {
  const data = new Uint8Array(width * height);
  const mask = (1 << bits) - 1;
  const perByte = 8 / bits;
  for (let y = 0; y < height; y++) {
    const from = y * (rowBytes + 1) + 1;
    for (let x = 0; x < width; x++) {
      const shift = 8 - bits - (x % perByte) * bits;
      data[y * width + x] = (((rows[from + Math.floor(x / perByte)]! >> shift) & mask) * 255) / mask;
    }
  }
  return { width, height, channels: 1, data };
}
