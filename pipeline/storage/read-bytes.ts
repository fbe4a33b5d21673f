/** Bytes of a file, wherever it lies, as a stream of blocks. */
import { isRemote } from "./location.js";
import { storeOf } from "./store.js";

/** Versions of the objects that a plan was made from: others are refused. */
const planned = new Map<string, string>();

/** Pins the objects of a plan in this thread. */
export function expectVersions(files: readonly { readonly file: string; readonly version?: string }[]): void {
  for (const { file, version } of files) if (version !== undefined) planned.set(file, version);
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
  return storeOf(file).read(file, { start, end, version: isRemote(file) ? planned.get(file) : undefined });
}

/** The first `bytes` of a file (fewer when it is shorter). */
export async function readHead(file: string, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const block of readBytes(file, 0, bytes)) parts.push(block);
  return Buffer.concat(parts);
}
