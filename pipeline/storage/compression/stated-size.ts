/**
 * What a packed file says of its unpacked size: the last member of a gzip file in its last four bytes (RFC 1952, §2.3.1), the first
 * frame of a zstd file in its header (RFC 8878, §3.1.1.1.4), where its writer knew it. With several members or frames it is too small.
 */
import { collectBlocks } from "../collect-blocks.js";
import { readBytes, readHead } from "../read-bytes.js";
import { detectCompression } from "./compression.js";

/** Magic, descriptor, window, dictionary and size. */
const headBytes = 18;

/** @param bytes size of the file */
export async function statedSize(file: string, bytes: number): Promise<number | undefined> {
  const head = await readHead(file, headBytes);
  const compression = detectCompression(head);
  if (compression === "zstd") return frameSize(head);
  if (compression !== "gzip" || bytes < headBytes) return undefined;
  return (await collectBlocks(readBytes(file, bytes - 4, bytes))).readUInt32LE(0);
}

function frameSize(head: Buffer): number | undefined {
  if (head.length < headBytes || head.readUInt32LE(0) !== 0xfd2fb528) return undefined;
  const flags = head.readUInt8(4);
  const isSingleSegment = (flags & 0x20) !== 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + ([0, 1, 2, 4][flags & 3] ?? 0);
  switch (flags >> 6) {
    case 0:
      return isSingleSegment ? head.readUInt8(at) : undefined;
    case 1:
      return head.readUInt16LE(at) + 256;
    case 2:
      return head.readUInt32LE(at);
    default:
      return head.readUInt32LE(at) + head.readUInt32LE(at + 4) * 2 ** 32;
  }
}
