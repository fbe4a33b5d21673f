/** Bytes of a page -> a sample whose text is the page as it is, decoded, and what its charset was told by. */
import type { JsonValue, Sample } from "../../../pipeline/contracts/sample.js";
import { makeSample } from "../../../pipeline/contracts/sample.js";
import { decodeText } from "../../text/charset/decode-text.js";
import { detectCharset } from "../../text/charset/detect-charset.js";

export interface PageSource {
  readonly id: string;
  readonly source: string;
  readonly origin: string;
  readonly url: string | undefined;
  readonly contentType: string;
}

export function pageSample(
  bytes: Buffer,
  page: PageSource,
  meta: Readonly<Record<string, JsonValue>>,
): Sample {
  const { charset, confidence, evidence } = detectCharset(bytes, page.contentType);
  return makeSample({
    id: page.id,
    source: page.source,
    origin: page.origin,
    url: page.url,
    text: decodeText(bytes, charset),
    meta: {
      ...meta,
      contentType: page.contentType,
      charset,
      charsetConfidence: confidence,
      charsetEvidence: evidence,
    },
  });
}
