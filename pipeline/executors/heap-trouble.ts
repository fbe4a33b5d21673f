/** Turns a worker that ran out of heap into an error that tells the user where, and what to do. */
import { UserError } from "../contracts/errors.js";
import type { Plan } from "../plan/plan.js";

/**
 * A UserError for a worker that V8 ended for its memory; any other error as it is.
 *
 * @param during what the worker was at
 * @param split  what it read
 */
export function tellHeapTrouble(error: unknown, during: string, split?: Plan["splits"][number]): unknown {
  if (!(error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY")) return error;
  const more =
    "Run the same command again with NODE_OPTIONS=--max-old-space-size=8192 (MiB for each worker; 4096 without it) and as few --workers as the machine has memory for: what is done stays done";
  if (split === undefined)
    return new UserError("no-heap", `a worker ran out of memory for objects ${during}`, more);
  return new UserError(
    "no-heap",
    `a worker ran out of memory for objects ${during}, bytes ${split.start} to ${split.end}`,
    `${more}. If one record is to blame, lower max-record-bytes of the source; if many are, lower split-bytes: both begin another run`,
    { file: split.file },
  );
}
