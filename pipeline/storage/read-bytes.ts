/** Bytes of a file, wherever it lies, as a stream of blocks. */
import { UserError } from "../errors.js";
import { isRemote } from "./location.js";
import { storeOf } from "./store.js";

interface Planned {
  readonly file: string;
  readonly bytes: number;
  readonly version?: string;
}

/** The objects that a plan was made from; another version of one is refused. */
const planned = new Map<string, Planned>();

/** Pins the objects of a plan in this thread. */
export function expectVersions(files: readonly Planned[]): void {
  for (const each of files) if (isRemote(each.file)) planned.set(each.file, each);
}

/**
 * Reads [start, end) of a file in blocks of up to 1 MiB; ends early when the file does. Each block is a buffer of its
 * own, which the caller may keep.
 *
 * @throws UserError when the file cannot be opened or read, or is no longer the one that was planned
 */
export function readBytes(
  file: string,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer, void, undefined> {
  return storeOf(file).read(file, { start, end, version: planned.get(file)?.version });
}

/** The first `bytes` of a file (fewer when it is shorter). */
export async function readHead(file: string, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const block of readBytes(file, 0, bytes)) parts.push(block);
  return Buffer.concat(parts);
}

/** Bytes of a file as it is now; of an object as it was planned, since no other version is read. */
export async function sizeOfFile(file: string): Promise<number> {
  const expected = planned.get(file);
  if (expected !== undefined) return expected.bytes;
  const found = await storeOf(file).stat(file);
  if (found !== undefined) return found.bytes;
  throw new UserError(
    "unreadable-file",
    "there is no such file",
    "Check that it exists; then run again to resume",
    {
      file,
    },
  );
}
