/** A plan counts on the sizes that it saw. */
import { UserError } from "../../../pipeline/contracts/errors.js";
import type { Split } from "../../../pipeline/contracts/stage.js";

/** @throws UserError `input-changed` when the file has become shorter */
export function expectUnchanged(split: Split, size: number): void {
  if (!Number.isFinite(split.end) || size >= split.end) return;
  throw new UserError(
    "input-changed",
    `the file has ${size} bytes, but the plan expects ${split.end}`,
    "Plan the run again: inputs must not change while it runs",
    { file: split.file },
  );
}
