/**
 * The segments of a JPEG in their order: ITU-T T.81, B.1.1. Bytes between two of them that belong to none are passed over, as libjpeg and
 * Pillow do: some writers fill up a segment beyond the length that it tells.
 */
import type { ImageBytes } from "../image-bytes.js";

export const startOfScan = 0xda;
export const endOfImage = 0xd9;
export const profileMark = "ICC_PROFILE\0";

export interface Segment {
  readonly marker: number;
  /** Where the marker stands, and where the segment ends; the pixels of a scan follow that. */
  readonly at: number;
  readonly end: number;
}

export function* segmentsOf(image: ImageBytes): Generator<Segment> {
  for (let at = nextMarker(image, 2); at < image.length; ) {
    const marker = image.u8(at + 1);
    const hasNoLength = marker === 0x01 || marker === 0xd8 || marker === endOfImage;
    const end = at + 2 + (hasNoLength ? 0 : image.u16(at + 2));
    yield { marker, at, end };
    at = nextMarker(image, end);
  }
}

/** Whether it holds the colour profile, or a part of one; other programs put notes into APP2 as well. */
export function isProfile(image: ImageBytes, { marker, at }: Segment): boolean {
  return marker === 0xe2 && image.has(at + 4, profileMark);
}

/** The end of the bytes where none follows. Within a scan FF stands before 0 or a restart marker, and any number of FF fills up. */
export function nextMarker(image: ImageBytes, from: number): number {
  for (let at = image.bytes.indexOf(0xff, from); at >= 0; at = image.bytes.indexOf(0xff, at + 1)) {
    const next = image.u8(at + 1);
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return image.length;
}
