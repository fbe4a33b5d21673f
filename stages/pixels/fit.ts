/** Brings a picture to the size that a model wants. */
import { cropCentre, type Raster } from "./raster.js";
import { resize } from "./resize.js";

export interface Fit {
  /**
   * keep: the size as it is; crop: the shorter side to `size`, then the middle square; stretch: a square of any shape; inside: the
   * longer side to `size`.
   */
  readonly how: "keep" | "crop" | "stretch" | "inside";
  readonly size: number;
  /** Whether smaller pictures are enlarged. */
  readonly upscale: boolean;
}

export function fitRaster(raster: Raster, { how, size, upscale }: Fit): Raster {
  const { width, height } = raster;
  if (how === "keep") return raster;
  if (how === "stretch")
    return upscale || width > size || height > size ? resize(raster, size, size) : raster;
  const side = how === "crop" ? Math.min(width, height) : Math.max(width, height);
  const target = upscale ? size : Math.min(size, side);
  const resized = resize(raster, scaled(width, target, side), scaled(height, target, side));
  return how === "crop" ? cropCentre(resized, target, target) : resized;
}

/** `length` where a side of `from` becomes `to`; the side itself exactly. */
function scaled(length: number, to: number, from: number): number {
  return Math.max(1, Math.round((length * to) / from));
}
