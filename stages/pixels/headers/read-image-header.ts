/** Tells a picture's format by its first bytes, and reads its header. Linear in the bytes; allocates next to nothing. */
import { ImageBytes } from "../image-bytes.js";
import { codestreamSize, type ImageHeader, plain } from "./image-header.js";
import { jpegHeader } from "./jpeg-header.js";
import { bmpHeader, boxHeader, gifHeader, icoHeader, webpHeader } from "./other-headers.js";
import { pngHeader } from "./png-header.js";
import { tiffHeader } from "./tiff-header.js";

/** Undefined for bytes that begin like no known picture, or that end before the size of the picture is told. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const image = new ImageBytes(bytes);
  const header = headerOf(image);
  return header === undefined || header.width < 1 || header.height < 1 ? undefined : header;
}

function headerOf(image: ImageBytes): ImageHeader | undefined {
  if (image.u16(0) === 0xffd8) return jpegHeader(image);
  if (image.u32(0) === 0x89504e47) return pngHeader(image);
  if (image.has(0, "GIF8")) return gifHeader(image);
  if (image.has(0, "RIFF") && image.has(8, "WEBP")) return webpHeader(image);
  if (image.has(0, "BM")) return bmpHeader(image);
  if (image.has(0, "II*\0") || image.has(0, "MM\0*")) return tiffHeader(image);
  if (image.u32(0) === 0x00000100) return icoHeader(image);
  if (image.has(4, "jP  ") || image.has(4, "ftyp")) return boxHeader(image);
  if (image.u32(0) === 0xff4fff51) return { ...plain, format: "jp2", ...codestreamSize(image, 0) };
  return undefined;
}
