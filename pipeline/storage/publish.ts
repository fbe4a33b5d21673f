/**
 * Atomic publishing: a file appears under its name complete and durable, or not at all.
 *
 * Output is written to a temporary name in the same folder, flushed to the disk, then renamed. A rename inside one
 * folder is atomic on POSIX, so a reader never sees half a file, whenever the process is killed.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Temporary names start with this; whatever bears it may be deleted when no writer runs. */
export const temporaryPrefix = ".partial-";

const readBlockBytes = 1 << 20;

/** A name in the same folder as `path` that no other writer uses. */
export function temporaryName(path: string): string {
  return join(
    dirname(path),
    `${temporaryPrefix}${process.pid}-${randomBytes(6).toString("hex")}-${basename(path)}`,
  );
}

/** Whether a file name (without folder) is a left-over of a writer that died. */
export function isTemporaryName(name: string): boolean {
  return name.startsWith(temporaryPrefix);
}

/**
 * Lets `write` produce a file under a temporary name, then flushes and renames it to `path`.
 *
 * When `write` throws, the temporary file is removed and `path` is as it was. The folder is made when missing.
 *
 * @example
 *     await publish("out/manifest.json", (temporary) => writeFile(temporary, json));
 */
export async function publish<T>(path: string, write: (temporary: string) => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  try {
    const result = await write(temporary);
    await syncFile(temporary);
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Publishes bytes or text that are already in memory. */
export async function publishBytes(path: string, content: string | Uint8Array): Promise<void> {
  await publish(path, async (temporary) => {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  });
}

/** Renames a file that is already complete (in the same file system) to its public name, durably. */
export async function publishFile(temporary: string, path: string): Promise<void> {
  await syncFile(temporary);
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** SHA-256 of a file in lower-case hex, read in blocks of 1 MiB. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  const block = Buffer.allocUnsafeSlow(readBlockBytes);
  const file = await open(path, "r");
  try {
    for (;;) {
      const { bytesRead } = await file.read(block, 0, block.length, null);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(block.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the rename itself durable. Some systems cannot open or flush a folder; there the rename has to do. */
async function syncFolder(path: string): Promise<void> {
  let folder: Awaited<ReturnType<typeof open>>;
  try {
    folder = await open(path, "r");
  } catch {
    return;
  }
  try {
    await folder.sync();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "EINVAL" && code !== "EPERM" && code !== "ENOTSUP" && code !== "EBADF") throw error;
  } finally {
    await folder.close();
  }
}
