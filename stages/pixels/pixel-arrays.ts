/** Decoded pixels as an array of a sample: `pixels`, and beside it `.pixels-shape`, by which later stages know how they lie. */
import type { Sample } from "../../pipeline/contracts/sample.js";
import type { Raster } from "./raster.js";

export type PixelLayout = "hwc" | "chw";

export function pixelsShape({ width, height }: Raster, layout: PixelLayout): Int32Array {
  return Int32Array.of(height, width, layout === "chw" ? 1 : 0);
}

/** The raster that an earlier stage left, when it did. */
export function pixelsOf({ arrays }: Sample): Raster | undefined {
  const { pixels, ".pixels-shape": shape } = arrays;
  if (!(pixels instanceof Uint8Array) || shape === undefined) return undefined;
  const [height = 0, width = 0, isByChannels] = shape;
  const data = isByChannels === 1 ? bySide(pixels) : pixels;
  return pixels.length === 3 * height * width ? { width, height, channels: 3, data } : undefined;
}

export function byChannels({ width, height, data }: Raster): Uint8Array {
  const pixels = width * height;
  const planes = new Uint8Array(data.length);
  for (let pixel = 0; pixel < pixels; pixel++)
    for (let c = 0; c < 3; c++) planes[c * pixels + pixel] = data[pixel * 3 + c]!;
  return planes;
}

/** Channels side by side. */
function bySide(planes: Uint8Array): Uint8Array {
  const pixels = planes.length / 3;
  const data = new Uint8Array(planes.length);
  for (let pixel = 0; pixel < pixels; pixel++)
    for (let c = 0; c < 3; c++) data[pixel * 3 + c] = planes[c * pixels + pixel]!;
  return data;
}
