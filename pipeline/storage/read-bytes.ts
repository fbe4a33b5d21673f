/** Bytes of a local file as a stream of blocks. */
import { open } from "node:fs/promises";
import { UserError } from "../errors.js";

/** Large enough that a system call costs nothing, small enough that many readers fit in memory. */
const blockBytes = 1 << 20;

/**
 * Reads [start, end) of a file in blocks of up to 1 MiB; ends early when the file does. Each block is a buffer of its
 * own, which the caller may keep.
 *
 * @throws UserError when the file cannot be opened or read
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
      const { bytesRead } = await file.read(block, 0, wanted, position).catch((error: unknown) => {
        throw unreadable(path, "read", error, position);
      });
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
    throw unreadable(path, "opened", error);
  }
}

function unreadable(path: string, verb: "opened" | "read", error: unknown, offset?: number): UserError {
  return new UserError(
    "unreadable-file",
    `the file cannot be ${verb} (${(error as NodeJS.ErrnoException).code ?? "EIO"})`,
    "Check that it exists, that this user may read it and that its disk is sound; then run again to resume",
    { file: path, ...(offset === undefined ? {} : { offset }) },
  );
}
