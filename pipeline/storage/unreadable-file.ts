import { UserError } from "../contracts/errors.js";
import { isAtLimit } from "./passing-trouble.js";

/** What the operating system refuses, in words. */
export function unreadableFile(
  path: string,
  verb: "opened" | "read",
  error: unknown,
  offset?: number,
): UserError {
  return new UserError(
    "unreadable-file",
    `the file cannot be ${verb} (${(error as NodeJS.ErrnoException).code ?? "EIO"})`,
    isAtLimit(error)
      ? "Raise the number of files that may be open (ulimit -n); then run again to resume"
      : "Check that it exists, that this user may read it and that its disk is sound; then run again to resume",
    { file: path, ...(offset === undefined ? {} : { offset }) },
  );
}
