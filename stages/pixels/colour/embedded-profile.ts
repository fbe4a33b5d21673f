/** The colour profile that an encoded picture carries. W3C PNG (third edition), 11.3.2.3 (iCCP); ICC.1:2022, B.4 (JPEG's APP2). */
import { inflateSync } from "node:zlib";
import { ImageBytes } from "../image-bytes.js";
import { isProfile, profileMark, segmentsOf, startOfScan } from "../jpeg/segments.js";

/** A profile of a printer may have tables of megabytes; more is no profile. */
const maxBytes = 16 << 20;

/** Undefined for pictures without one, for damaged ones, and for formats other than PNG and JPEG. */
export function embeddedProfile(bytes: Uint8Array, format: string): Uint8Array | undefined {
  const image = new ImageBytes(bytes);
  if (format === "png") return pngProfile(image);
  return format === "jpeg" ? jpegProfile(image) : undefined;
}

function pngProfile(image: ImageBytes): Uint8Array | undefined {
  for (let at = 8; at + 12 <= image.length; at += 12 + image.u32(at)) {
    // It stands in front of the pixels.
    if (image.has(at + 4, "IDAT")) return undefined;
    if (!image.has(at + 4, "iCCP")) continue;
    const body = image.bytes.subarray(at + 8, at + 8 + image.u32(at));
    const name = body.indexOf(0);
    try {
      return name === -1 ? undefined : inflateSync(body.subarray(name + 2), { maxOutputLength: maxBytes });
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** It may be cut into segments, which say their number and how many there are. */
function jpegProfile(image: ImageBytes): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let count = 0;
  for (const segment of segmentsOf(image)) {
    if (segment.marker === startOfScan) break;
    if (!isProfile(image, segment)) continue;
    const head = segment.at + 4 + profileMark.length;
    parts[image.u8(head)] = image.bytes.subarray(head + 2, segment.end);
    count = image.u8(head + 1);
  }
  const whole = Array.from({ length: count }, (_, at) => parts[at + 1] ?? new Uint8Array());
  return count === 0 || whole.some((part) => part.length === 0) ? undefined : Buffer.concat(whole);
}
