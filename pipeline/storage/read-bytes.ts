/** Bytes of a local file as a stream of blocks. */
import { open } from "node:fs/promises";
import { UserError } from "../errors.js";

/** Large enough that a system call costs nothing, small enough that many readers fit in memory. */
const blockBytes = 1 << 20;

/**
 * Reads [start, end) of a file in blocks of up to 1 MiB; ends early when the file does. Each block is a buffer of its
 * own, which the caller may keep.
 *
 * @throws UserError when the file cannot be opened
 */
export async function* readBytes(
  path: string,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer, void, undefined> {
  const file = await openFile(path);
  try {
    let position = start;
    while (position < end) {
      const wanted = Math.min(blockBytes, end - position);
      const block = Buffer.allocUnsafeSlow(wanted);
      const { bytesRead } = await file.read(block, 0, wanted, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield bytesRead === wanted ? block : block.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** The first `bytes` of a file (fewer when it is shorter). */
export async function readHead(path: string, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const block of readBytes(path, 0, bytes)) parts.push(block);
  return Buffer.concat(parts);
}

async function openFile(path: string) {
  try {
    return await open(path, "r");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "EIO";
    throw new UserError(
      "unreadable-file",
      `the file cannot be opened (${code})`,
      "Check that it exists and that this user may read it",
      { file: path },
    );
  }
}
