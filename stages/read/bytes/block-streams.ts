/** Small transformations of a stream of blocks. */

import { CompressionFailure } from "../../../pipeline/storage/compression/compression-failure.js";
import type { UnpackedFrom } from "../../../pipeline/storage/compression/packed-bytes.js";
import { type Encoding, Utf8Transcoder } from "./encoding.js";

/** The beginning of a stream, and the rest of it. A failure that came while peeking is kept for later. */
export interface Peeked {
  readonly head: Buffer;
  readonly rest: AsyncIterable<Buffer>;
  /** For those who do not want the rest: closes the stream. */
  close(): Promise<void>;
}

/**
 * Reads until `bytes` are there (or the stream ends); `rest` gives everything again, from the first byte on.
 *
 * @param from where the stream's block that was handed out last came from; told again with what is given again
 */
export async function peek(
  stream: AsyncIterable<Buffer>,
  bytes: number,
  from: UnpackedFrom,
): Promise<Peeked> {
  const blocks = stream[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  const places: number[] = [];
  let size = 0;
  let failure: CompressionFailure | undefined;
  let ended = false;
  try {
    while (size < bytes) {
      const { done, value } = await blocks.next();
      if (done) {
        ended = true;
        break;
      }
      parts.push(value);
      places.push(from.place);
      size += value.length;
    }
  } catch (error) {
    if (!(error instanceof CompressionFailure)) throw error;
    failure = error;
  }
  return { head: Buffer.concat(parts).subarray(0, bytes), rest: again(), close };

  async function close(): Promise<void> {
    await blocks.return?.();
  }

  async function* again(): AsyncGenerator<Buffer, void, undefined> {
    try {
      for (const [index, part] of parts.entries()) {
        from.place = places[index] ?? 0;
        yield part;
      }
      if (failure !== undefined) throw failure;
      while (!ended) {
        const { done, value } = await blocks.next();
        if (done) return;
        yield value;
      }
    } finally {
      await close();
    }
  }
}

export async function* skipBytes(
  blocks: AsyncIterable<Buffer>,
  bytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  let left = bytes;
  for await (const block of blocks) {
    const step = Math.min(left, block.length);
    left -= step;
    if (step < block.length) yield step === 0 ? block : block.subarray(step);
  }
}

/** UTF-16 in blocks of whole units, little-endian. Half a unit at the end of the stream comes last, as one byte. */
export async function* wholeUnits(
  blocks: AsyncIterable<Buffer>,
  swap: boolean,
): AsyncGenerator<Buffer, void, undefined> {
  let odd: Buffer = Buffer.alloc(0);
  for await (const block of blocks) {
    const bytes = odd.length === 0 ? block : Buffer.concat([odd, block]);
    const whole = bytes.length - (bytes.length % 2);
    odd = Buffer.from(bytes.subarray(whole));
    if (whole > 0) yield swap ? Buffer.from(bytes.subarray(0, whole)).swap16() : bytes.subarray(0, whole);
  }
  if (odd.length > 0) yield odd;
}

/** Any encoding as UTF-8; bytes that are not valid become U+FFFD. */
export async function* asUtf8(
  blocks: AsyncIterable<Buffer>,
  encoding: Encoding,
): AsyncGenerator<Buffer, void, undefined> {
  const transcoder = new Utf8Transcoder(encoding);
  for await (const block of blocks) yield transcoder.push(block);
  yield transcoder.end();
}
