/** Bytes of a file by range: what formats with an index at their end (Parquet, Arrow) are read through. */
import type { FileHandle } from "node:fs/promises";
import { collectBlocks } from "./collect-blocks.js";
import { isRemote } from "./location.js";
import { openFile } from "./open-file.js";
import { readBytes, sizeOfFile } from "./read-bytes.js";
import { unreadableFile } from "./unreadable-file.js";

export interface RangedBytes {
  readonly size: number;
  /** Bytes [start, end) in a buffer of their own; fewer only where the file ends. */
  read(start: number, end: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** @throws UserError when the file cannot be opened or read */
export async function openRanged(path: string): Promise<RangedBytes> {
  if (isRemote(path)) return openRemote(path);
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    return {
      size,
      read: (start, end) => readRange(file, path, start, Math.min(end, size)),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw unreadableFile(path, "read", error);
  }
}

/** Each range is a request; neighbouring ones use the same connection. */
async function openRemote(path: string): Promise<RangedBytes> {
  const size = await sizeOfFile(path);
  return {
    size,
    read: (start, end) => collectBlocks(readBytes(path, start, Math.min(end, size))),
    close: () => Promise.resolve(),
  };
}

async function readRange(file: FileHandle, path: string, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(Math.max(0, end - start));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file
      .read(bytes, filled, bytes.length - filled, start + filled)
      .catch((error: unknown) => {
        throw unreadableFile(path, "read", error, start + filled);
      });
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
