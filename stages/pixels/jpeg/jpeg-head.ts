/** What stands before the scan of a baseline JPEG, in libjpeg's order. ITU-T T.81, B.2. */
import { type Divisors, huffmanTables, zigzag } from "./jpeg-tables.js";

export function jpegHead(width: number, height: number, { luma, chroma }: Divisors): Uint8Array {
  const [lumaMeans, chromaMeans, lumaFrequencies, chromaFrequencies] = huffmanTables.map(
    ({ counts, symbols }) => [...counts, ...symbols],
  );
  const frame = [8, height >> 8, height & 255, width >> 8, width & 255, 3];
  // Component, halvings (2 x 2 for luma, whose samples are not halved), table of divisors.
  const components = [...[1, 0x22, 0], ...[2, 0x11, 1], ...[3, 0x11, 1]];
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, ...inZigzag(luma)]),
    ...segment(0xdb, [1, ...inZigzag(chroma)]),
    ...segment(0xc0, [...frame, ...components]),
    ...segment(0xc4, [0x00, ...(lumaMeans ?? [])]),
    ...segment(0xc4, [0x10, ...(lumaFrequencies ?? [])]),
    ...segment(0xc4, [0x01, ...(chromaMeans ?? [])]),
    ...segment(0xc4, [0x11, ...(chromaFrequencies ?? [])]),
    // All frequencies at once, with tables 0 for luma and 1 for chroma.
    ...segment(0xda, [3, ...[1, 0x00], ...[2, 0x11], ...[3, 0x11], ...[0, 63, 0]]),
  ]);
}

function segment(marker: number, body: readonly number[]): readonly number[] {
  const length = body.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...body];
}

function inZigzag(table: readonly number[]): readonly number[] {
  return zigzag.map((place) => table[place] ?? 0);
}
