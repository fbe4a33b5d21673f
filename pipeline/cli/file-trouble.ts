/**
 * Turns what a file system refuses into an error that tells the user what to do, for every command. Runs report such errors
 * themselves, since they also say how to go on. A missing file is reported where it is opened, because it may also be a bug.
 */
import { UserError } from "../errors.js";
import { tellFullDisk } from "../run/place/full-disk.js";

const refusals: ReadonlyMap<unknown, string> = new Map([
  ["EROFS", "the disk is read-only"],
  ["EACCES", "the rights do not allow it"],
  ["EPERM", "the rights do not allow it"],
  ["ENOTDIR", "what it lies in is no folder"],
  ["EEXIST", "there is another file in the way"],
  ["EISDIR", "it is a folder"],
]);

/** A UserError for what the file system refused; any other error as it is. */
export function tellFileTrouble(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  const refusal = refusals.get(code);
  if (refusal === undefined) return tellFullDisk(error, path, "then run it again");
  // The error does not say whether the file was to be read or written, so the words fit both.
  return new UserError(
    "file-refused",
    `${refusal} (${code})`,
    "Name another file or folder, or mend this one",
    path === undefined ? {} : { file: path },
  );
}
