/** Reading of temporary files in full: one that ends too early, or holds other bytes than were written, is damaged. */
import { UserError } from "../../contracts/errors.js";
import { readAll } from "../exact-bytes.js";

/** Fills `into` with what stands from `start` on. */
export function readExactly(descriptor: number, into: Uint8Array, start: number, path: string): void {
  readAll(descriptor, into, start, (offset) => damagedSpill(path, offset, "the file ends too early"));
}

export function damagedSpill(file: string, offset: number, what: string): UserError {
  return new UserError(
    "damaged-spill",
    `a temporary file is damaged: ${what}`,
    "Delete the run's folder and run again; check the disk",
    { file, offset },
  );
}
