/** JPEG: segments up to the first scan. ITU-T T.81, annex B; orientation from the EXIF segment. */
import type { ImageBytes } from "../image-bytes.js";
import { endOfImage, segmentsOf, startOfScan } from "../jpeg/segments.js";
import { type ImageHeader, plain } from "./image-header.js";
import { findTag } from "./tiff-header.js";

const orientationTag = 0x0112;

export function jpegHeader(image: ImageBytes): ImageHeader | undefined {
  let orientation = 1;
  let size: Pick<ImageHeader, "width" | "height" | "bits" | "isCmyk" | "isGrey"> | undefined;
  let scan = image.length;
  for (const { marker, at } of segmentsOf(image)) {
    if (marker === endOfImage) return undefined;
    if (marker === startOfScan) {
      scan = at;
      break;
    }
    if (marker === 0xe1 && image.has(at + 4, "Exif\0\0")) orientation = exifOrientation(image, at + 10);
    if (isFrame(marker)) {
      const channels = image.u8(at + 9);
      size = {
        bits: image.u8(at + 4),
        height: image.u16(at + 5),
        width: image.u16(at + 7),
        isCmyk: channels === 4,
        isGrey: channels === 1,
      };
    }
  }
  if (size === undefined) return undefined;
  return { ...plain, format: "jpeg", ...size, orientation, isWhole: endsIn(image.bytes, scan) };
}

/** SOF0 to SOF15, without the table markers among them (DHT, JPG, DAC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

export function exifOrientation(image: ImageBytes, tiffStart: number): number {
  const value = findTag(image, tiffStart, orientationTag);
  return value !== undefined && value >= 1 && value <= 8 ? value : 1;
}

/** The end mark after the scan; anything may follow it. */
function endsIn(bytes: Uint8Array, scan: number): boolean {
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(
    "\xff\xd9",
    undefined,
    "latin1",
  );
  return end > scan;
}
