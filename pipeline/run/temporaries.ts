/**
 * Names of what is not published yet.
 *
 * Two attempts at one task may run at the same time, on two machines (a scheduler that believes a node dead starts its
 * task again). Each writes under a name of its own, so neither can spoil the other's bytes.
 */
import { type Dirent, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";

const host = hostname().replace(/[^\w-]/g, "_");
const pattern = /\.([\w-]+)\.(\d+)\.\d+\.tmp$/;

/** `PATH.HOST.PID.THREAD.tmp`: no other thread of any machine has it. */
export function temporaryPath(path: string): string {
  return `${path}.${host}.${process.pid}.${threadId}.tmp`;
}

/** Whether it is the name of a process of this machine that is no more. */
export function isAbandoned(name: string): boolean {
  const [, owner, pid] = pattern.exec(name) ?? [];
  return owner === host && !isAlive(Number(pid));
}

/** Removes what processes of this machine left behind that are no more; other machines may be at work on theirs. */
export function sweepAbandoned(folder: string): void {
  sweep(folder, isAbandoned);
}

/** Removes all of them: the run has ended, and nobody is at work. */
export function sweepTemporaries(folder: string): void {
  sweep(folder, (name) => pattern.test(name));
}

function sweep(folder: string, goes: (name: string) => boolean): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (goes(entry.name)) rmSync(path, { recursive: true, force: true });
    else if (entry.isDirectory()) sweep(path, goes);
  }
}

/** None where there is no such folder any more: jobs of an earlier start may be at work, and give theirs another name. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
