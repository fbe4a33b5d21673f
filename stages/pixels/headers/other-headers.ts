/** GIF, WebP, BMP, ICO, and the formats in boxes (JPEG 2000, AVIF, HEIC). Each function names its specification. */
import type { ImageBytes } from "../image-bytes.js";
import { codestreamSize, type ImageHeader, plain } from "./image-header.js";
import { exifOrientation } from "./jpeg-header.js";

/** GIF89a: logical screen, then blocks; two image blocks make an animation. */
export function gifHeader(image: ImageBytes): ImageHeader {
  const flags = image.u8(10);
  let at = 13 + colourTableBytes(flags);
  let frames = 0;
  let isWhole = false;
  while (at < image.length) {
    const block = image.u8(at);
    if (block === 0x3b) {
      isWhole = frames > 0;
      break;
    }
    if (block === 0x2c) {
      frames++;
      at = endOfSubBlocks(image, at + 11 + colourTableBytes(image.u8(at + 9)));
    } else if (block === 0x21) at = endOfSubBlocks(image, at + 2);
    else break;
  }
  const width = image.u16(6, true);
  const height = image.u16(8, true);
  return { ...plain, format: "gif", width, height, frames: Math.max(1, frames), isWhole };
}

function colourTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1);
}

function endOfSubBlocks(image: ImageBytes, start: number): number {
  let at = start;
  while (at < image.length) {
    const length = image.u8(at);
    at += length + 1;
    if (length === 0) return at;
  }
  return at;
}

/** WebP container: VP8X canvas and flags, VP8 frame header, or VP8L signature (RFC 9649). */
export function webpHeader(image: ImageBytes): ImageHeader {
  const isWhole = image.u32(4, true) + 8 <= image.length;
  const shared = { ...plain, format: "webp", isWhole } as const;
  if (image.has(12, "VP8X")) {
    const flags = image.u8(20);
    const isAnimated = (flags & 0x02) !== 0;
    const width = 1 + image.u24(24);
    const height = 1 + image.u24(27);
    const orientation = (flags & 0x08) === 0 ? 1 : webpOrientation(image);
    return { ...shared, width, height, frames: isAnimated ? 2 : 1, orientation };
  }
  if (image.has(12, "VP8L")) {
    const packed = image.u32(21, true);
    return { ...shared, width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) };
  }
  return { ...shared, width: image.u16(26, true) & 0x3fff, height: image.u16(28, true) & 0x3fff };
}

/** From the EXIF chunk, which stands behind the pixels; some writers begin it as JPEG does. */
function webpOrientation(image: ImageBytes): number {
  for (let at = 12; at + 8 <= image.length; ) {
    if (image.has(at, "EXIF")) return exifOrientation(image, at + (image.has(at + 8, "Exif\0\0") ? 14 : 8));
    const length = image.u32(at + 4, true);
    at += 8 + length + (length & 1);
  }
  return 1;
}

/** BMP: BITMAPCOREHEADER (12 bytes) or a later one; a negative height runs from the top. */
export function bmpHeader(image: ImageBytes): ImageHeader {
  const isCore = image.u32(14, true) === 12;
  const width = isCore ? image.u16(18, true) : image.i32(18);
  const height = isCore ? image.u16(20, true) : Math.abs(image.i32(22));
  return { ...plain, format: "bmp", width, height, isWhole: image.u32(10, true) < image.length };
}

/** ICO: the first picture of the folder; 0 stands for 256. */
export function icoHeader(image: ImageBytes): ImageHeader | undefined {
  const pictures = image.u16(4, true);
  if (pictures === 0 || pictures > 1024) return undefined;
  return { ...plain, format: "ico", width: image.u8(6) || 256, height: image.u8(7) || 256 };
}

const maxBoxes = 4096;
const maxBoxDepth = 6;
const containers = new Set(["meta", "iprp", "ipco", "jp2h", "moov"]);

/** Quarter turns to the left of `irot` -> EXIF's number for them. */
const orientationOfTurns = [1, 8, 3, 6] as const;

/**
 * ISO base media file format boxes: `ihdr` of JPEG 2000, the largest `ispe` of AVIF and HEIC, and their `irot` (ISO/IEC 23008-12,
 * 6.5.10), which turns the picture; a mirrored one (`imir`) keeps its size.
 */
export function boxHeader(image: ImageBytes): ImageHeader | undefined {
  const brand = image.has(8, "avif") || image.has(8, "avis") ? "avif" : image.has(4, "jP  ") ? "jp2" : "heic";
  const size = { width: 0, height: 0, bits: 8, isCmyk: false };
  let boxes = 0;
  let orientation: number = plain.orientation;
  const walk = (from: number, to: number, depth: number): void => {
    let at = from;
    while (at + 8 <= to && ++boxes < maxBoxes) {
      const length = image.u32(at) === 0 ? to - at : image.u32(at);
      if (length < 8) return;
      const name = String.fromCharCode(...image.bytes.subarray(at + 4, at + 8));
      // `meta` is a full box: four bytes of version and flags come first.
      if (containers.has(name) && depth < maxBoxDepth)
        walk(at + (name === "meta" ? 12 : 8), Math.min(to, at + length), depth + 1);
      if (name === "ihdr" || name === "ispe") {
        const width = image.u32(at + 12);
        const height = name === "ihdr" ? image.u32(at + 8) : image.u32(at + 16);
        if (width * height > size.width * size.height) {
          size.width = width;
          size.height = height;
          if (name === "ihdr") size.bits = (image.u8(at + 18) & 0x7f) + 1;
        }
        if (name === "ihdr") size.width = image.u32(at + 12);
      }
      if (name === "irot") orientation = orientationOfTurns[image.u8(at + 8) & 3] ?? 1;
      if (name === "jp2c" && size.width === 0) Object.assign(size, codestreamSize(image, at + 8));
      at += length;
    }
  };
  walk(0, image.length, 0);
  return size.width === 0
    ? undefined
    : { ...plain, format: brand, ...size, orientation, frames: image.has(8, "avis") ? 2 : 1 };
}
