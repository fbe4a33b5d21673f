/**
 * Pixels of any kind -> RGB: transparent ones are laid on one background tone, greys become RGB.
 *
 * The frequent kind, RGB with alpha, has a kernel (`flatten.wat`), whose plain reference is `flattenPlainly`.
 */
import { loadKernel } from "../../pipeline/kernels/load-kernel.js";
import { KernelMemory } from "./kernel-memory.js";
import type { Raster } from "./raster.js";

type Kernels = { readonly flatten: (...values: readonly number[]) => void };

const module = loadKernel(new URL("./flatten.wasm", import.meta.url));
const memory = new KernelMemory<Kernels>(module);

/**
 * @param channels 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
 * @param background 0 to 255
 */
export function flatten(
  data: Uint8Array,
  width: number,
  height: number,
  channels: number,
  background: number,
): Raster {
  if (channels === 3) return { width, height, channels, data };
  if (channels !== 4) return flattenPlainly(data, width, height, channels, background);
  const pixels = width * height;
  memory.clear(pixels * 7, 2);
  const from = memory.put(data);
  const out = memory.place(pixels * 3);
  memory.kernels.flatten(from, out, pixels, background);
  return { width, height, channels: 3, data: memory.take(out, pixels * 3) };
}

export function flattenPlainly(
  data: Uint8Array,
  width: number,
  height: number,
  channels: number,
  background: number,
): Raster {
  const flat = new Uint8Array(width * height * 3);
  const isGrey = channels < 3;
  const hasAlpha = channels === 2 || channels === 4;
  for (let from = 0, to = 0; to < flat.length; from += channels, to += 3) {
    const alpha = hasAlpha ? data[from + channels - 1]! : 255;
    // 128 for rounding in the exact division by 255.
    const behind = background * (255 - alpha) + 128;
    for (let c = 0; c < 3; c++) {
      const mixed = data[isGrey ? from : from + c]! * alpha + behind;
      flat[to + c] = (mixed + (mixed >> 8)) >> 8;
    }
  }
  return { width, height, channels: 3, data: flat };
}
