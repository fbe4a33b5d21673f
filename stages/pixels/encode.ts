/** Raster -> encoded picture. */
import sharp from "sharp";
import { encodeJpeg } from "./jpeg/encode-jpeg.js";
import type { Raster } from "./raster.js";

/** Larger pictures are encoded by libvips row by row, to the same bytes. */
const wholePixels = 1 << 20;
/** libjpeg refuses longer ones; a JPEG could not tell their length in its 16 bits. */
const longestJpegSide = 65_500;

export type ImageEncoding = "jpeg" | "png" | "webp";

/** @param quality 1 to 100, for jpeg and webp */
export async function encodeImage(
  raster: Raster,
  encoding: ImageEncoding,
  quality: number,
): Promise<Uint8Array> {
  const { width, height, channels, data } = raster;
  const isOurs =
    channels === 3 && width * height <= wholePixels && Math.max(width, height) <= longestJpegSide;
  if (encoding === "jpeg" && isOurs) return encodeJpeg(raster, quality);
  const image = sharp(data, { raw: { width, height, channels } });
  switch (encoding) {
    case "jpeg":
      // Huffman tables made for each picture would save some 14 % of the bytes at twice the time (BriVL's sample, quality 90).
      return image.jpeg({ quality, optimiseCoding: false }).toBuffer();
    case "png":
      return image.png().toBuffer();
    case "webp":
      return image.webp({ quality }).toBuffer();
  }
}
