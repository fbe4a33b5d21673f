/** The one decode of a picture: upright, 8 bits, sRGB, laid on a background, never larger than asked for. */
import sharp from "sharp";
import { SampleError } from "../../pipeline/contracts/errors.js";
import { colourProfile } from "./colour/colour-profile.js";
import { embeddedProfile } from "./colour/embedded-profile.js";
import { toneBehind, toSrgb } from "./colour/to-srgb.js";
import { flatten } from "./flatten.js";
import type { ImageHeader } from "./headers/image-header.js";
import { readImageHeader } from "./headers/read-image-header.js";
import { decodePng } from "./png/decode-png.js";
import type { Raster } from "./raster.js";
import { resize } from "./resize.js";

// One thread for each picture: workers already run side by side, and the results must not depend on the number of threads. No
// cache: a corpus never shows the same picture twice in a row.
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

/** Larger pictures are shrunk as they are decoded; for smaller ones that costs more than it saves. */
const smallPixels = 1 << 18;
/** Larger PNGs are decoded by libvips row by row, so that memory depends on no picture. */
const wholePixels = 1 << 23;
/** What libvips says of sound pictures that it was built without a decoder for, such as BMP, ICO, JPEG 2000 and HEIC. */
const noDecoder = /unsupported image format|has not been built in/;
/** A picture that takes longer is no picture. */
const seconds = 30;

export interface Decoded {
  readonly header: ImageHeader;
  readonly raster: Raster;
}

/** @throws SampleError `unknown-image`, `unsupported-image`, `over-pixels` or `broken-image` */
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
  const embedded = embeddedProfile(bytes, header.format);
  // A profile of RGB says nothing of tones alone, nor of inks; libvips knows the profiles that do.
  const profile = header.isGrey || header.isCmyk ? undefined : embedded && colourProfile(embedded);
  const behind = profile === undefined ? options.background : toneBehind(options.background, profile);
  // A profile of another kind is left to libvips, and so is its picture.
  const isOurs =
    header.format === "png" &&
    header.orientation === 1 &&
    pixels <= wholePixels &&
    (embedded === undefined || profile !== undefined);
  const raster =
    (isOurs ? decodeOurselves(bytes, header, options, behind) : undefined) ??
    (await decodeBySharp(bytes, header, options, behind, profile !== undefined));
  if (profile !== undefined) toSrgb(raster.data, profile);
  return { header, raster };
}

/** Undefined for kinds of PNG that are left to libvips. */
function decodeOurselves(
  bytes: Uint8Array,
  header: ImageHeader,
  options: DecodeOptions,
  background: number,
): Raster | undefined {
  const png = decodePng(bytes, background);
  if (png === undefined) return undefined;
  const raster = flatten(png.data, png.width, png.height, png.channels, background);
  const size = shrunkSize(header, options);
  return size === undefined ? raster : resize(raster, size.width, size.height);
}

async function decodeBySharp(
  bytes: Uint8Array,
  header: ImageHeader,
  { maxPixels, ...options }: DecodeOptions,
  background: number,
  ignoreIcc: boolean,
): Promise<Raster> {
  try {
    const image = sharp(bytes, {
      limitInputPixels: maxPixels,
      sequentialRead: true,
      failOn: "error",
      ignoreIcc,
    })
      .autoOrient()
      .toColourspace("srgb")
      .timeout({ seconds });
    const size = shrunkSize(header, options);
    if (size !== undefined) {
      // Without alpha libvips shrinks twice as fast.
      image.flatten({ background: { r: background, g: background, b: background } });
      image.resize({ ...size, fit: "fill", kernel: "cubic" });
    }
    const { data, info } = await image.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    return flatten(data, info.width, info.height, info.channels, background);
  } catch (error) {
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    const problem = `the ${header.format} picture cannot be decoded: ${reason}`;
    if (noDecoder.test(reason))
      throw new SampleError("unsupported-image", `${problem}; convert it, such as to PNG`);
    throw new SampleError("broken-image", problem);
  }
}

/** Undefined for pictures that stay as they are. Sizes are those of the upright picture: a quarter turn swaps the sides. */
function shrunkSize(
  header: ImageHeader,
  { shrinkTo: side, square }: Omit<DecodeOptions, "maxPixels">,
): { readonly width: number; readonly height: number } | undefined {
  const isTurned = header.orientation >= 5;
  const width = isTurned ? header.height : header.width;
  const height = isTurned ? header.width : header.height;
  const shorter = Math.min(width, height);
  if (width * height <= smallPixels || shorter <= side) return undefined;
  const scaled = (length: number): number =>
    square === true ? side : Math.max(1, Math.round((length * side) / shorter));
  return { width: scaled(width), height: scaled(height) };
}
