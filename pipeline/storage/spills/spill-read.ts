/** Reading of temporary files in full: one that ends too early, or holds other bytes than were written, is damaged. */
import { readSync } from "node:fs";
import { UserError } from "../../contracts/errors.js";

/** Fills `into` with what stands from `start` on. */
export function readExactly(descriptor: number, into: Uint8Array, start: number, path: string): void {
  for (let done = 0; done < into.length; ) {
    const got = readSync(descriptor, into, done, into.length - done, start + done);
    if (got === 0) throw damagedSpill(path, start + done, "the file ends too early");
    done += got;
  }
}

export function damagedSpill(file: string, offset: number, what: string): UserError {
  return new UserError(
    "damaged-spill",
    `a temporary file is damaged: ${what}`,
    "Delete the run's folder and run again; check the disk",
    { file, offset },
  );
}
