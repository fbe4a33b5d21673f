/**
 * A time limit on processes that tests wait for. `--test-timeout` alone names no test on Node 20, where it ends the whole file, and
 * on later ones leaves the processes alive, which hold the runner.
 */
import type { ChildProcess } from "node:child_process";

/** Below the limits of the scripts in package.json. Benchmarks and chaos, which are no tests, take as long as they take. */
const limitMs = process.env.NODE_TEST_CONTEXT === undefined ? Number.POSITIVE_INFINITY : 300_000;

const running = new Map<ChildProcess, () => void>();

/**
 * The end of a process; one that has not come after `ms` is killed and fails the test with what it waited for. A process also ends with
 * its test file.
 *
 * @param group whether the process leads a group, which then ends with it
 */
export async function endInTime<T>(
  child: ChildProcess,
  what: string,
  end: Promise<T>,
  { group = false, ms = limitMs }: { group?: boolean; ms?: number } = {},
): Promise<T> {
  if (running.size === 0) listen();
  running.set(child, () => kill(child, group));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    if (ms === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(() => {
      kill(child, group);
      reject(new Error(`${what} had not ended after ${ms / 1000} s: killed`));
    }, ms);
  });
  try {
    return await Promise.race([end, late]);
  } finally {
    clearTimeout(timer);
    running.delete(child);
    if (running.size === 0) unlisten();
  }
}

function kill(child: ChildProcess, group: boolean): void {
  try {
    if (group && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Only while something runs: a test that never gives way could not be ended by a signal that is listened to. */
function listen(): void {
  process.on("exit", killAll);
  process.on("SIGTERM", endAll);
  process.on("SIGINT", endAll);
}

function unlisten(): void {
  process.off("exit", killAll);
  process.off("SIGTERM", endAll);
  process.off("SIGINT", endAll);
}

function killAll(): void {
  for (const killOne of running.values()) killOne();
}

function endAll(signal: NodeJS.Signals): void {
  killAll();
  unlisten();
  process.kill(process.pid, signal);
}
