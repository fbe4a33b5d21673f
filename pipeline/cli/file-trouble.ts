/**
 * What a file system refuses is the user's to mend, in whichever command it is met. Runs tell it themselves, with how they go on; files
 * that are not there are told where they are opened, since they may also be a bug.
 */
import { UserError } from "../errors.js";
import { tellFullDisk } from "../run/full-disk.js";

const refusals: ReadonlyMap<unknown, string> = new Map([
  ["EROFS", "the disk is read-only"],
  ["EACCES", "the rights do not allow it"],
  ["EPERM", "the rights do not allow it"],
  ["ENOTDIR", "what it lies in is no folder"],
  ["EEXIST", "there is another file in the way"],
  ["EISDIR", "it is a folder"],
]);

/** The error itself, or a UserError in its place. */
export function tellFileTrouble(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  const refusal = refusals.get(code);
  if (refusal === undefined) return tellFullDisk(error, path, "then run it again");
  // To be read or to be written: the error does not tell.
  return new UserError(
    "file-refused",
    `${refusal} (${code})`,
    "Name another file or folder, or mend this one",
    path === undefined ? {} : { file: path },
  );
}
