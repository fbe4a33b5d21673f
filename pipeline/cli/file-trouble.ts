/**
 * What a file system refuses is the user's to mend, in whichever command it is met. Runs tell it themselves, with how they go on; files
 * that are not there are told where they are opened, since they may also be a bug.
 */
import { UserError } from "../errors.js";

const refusals: ReadonlyMap<unknown, string> = new Map([
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the quota is used up"],
  ["EFBIG", "no larger file is allowed"],
  ["EROFS", "the disk is read-only"],
  ["EACCES", "the rights do not allow it"],
  ["EPERM", "the rights do not allow it"],
  ["ENOTDIR", "what it lies in is no folder"],
  ["EEXIST", "there is another file in the way"],
  ["EISDIR", "it is a folder"],
]);
const ofDisk: readonly unknown[] = ["ENOSPC", "EDQUOT", "EFBIG"];

/** The error itself, or a UserError in its place. */
export function tellFileTrouble(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  const problem = refusals.get(code);
  if (problem === undefined) return error;
  const place = path === undefined ? {} : { file: path };
  return ofDisk.includes(code)
    ? new UserError(
        "disk-full",
        `${problem} (${code})`,
        "Free space or raise the quota, then run it again",
        place,
      )
    : new UserError(
        "unwritable-output",
        `${problem} (${code})`,
        "Name another file or folder, or mend this one",
        place,
      );
}
