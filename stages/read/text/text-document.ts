/** A file of plain text as one document. */
import { makeSample } from "../../../pipeline/contracts/sample.js";
import type { ReadResult, Split } from "../../../pipeline/contracts/stage.js";
import { CompressionFailure } from "../../../pipeline/storage/compression/compression-failure.js";
import { decodeText } from "../../text/charset/decode-text.js";
import { brokenMessage, failure } from "../bytes/failure.js";
import { HeldBytes } from "../bytes/held-bytes.js";
import { fileId } from "../records/file-id.js";
import { toldCharset } from "./text-charset.js";

/** Bytes that are not valid become U+FFFD, as in pages: a book is not lost for one of them. */
export async function wholeFile(
  split: Split,
  params: { readonly encoding: string; readonly "max-record-bytes": number },
  blocks: AsyncIterable<Buffer>,
): Promise<ReadResult> {
  const { file, input } = split;
  const origin = `${file}@0`;
  const limit = params["max-record-bytes"];
  const held = new HeldBytes(limit);
  try {
    for await (const block of blocks) {
      held.add(block);
      if (!held.tooLarge) continue;
      const message = `the file has more than ${limit} bytes (read-text max-record-bytes); sample-by: paragraph or line reads it in parts`;
      return failure(origin, "record-too-large", message, held.take());
    }
  } catch (error) {
    if (!(error instanceof CompressionFailure)) throw error;
    return failure(origin, error.code, brokenMessage(error), held.take());
  }
  const bytes = held.take();
  const { charset, confidence, evidence } = toldCharset(params.encoding, bytes);
  const text = decodeText(bytes, charset);
  if (text.trim() === "")
    return { passedOver: { reason: "empty-file", what: file, origin }, bytes: bytes.length };
  const sample = makeSample({
    id: fileId(split),
    source: input,
    origin,
    text,
    meta: { charset, charsetConfidence: confidence, charsetEvidence: evidence },
  });
  return { sample, bytes: bytes.length };
}
