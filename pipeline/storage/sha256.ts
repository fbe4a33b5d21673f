/** SHA-256 of files. */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

/** SHA-256 of a file, read through one buffer. */
export async function sha256Of(path: string): Promise<string> {
  const file = await open(path);
  try {
    return await hashOf(file);
  } finally {
    await file.close();
  }
}

/** Makes a written file durable. The disk is at work while the checksum is taken, and neither waits for the other. */
export async function sealFile(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const file = await open(path);
  try {
    const [sha256, { size }] = await Promise.all([hashOf(file), file.stat(), file.sync()]);
    return { bytes: size, sha256 };
  } finally {
    await file.close();
  }
}

async function hashOf(file: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  const block = Buffer.allocUnsafeSlow(1 << 20);
  for (;;) {
    const { bytesRead } = await file.read(block);
    if (bytesRead === 0) return hash.digest("hex");
    hash.update(block.subarray(0, bytesRead));
  }
}
