/** What a picture says of itself before anything is decoded. */
import type { ImageBytes } from "../image-bytes.js";

export interface ImageHeader {
  readonly format: "jpeg" | "png" | "gif" | "webp" | "bmp" | "tiff" | "ico" | "jp2" | "avif" | "heic";
  /** Pixels as stored. */
  readonly width: number;
  readonly height: number;
  /** Bits of one channel. */
  readonly bits: number;
  readonly isCmyk: boolean;
  /** Whether each pixel is a grey tone, with or without alpha; known for PNG and JPEG only. */
  readonly isGrey: boolean;
  /** Frames or pages; 2 may stand for more. */
  readonly frames: number;
  /** EXIF orientation, 1 to 8; from 5 on, upright sides are swapped. */
  readonly orientation: number;
  /** False when the end of the file is missing. */
  readonly isWhole: boolean;
}

/** What is so unless a header says otherwise. */
export const plain = {
  bits: 8,
  isCmyk: false,
  isGrey: false,
  frames: 1,
  orientation: 1,
  isWhole: true,
} as const;

/** JPEG 2000 codestream, SIZ marker: reference grid size less its offset. ISO/IEC 15444-1, A.5.1. */
export function codestreamSize(
  image: ImageBytes,
  at: number,
): Pick<ImageHeader, "width" | "height" | "bits" | "isCmyk"> {
  const width = image.u32(at + 8) - image.u32(at + 16);
  const height = image.u32(at + 12) - image.u32(at + 20);
  return { width, height, bits: (image.u8(at + 42) & 0x7f) + 1, isCmyk: false };
}
