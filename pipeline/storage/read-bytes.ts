/** Bytes of a file, wherever it lies, as a stream of blocks. */
import { UserError } from "../contracts/errors.js";
import { collectBlocks } from "./collect-blocks.js";
import { isRemote } from "./location.js";
import { storeOf } from "./store-of.js";

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

/** Objects up to this size are fetched whole, ahead of their turn. */
const aheadBytes = 4 << 20;
/** Objects that are fetched ahead at a time; with `aheadBytes`, they take 32 MiB at most. */
const aheadObjects = 8;
const ahead = new Map<string, Promise<Buffer>>();

/**
 * Begins to fetch the small objects that will be read next, so that their reader does not wait for each of them. Objects fetched
 * before that are not in the list are released.
 */
export function readAhead(files: readonly string[]): void {
  const next = files
    .slice(0, aheadObjects)
    .filter((file) => (planned.get(file)?.bytes ?? aheadBytes) < aheadBytes);
  for (const file of ahead.keys()) if (!next.includes(file)) ahead.delete(file);
  for (const file of next) {
    if (ahead.has(file)) continue;
    const whole = collectBlocks(storeOf(file).read(file, { version: planned.get(file)?.version }));
    // The error is thrown to whoever reads the object; this only keeps it from counting as unhandled until then.
    whole.catch(() => undefined);
    ahead.set(file, whole);
  }
}

/**
 * Reads [start, end) of a file in blocks of at most 1 MiB; ends early when the file does. Each block is a buffer of its
 * own, which the caller may keep.
 *
 * @throws UserError when the file cannot be opened or read, or is no longer the one that was planned
 */
export async function* readBytes(
  file: string,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer, void, undefined> {
  const whole = ahead.get(file);
  if (whole !== undefined) {
    // A copy: who gets a block may keep it and change it.
    const block = Buffer.from((await whole).subarray(start, end));
    if (block.length > 0) yield block;
    return;
  }
  yield* storeOf(file).read(file, { start, end, version: planned.get(file)?.version });
}

/** The first `bytes` of a file (fewer when it is shorter). */
export async function readHead(file: string, bytes: number): Promise<Buffer> {
  return collectBlocks(readBytes(file, 0, bytes));
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
