/** A run ends before it takes the last of a disk. */
import { UserError } from "../../contracts/errors.js";
import { freeBytes } from "../../storage/free-bytes.js";
import { goesOn } from "./disk-trouble.js";

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
