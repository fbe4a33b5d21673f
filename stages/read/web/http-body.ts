/** The HTTP response inside a web archive: status, headers and body, read as defensively as browsers do. */
import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { detectCompression } from "../../../pipeline/storage/compression/compression.js";
import { headerEnd, parseHeaders } from "./warc-records.js";

export interface HttpResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** The response, or `undefined` when the block does not begin like one. */
export function parseResponse(block: Buffer): HttpResponse | undefined {
  const line = /^HTTP\/[\d.]+[ \t]+(\d{3})/i.exec(block.toString("latin1", 0, 32));
  if (line === null) return undefined;
  const end = headerEnd(block) ?? block.length;
  const headers = parseHeaders(block.toString("latin1", 0, end));
  return { status: Number(line[1]), headers, body: block.subarray(end) };
}

export class BodyError extends Error {
  override readonly name = "BodyError";
}

/**
 * The body without its transfer and content encodings. Crawlers often store a body decoded with the headers as they were,
 * so an encoding that the bytes do not show is taken as undone already.
 *
 * @throws BodyError when compressed bytes are damaged at the start, larger than `maxBytes` unpacked, or packed with zstd
 */
export function decodeBody({ headers, body }: HttpResponse, maxBytes: number): Buffer {
  const chunked = /chunked/i.test(headers.get("transfer-encoding") ?? "");
  let bytes = (chunked ? joinChunks(body) : undefined) ?? body;
  const encodings = (headers.get("content-encoding") ?? "").toLowerCase().split(/[\s,]+/);
  for (const encoding of encodings.reverse()) bytes = unpack(bytes, encoding, maxBytes);
  return bytes;
}

/** The bytes of all chunks; the last may be cut off. `undefined` when the body is not in chunks. */
function joinChunks(body: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const size = /^[ \t]*([0-9a-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n/i.exec(
      body.toString("latin1", at, at + 256),
    );
    if (size === null) return chunks.length === 0 ? undefined : Buffer.concat(chunks);
    const length = Number.parseInt(size[1] ?? "", 16);
    if (length === 0) break;
    at += size[0].length;
    chunks.push(body.subarray(at, at + length));
    at += length;
    if (body[at] === 0x0d) at++;
    if (body[at] === 0x0a) at++;
  }
  return Buffer.concat(chunks);
}

function unpack(bytes: Buffer, encoding: string, maxBytes: number): Buffer {
  if (encoding === "zstd" && detectCompression(bytes) === "zstd")
    throw new BodyError("the body is packed with zstd, which is not unpacked here");
  // A body that was cut off still gives what came before the cut.
  const options = { maxOutputLength: maxBytes, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    if (/^(?:x-)?gzip$/.test(encoding)) {
      return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, options) : bytes;
    }
    if (encoding === "deflate") {
      const isZlib = ((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0;
      if (isZlib) return inflateSync(bytes, options);
      return looksLikeText(bytes) ? bytes : inflateRawSync(bytes, options);
    }
    if (encoding === "br") {
      return looksLikeText(bytes)
        ? bytes
        : brotliDecompressSync(bytes, {
            maxOutputLength: maxBytes,
            finishFlush: constants.BROTLI_OPERATION_FLUSH,
          });
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE")
      throw new BodyError(`the page has more than ${maxBytes} bytes unpacked`);
    throw new BodyError(`the body is not valid ${encoding}: ${message}`);
  }
  return bytes;
}

function looksLikeText(bytes: Buffer): boolean {
  return /^(?:\xef\xbb\xbf)?\s*</.test(bytes.toString("latin1", 0, 64));
}
