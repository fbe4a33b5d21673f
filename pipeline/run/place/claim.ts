/**
 * Who is at work on a run: one small file in its folder, renewed while the run goes on.
 *
 * Two runs in one folder would remove each other's temporary files; the second one is refused.
 */
import { readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "../../contracts/errors.js";
import { mayPass } from "../../storage/passing-trouble.js";
import { runFolder } from "../folders.js";
import { publishText } from "../receipts.js";
import { isAlive } from "../temporaries.js";

export interface Claim {
  readonly host: string;
  readonly pid: number;
  readonly executor: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly renewed: number;
  /** Progress of the tasks that have not left a receipt yet. */
  readonly atWork?: AtWork;
}

export interface AtWork {
  readonly phase: string;
  readonly tasks: number;
  /** Samples that these tasks have begun. */
  readonly samples: number;
}

const renewEveryMs = 5000;
/**
 * The first renewal comes early: people look at a large run when it has just begun. Small runs end before they would renew their
 * claim at all.
 */
const renewFirstMs = 1000;
/** A claim of another machine that was not renewed for this long no longer counts; the clocks of machines may differ a little. */
const patienceMs = 60_000;

export function claimPath(output: string): string {
  return join(runFolder(output), "claim.json");
}

/**
 * Claims the run for this process until `release` is called or the process ends. `renewed` is called after each change; `atWork`
 * tells what `wudao status` shows of unfinished tasks.
 *
 * @throws UserError when somebody else is at work on it
 */
export function claimRun(
  output: string,
  executor: string,
  renewed: () => void = () => {},
  atWork: () => AtWork | undefined = () => undefined,
): { release(): void } {
  refuseClaimed(output);
  const started = Date.now();
  const renew = (): void => {
    const working = atWork();
    const claim: Claim = {
      ...{ host: hostname(), pid: process.pid, executor, started, renewed: Date.now() },
      ...(working === undefined ? {} : { atWork: working }),
    };
    publishText(claimPath(output), JSON.stringify(claim));
    renewed();
  };
  renew();
  // A full disk, or a file server that is away: tasks tell of it where it lasts, and the next renewal makes up for this one.
  const renewLater = (): void => {
    try {
      renew();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    }
  };
  const first = setTimeout(renewLater, renewFirstMs).unref();
  const timer = setInterval(renewLater, renewEveryMs).unref();
  return {
    release() {
      clearTimeout(first);
      clearInterval(timer);
      rmSync(claimPath(output), { force: true });
      renewed();
    },
  };
}

/** @throws UserError when a process is at work on the run in this folder */
export function refuseClaimed(output: string): void {
  const holder = activeClaim(output);
  if (holder !== undefined) {
    throw new UserError(
      "already-running",
      `process ${holder.pid} on ${holder.host} is at work on this run`,
      "Wait for it (wudao status shows how far it is), or stop it and start again",
      { file: output },
    );
  }
}

/** The claim of a process that is at work now; undefined when there is none, or when its process is gone. */
export function activeClaim(output: string): Claim | undefined {
  let claim: Claim;
  try {
    claim = JSON.parse(readFileSync(claimPath(output), "utf8")) as Claim;
  } catch (error) {
    if (mayPass(error)) throw error;
    return undefined;
  }
  if (Date.now() - claim.renewed > patienceMs) return undefined;
  return claim.host !== hostname() || isAlive(claim.pid) ? claim : undefined;
}
