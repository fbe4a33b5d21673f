/**
 * Turns what a disk refuses into an error that tells the user what to do, for every command: that is a trouble that he can mend, not a
 * bug, and a run can be resumed afterwards. A missing file is told where it is opened, because it may also be a bug.
 */
import { existsSync, mkdirSync, rmdirSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../../contracts/errors.js";
import { passingCodes } from "../../storage/passing-trouble.js";

const full: ReadonlyMap<unknown, string> = new Map([
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the quota is used up"],
  ["EFBIG", "no larger file is allowed"],
]);
const refused: ReadonlyMap<unknown, string> = new Map([
  ["EROFS", "the disk is read-only"],
  ["EACCES", "the rights do not allow it"],
  ["EPERM", "the rights do not allow it"],
  ["ENOTDIR", "what it lies in is no folder"],
  ["EEXIST", "a file, or a link that leads nowhere, is in the way"],
  ["EISDIR", "it is a folder"],
  ["ENAMETOOLONG", "the name or path is too long for the disk"],
  ["EXDEV", "the disk does not rename folders"],
  ["EMFILE", "this process may open no more files: ulimit -n raises the limit"],
  ["ENFILE", "the machine opens no more files"],
]);
const passing: ReadonlyMap<unknown, string> = new Map(
  passingCodes.map((code) => [code, "the disk fails or does not answer"]),
);

/** What to do with a run once the trouble is mended. */
export const goesOn = "then run the same command again: it goes on where it stopped";

/**
 * A UserError for what the disk refused, otherwise the error as it is.
 *
 * @param file where the error names none
 */
export function tellDiskTrouble(error: unknown, file: string | undefined, then = goesOn): unknown {
  const trouble = error instanceof UserError ? undefined : troubleOf(error);
  if (trouble === undefined) return error;
  const { isFull, words, path = file } = trouble;
  const place = path === undefined ? {} : { file: path };
  return isFull
    ? new UserError("disk-full", words, `Free space or raise the quota, ${then}`, place)
    : new UserError("file-refused", words, `Mend that, ${then}`, place);
}

interface Trouble {
  readonly isFull: boolean;
  /** With the system's own code. */
  readonly words: string;
  readonly path: string | undefined;
}

/** What a disk refused, in words; undefined for what may be a bug as well, such as a missing file. */
export function troubleOf(error: unknown): Trouble | undefined {
  const { code, path } = (trueCause(error) ?? {}) as NodeJS.ErrnoException;
  const isFull = full.has(code);
  const words = full.get(code) ?? refused.get(code) ?? passing.get(code);
  return words === undefined ? undefined : { isFull, words: `${words} (${code})`, path };
}

/**
 * What the disk said. Of folders that are made one in the other Node says ENOENT, whatever the disk said of the uppermost; making that
 * one alone tells.
 */
function trueCause(error: unknown): unknown {
  const { code, syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (code !== "ENOENT" || syscall !== "mkdir" || path === undefined) return error;
  let uppermost = path;
  while (!existsSync(dirname(uppermost))) uppermost = dirname(uppermost);
  try {
    mkdirSync(uppermost);
    rmdirSync(uppermost);
    return error;
  } catch (cause) {
    return cause;
  }
}
