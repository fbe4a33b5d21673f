/** PNG: the chunks in order. W3C PNG (third edition), 5 and 11.3.7 (acTL); eXIf for the orientation. */
import type { ImageBytes } from "../image-bytes.js";
import { type ImageHeader, plain } from "./image-header.js";
import { exifOrientation } from "./jpeg-header.js";

export function pngHeader(image: ImageBytes): ImageHeader | undefined {
  if (!image.has(12, "IHDR")) return undefined;
  let frames = 1;
  let orientation = 1;
  let isWhole = false;
  let hasPixels = false;
  let at = 8;
  while (at + 12 <= image.length) {
    const length = image.u32(at);
    if (image.has(at + 4, "acTL")) frames = Math.max(1, image.u32(at + 8));
    if (image.has(at + 4, "eXIf")) orientation = exifOrientation(image, at + 8);
    if (image.has(at + 4, "IDAT")) hasPixels = true;
    at += 12 + length;
    if (image.has(at - 8 - length, "IEND")) {
      isWhole = hasPixels && at <= image.length;
      break;
    }
  }
  return {
    ...plain,
    format: "png",
    width: image.u32(16),
    height: image.u32(20),
    bits: image.u8(24),
    // Colour types without colour: 0 and, with alpha, 4.
    isGrey: (image.u8(25) & 3) === 0,
    frames,
    orientation,
    isWhole,
  };
}
