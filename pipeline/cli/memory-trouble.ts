/** Turns what the machine does not give into an error that tells the user what to do. */
import { UserError } from "../errors.js";

/** V8's words for a buffer, and for the memory of loops in WebAssembly. */
const refusals = /allocation failed|could not allocate memory/i;

/** A UserError for memory that was refused; any other error as it is. */
export function tellMemoryTrouble(error: unknown): unknown {
  if (!(error instanceof RangeError) || !refusals.test(error.message)) return error;
  return new UserError(
    "no-memory",
    `the machine gives this process no more memory (${error.message})`,
    "Run it with fewer --workers. Under a limit of addresses (ulimit -v, h_vmem), raise that to 16 GiB and more: loops in WebAssembly reserve gigabytes of addresses, of which they use little. A run goes on where it stopped",
  );
}
