/**
 * Ctrl-C and SIGTERM: the run stops at once and can be resumed; the exit code tells which of them it was.
 *
 * What cannot be broken off (a store that does not answer, a large fetch, a controller that is away) is given a few seconds. Then the
 * process ends all the same: a run may end at any moment, and schedulers kill ten seconds after they asked.
 */
import { exitCodes } from "./exit-codes.js";

const graceMs = 5000;

/** Does the work until it is done or broken off; undefined where it was broken off. */
export async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const signal = stopSignal();
  try {
    return await work(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return undefined;
  }
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const interrupt = (code: number): void => {
    process.exitCode = code;
    stop.abort();
    setTimeout(() => process.exit(code), graceMs).unref();
  };
  process.once("SIGINT", () => interrupt(exitCodes.interrupted));
  process.once("SIGTERM", () => interrupt(exitCodes.terminated));
  return stop.signal;
}
