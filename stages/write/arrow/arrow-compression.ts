/**
 * Buffers of a record batch, packed one by one: the unpacked length (int64), then an LZ4 or zstd frame; the length is -1 where
 * the bytes stand as they are, because they did not shrink. An empty buffer stays empty. Source: Arrow Message.fbs,
 * BodyCompression.
 */
import { packLz4Frame } from "../../../pipeline/storage/compression/lz4-frame.js";
import { Encoder } from "../../../pipeline/storage/compression/zstd/addon.js";

export type ArrowCodec = "lz4" | "zstd";

const zstdLevel = 3;
const asItIs = -1n;

export function bufferPacker(codec: ArrowCodec | "none"): (buffer: ArrayBufferView) => ArrayBufferView {
  if (codec === "none") return (buffer) => buffer;
  const zstd = codec === "zstd" ? new Encoder(zstdLevel) : undefined;
  return ({ buffer, byteOffset, byteLength }) => {
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    if (bytes.length === 0) return bytes;
    const packed = zstd?.encodeSync(bytes) ?? packLz4Frame(bytes);
    const isSmaller = packed.length < bytes.length;
    const length = Buffer.alloc(8);
    length.writeBigInt64LE(isSmaller ? BigInt(bytes.length) : asItIs);
    return Buffer.concat([length, isSmaller ? packed : bytes]);
  };
}
