/** Turns what the machine does not give into an error that tells the user what to do. */
import { isMemoryRefused, UserError } from "../contracts/errors.js";

/** A UserError for memory that was refused; any other error as it is. */
export function tellMemoryTrouble(error: unknown): unknown {
  if (!(error instanceof RangeError) || !isMemoryRefused(error)) return error;
  return new UserError(
    "no-memory",
    `the machine gives this process no more memory (${error.message})`,
    "Run it with fewer --workers. Under a limit of addresses (ulimit -v, h_vmem), set NODE_OPTIONS=--disable-wasm-trap-handler: loops in WebAssembly reserve 10 GiB of addresses each otherwise, of which they use little. A run goes on where it stopped",
  );
}
