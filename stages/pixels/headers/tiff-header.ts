/** TIFF: the fields of the first directory, and whether another one follows. TIFF 6.0, section 2. */
import type { ImageBytes } from "../image-bytes.js";
import { type ImageHeader, plain } from "./image-header.js";

const tags = { width: 256, height: 257, bits: 258, photometric: 262, orientation: 274 } as const;
/** Photometric interpretation 5 is separated ink. */
const separated = 5;
const maxEntries = 4096;

export function tiffHeader(image: ImageBytes): ImageHeader | undefined {
  const width = findTag(image, 0, tags.width);
  const height = findTag(image, 0, tags.height);
  if (width === undefined || height === undefined) return undefined;
  const orientation = findTag(image, 0, tags.orientation) ?? 1;
  return {
    ...plain,
    format: "tiff",
    width,
    height,
    bits: findTag(image, 0, tags.bits) ?? 1,
    isCmyk: findTag(image, 0, tags.photometric) === separated,
    frames: nextDirectory(image) === 0 ? 1 : 2,
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
  };
}

/** First value of a field of numbers in the directory of the TIFF structure that begins at `start`. EXIF is one too. */
export function findTag(image: ImageBytes, start: number, tag: number): number | undefined {
  const little = image.has(start, "II");
  const directory = start + image.u32(start + 4, little);
  const entries = Math.min(maxEntries, image.u16(directory, little));
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    if (image.u16(at, little) !== tag) continue;
    const isShort = image.u16(at + 2, little) === 3;
    const bytes = image.u32(at + 4, little) * (isShort ? 2 : 4);
    const value = bytes > 4 ? start + image.u32(at + 8, little) : at + 8;
    return isShort ? image.u16(value, little) : image.u32(value, little);
  }
  return undefined;
}

function nextDirectory(image: ImageBytes): number {
  const little = image.has(0, "II");
  const directory = image.u32(4, little);
  return image.u32(directory + 2 + image.u16(directory, little) * 12, little);
}
