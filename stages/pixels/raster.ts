/** Decoded pictures: 8 bits a channel, channels side by side, rows from the top, no padding. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** The middle of a picture; left and top take the smaller half of an odd rest, as Pillow's centre crops do. */
export function cropCentre(raster: Raster, width: number, height: number): Raster {
  if (raster.width === width && raster.height === height) return raster;
  const { channels } = raster;
  const left = (raster.width - width) >> 1;
  const top = (raster.height - height) >> 1;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * raster.width + left) * channels;
    data.set(raster.data.subarray(from, from + width * channels), y * width * channels);
  }
  return { width, height, channels, data };
}

/** ITU-R BT.601 luma in integers, as Pillow's "L" mode rounds it. */
export function toGrey({ width, height, channels, data }: Raster): Raster {
  if (channels === 1) return { width, height, channels, data };
  const grey = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3)
    grey[i] = (data[at]! * 19595 + data[at + 1]! * 38470 + data[at + 2]! * 7471 + 0x8000) >> 16;
  return { width, height, channels: 1, data: grey };
}

/** Pixels with alpha (or grey with alpha) laid on one background tone; grey becomes RGB. */
export function flatten(
  data: Uint8Array,
  width: number,
  height: number,
  channels: number,
  background: number,
): Raster {
  if (channels === 3) return { width, height, channels, data };
  const flat = new Uint8Array(width * height * 3);
  const isGrey = channels < 3;
  const hasAlpha = channels === 2 || channels === 4;
  for (let from = 0, to = 0; to < flat.length; from += channels, to += 3) {
    const alpha = hasAlpha ? data[from + channels - 1]! : 255;
    if (alpha === 255) {
      flat[to] = data[from]!;
      flat[to + 1] = data[isGrey ? from : from + 1]!;
      flat[to + 2] = data[isGrey ? from : from + 2]!;
      continue;
    }
    // 128 for rounding in the exact division by 255.
    const behind = background * (255 - alpha) + 128;
    for (let c = 0; c < 3; c++) {
      const mixed = data[isGrey ? from : from + c]! * alpha + behind;
      flat[to + c] = (mixed + (mixed >> 8)) >> 8;
    }
  }
  return { width, height, channels: 3, data: flat };
}
