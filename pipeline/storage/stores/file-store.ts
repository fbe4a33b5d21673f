/** Files on a disk that this machine sees. */
import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openFile } from "../open-file.js";
import type { ReadOptions, Store, StoredFile, Uploaded } from "../store.js";
import { unreadableFile } from "../unreadable-file.js";

/**
 * Large enough that a system call costs nothing, small enough that a block dies young (`pipeline/README.md`): the records of 1 MiB take
 * the stages of a long recipe so long that the collector of old objects ran once for every eight blocks.
 */
const blockBytes = 256 << 10;
/** A block is no larger than what is left: of a million files of a line each, whole blocks gave the collector more work than the stages. */
const leastBytes = 4 << 10;

export const fileStore: Store = { list, stat: statFile, read, write, writeIfAbsent, upload, delete: remove };

async function* list(folder: string): AsyncGenerator<StoredFile, void, undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(absent);
  const paths = (entries ?? [])
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const path of paths.sort()) {
    const found = await statFile(path);
    if (found !== undefined) yield found;
  }
}

async function statFile(location: string): Promise<StoredFile | undefined> {
  const found = await stat(location).catch(absent);
  return found?.isFile() === true
    ? { location, bytes: found.size, modifiedMs: Math.floor(found.mtimeMs) }
    : undefined;
}

async function* read(
  path: string,
  { start = 0, end = Number.POSITIVE_INFINITY }: ReadOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    let position = start;
    while (position < end) {
      const wanted = Math.min(blockBytes, end - position, Math.max(leastBytes, size - position));
      const block = Buffer.allocUnsafeSlow(wanted);
      const { bytesRead } = await file.read(block, 0, wanted, position).catch((error: unknown) => {
        throw unreadableFile(path, "read", error, position);
      });
      if (bytesRead === 0) return;
      position += bytesRead;
      yield bytesRead === wanted ? block : block.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function write(location: string, bytes: Uint8Array): Promise<void> {
  const temporary = await written(location, bytes);
  await rename(temporary, location);
}

async function writeIfAbsent(location: string, bytes: Uint8Array): Promise<boolean> {
  const temporary = await written(location, bytes);
  try {
    // Unlike a rename, a link never replaces what is there.
    await link(temporary, location);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function upload(location: string, path: string): Promise<Uploaded> {
  const temporary = temporaryName(location);
  await mkdir(dirname(location), { recursive: true });
  await copyFile(path, temporary, constants.COPYFILE_FICLONE);
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const block of read(temporary)) {
    hash.update(block);
    bytes += block.length;
  }
  await rename(temporary, location);
  return { bytes, sha256: hash.digest("hex") };
}

async function remove(locations: readonly string[]): Promise<void> {
  for (const location of locations) await rm(location, { force: true });
}

/** A synced file under a name of its own beside its place. */
async function written(location: string, bytes: Uint8Array): Promise<string> {
  await mkdir(dirname(location), { recursive: true });
  const temporary = temporaryName(location);
  const file = await open(temporary, "w");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return temporary;
}

function temporaryName(location: string): string {
  return `${location}.${randomBytes(6).toString("hex")}.tmp`;
}

function absent(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw error;
}
