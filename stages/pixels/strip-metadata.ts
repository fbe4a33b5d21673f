/**
 * Removes EXIF, GPS, XMP, comments and other notes from an encoded picture without touching its pixels. Colour profiles stay.
 * Of a JPEG and a PNG, what follows the end goes as well: phones append a second picture with its own notes, or a film; in a screenshot
 * that was cropped in place, it can be what was cut off.
 * What is kept: JPEG ITU-T T.81 segments but APP1 - APP13 (the colour profile in APP2 stays) and COM; PNG chunks that pixels, colours
 * and animation need; RIFF chunks of WebP but EXIF and XMP.
 */
import { ImageBytes } from "./image-bytes.js";
import { endOfImage, isProfile, nextMarker, type Segment, segmentsOf, startOfScan } from "./jpeg/segments.js";

/** The picture without its notes; undefined for formats that are not known here, which must be encoded anew. */
export function stripMetadata(bytes: Uint8Array, format: string): Uint8Array | undefined {
  const image = new ImageBytes(bytes);
  if (format === "jpeg") return stripJpeg(image);
  if (format === "png") return stripPng(image);
  if (format === "webp") return stripWebp(image);
  return format === "gif" || format === "bmp" ? bytes : undefined;
}

function stripJpeg(image: ImageBytes): Uint8Array {
  const kept: Uint8Array[] = [image.bytes.subarray(0, 2)];
  for (const segment of segmentsOf(image)) {
    const { marker, at, end } = segment;
    const behind = marker === startOfScan ? nextMarker(image, end) : end;
    if (!isNote(image, segment)) kept.push(image.bytes.subarray(at, behind));
    if (marker === endOfImage) break;
  }
  return Buffer.concat(kept);
}

function isNote(image: ImageBytes, segment: Segment): boolean {
  const { marker } = segment;
  return (marker >= 0xe1 && marker <= 0xed && !isProfile(image, segment)) || marker === 0xfe;
}

const pngChunks = new Set("IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP acTL fcTL fdAT".split(" "));

function stripPng(image: ImageBytes): Uint8Array {
  const kept: Uint8Array[] = [image.bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= image.length; ) {
    const end = at + 12 + image.u32(at);
    const name = String.fromCharCode(...image.bytes.subarray(at + 4, at + 8));
    if (pngChunks.has(name)) kept.push(image.bytes.subarray(at, end));
    if (name === "IEND") break;
    at = end;
  }
  return Buffer.concat(kept);
}

function stripWebp(image: ImageBytes): Uint8Array {
  const kept: Uint8Array[] = [];
  for (let at = 12; at + 8 <= image.length; ) {
    const end = at + 8 + image.u32(at + 4, true);
    const padded = end + (end & 1);
    if (!image.has(at, "EXIF") && !image.has(at, "XMP ")) kept.push(image.bytes.subarray(at, padded));
    at = padded;
  }
  const body = Buffer.concat(kept);
  // The flags of VP8X must not promise what is gone: EXIF 0x08, XMP 0x04.
  if (body.toString("latin1", 0, 4) === "VP8X") body[8] = (body[8] ?? 0) & ~0x0c;
  const head = Buffer.from("RIFF0000WEBP", "latin1");
  head.writeUInt32LE(4 + body.length, 4);
  return Buffer.concat([head, body]);
}
