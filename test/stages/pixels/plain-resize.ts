/**
 * What the kernels of stages/pixels/resize.wat must equal: two passes, rows then columns, each over 8-bit values, one sum a value.
 * Both take the same weights; those are checked against Pillow (test/interop/resize.test.ts).
 */
import type { Raster } from "../../../stages/pixels/raster.js";
import { precisionBits, weightsFor } from "../../../stages/pixels/resize-weights.js";

export function plainResize(raster: Raster, width: number, height: number): Raster {
  const across = width === raster.width ? raster : plainRows(raster, width);
  return height === raster.height ? across : turned(plainRows(turned(across), height));
}

function plainRows({ width: from, height, channels, data: tones }: Raster, width: number): Raster {
  const { first, count, weights, taps } = weightsFor(from, width);
  // A clamped array cuts what lies outside of 0 to 255.
  const data = new Uint8ClampedArray(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 1 << (precisionBits - 1);
        for (let tap = 0; tap < count[x]!; tap++) {
          const tone = tones[(y * from + first[x]! + tap) * channels + channel]!;
          sum += Math.imul(tone, weights[x * taps + tap]!);
        }
        data[(y * width + x) * channels + channel] = sum >> precisionBits;
      }
    }
  }
  return { width, height, channels, data: new Uint8Array(data.buffer) };
}

/** Rows become columns. */
function turned({ width, height, channels, data }: Raster): Raster {
  const other = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++)
        other[(x * height + y) * channels + channel] = data[(y * width + x) * channels + channel]!;
    }
  }
  return { width: height, height: width, channels, data: other };
}
