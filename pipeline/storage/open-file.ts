import { type FileHandle, open } from "node:fs/promises";
import { unreadableFile } from "./unreadable-file.js";

/**
 * Opens a file of this machine to read it.
 *
 * @throws UserError `unreadable-file`
 */
export function openFile(path: string): Promise<FileHandle> {
  return open(path, "r").catch((error: unknown) => {
    throw unreadableFile(path, "opened", error);
  });
}
