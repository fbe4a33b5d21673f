/** The charset of a plain text file, and whether it is one. */

import { detectCompression } from "../../../pipeline/storage/compression/compression.js";
import { type Charset, charsetOf } from "../../text/charset/declared-charset.js";
import { decodeText } from "../../text/charset/decode-text.js";
import { type DetectedCharset, detectCharset } from "../../text/charset/detect-charset.js";
import { foreignFormat } from "../bytes/foreign-format.js";

export function isWide(charset: Charset): boolean {
  return charset.startsWith("utf-16");
}

type ToldCharset = Pick<DetectedCharset, "charset" | "confidence"> & { readonly evidence: string };

/** @param encoding a charset, or auto */
export function toldCharset(encoding: string, bytes: Buffer): ToldCharset {
  const charset = charsetOf(encoding);
  return charset === undefined ? detectCharset(bytes) : { charset, confidence: 1, evidence: "recipe" };
}

/** Bytes in which NUL tells that a file is binary; as many as git looks at. */
const binaryBytes = 8000;
/** Any bytes can be read as UTF-16: programs and noise with a confidence of 0.34 at most, five characters of Chinese with 0.97. */
const leastConfidence = 0.5;

/** What the file is, when it is no plain text. */
export function foreignIn(
  head: Buffer,
  { charset, confidence }: ToldCharset,
  isWhole: boolean,
): string | undefined {
  if (detectCompression(head) !== "none") return "compressed twice";
  if (charset.startsWith("utf-32") && !isWhole) return "in UTF-32";
  const isBinary =
    (isWide(charset) && confidence < leastConfidence) ||
    decodeText(head.subarray(0, binaryBytes), charset).includes("\0");
  return foreignFormat(head) ?? (isBinary ? "binary, or in an encoding that cannot be told" : undefined);
}
