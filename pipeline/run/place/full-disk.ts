/** A full disk is a trouble that the user can mend, not a bug: the error says so in words, and the run can be resumed afterwards. */
import { UserError } from "../../errors.js";
import { freeBytes } from "../../storage/free-bytes.js";

const problems: ReadonlyMap<unknown, string> = new Map([
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the quota is used up"],
  ["EFBIG", "no larger file is allowed"],
]);

const goesOn = "then run the same command again: it goes on where it stopped";

/** A UserError when the disk was full, otherwise the error as it is. `then` says what to do once there is space. */
export function tellFullDisk(error: unknown, file: string | undefined, then = goesOn): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const problem = problems.get(code);
  if (problem === undefined) return error;
  return new UserError(
    "disk-full",
    `${problem} (${code})`,
    `Free space or raise the quota, ${then}`,
    file === undefined ? {} : { file },
  );
}

/** Bytes that a run leaves free on a disk: other programs write to it too, and would lose their work on a full one. */
const leastFreeBytes = 64 * 2 ** 20;

/**
 * Looks at the disk while a run goes on.
 *
 * @throws UserError when hardly anything is free any more
 */
export function refuseFullDisk(output: string, free = freeBytes(output)): void {
  if (free >= leastFreeBytes) return;
  throw new UserError(
    "disk-full",
    `only ${Math.floor(free / 2 ** 20)} MiB of the disk are free`,
    `Free space, ${goesOn}`,
    { file: output },
  );
}
