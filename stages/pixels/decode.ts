/** The one decode of a picture: upright, 8 bits, sRGB, laid on a background, never larger than asked for. */
import sharp, { type ResizeOptions } from "sharp";
import { SampleError } from "../../pipeline/errors.js";
import type { ImageHeader } from "./image-header.js";
import { flatten, type Raster } from "./raster.js";
import { readImageHeader } from "./read-image-header.js";
import { decodeSmallPng } from "./small-png.js";

// One thread a picture: workers run side by side, and results depend on no number of threads. Nothing is kept between
// pictures: a corpus never shows the same one twice in a row.
sharp.concurrency(1);
sharp.cache(false);

export interface DecodeOptions {
  /** Pictures of more pixels are refused by their header. */
  readonly maxPixels: number;
  /** Tone that stands behind transparent pixels, 0 to 255. */
  readonly background: number;
  /** Pictures whose sides are both longer are shrunk while they are decoded, until the shorter one has this length. */
  readonly shrinkTo: number;
  /** Shrinks both sides to that length instead: for pictures that become a square of any shape. */
  readonly square?: boolean;
}

/** Larger pictures are shrunk by libvips as it decodes them, row by row; for smaller ones its fixed costs are higher. */
const smallPixels = 1 << 18;
/** A picture that takes longer is no picture. */
const seconds = 30;

export interface Decoded {
  readonly header: ImageHeader;
  readonly raster: Raster;
}

/** @throws SampleError `unknown-image`, `over-pixels` or `broken-image` */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions): Promise<Decoded> {
  const header = readImageHeader(bytes);
  if (header === undefined)
    throw new SampleError("unknown-image", "the bytes begin like no known picture, or tell no size");
  const pixels = header.width * header.height;
  if (pixels > options.maxPixels)
    throw new SampleError(
      "over-pixels",
      `the picture has ${pixels} pixels, the limit is ${options.maxPixels}`,
    );
  if (header.format === "png" && pixels <= smallPixels) {
    const small = decodeSmallPng(bytes);
    if (small !== undefined)
      return {
        header,
        raster: flatten(small.data, small.width, small.height, small.channels, options.background),
      };
  }
  try {
    const image = sharp(bytes, { limitInputPixels: options.maxPixels, sequentialRead: true, failOn: "error" })
      .autoOrient()
      .toColourspace("srgb")
      .timeout({ seconds });
    const shorter = Math.min(header.width, header.height);
    if (pixels > smallPixels && shorter > options.shrinkTo) {
      // Without alpha libvips shrinks twice as fast.
      const { background: tone } = options;
      image.flatten({ background: { r: tone, g: tone, b: tone } }).resize(shrunk(header, options));
    }
    const { data, info } = await image.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    return { header, raster: flatten(data, info.width, info.height, info.channels, options.background) };
  } catch (error) {
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new SampleError("broken-image", `the picture cannot be decoded: ${reason}`);
  }
}

/** Sizes are those of the upright picture: a quarter turn swaps the sides. */
function shrunk(header: ImageHeader, { shrinkTo: side, square }: DecodeOptions): ResizeOptions {
  const turned = header.orientation >= 5;
  const width = turned ? header.height : header.width;
  const height = turned ? header.width : header.height;
  const shorter = Math.min(width, height);
  const scaled = (length: number): number =>
    square === true ? side : Math.max(1, Math.round((length * side) / shorter));
  return { width: scaled(width), height: scaled(height), fit: "fill", kernel: "cubic" };
}
