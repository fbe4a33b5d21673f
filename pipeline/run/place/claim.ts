/**
 * Who is at work on a run: one small file in its folder, renewed while the run goes on.
 *
 * Two runs in one folder would remove each other's temporary files; the second one is refused.
 */
import { readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
/** A claim that is dated no further from now, back or ahead, counts: the clocks of machines may differ a little. */
const patienceMs = 60_000;
/** Another claim of another machine is old, or a clock is wrong: it counts if it is renewed while it is watched for this long. */
const watchMs = 6 * renewEveryMs;

export function claimPath(output: string): string {
  return join(runFolder(output), "claim.json");
}

/**
 * Claims the run for this process until `release` is called or the process ends. `renewed` is called after each change; `atWork`
 * tells what `wudao status` shows of unfinished tasks.
 *
 * @throws UserError when somebody else is at work on it, as far as dates tell: `refuseClaimed` comes first
 */
export function claimRun(
  output: string,
  executor: string,
  renewed: () => void = () => {},
  atWork: () => AtWork | undefined = () => undefined,
): { release(): void } {
  const holder = activeClaim(output);
  if (holder !== undefined) throw alreadyRunning(output, holder);
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

export interface Watch {
  /** Fetches the claim as it is now to the folder, where a store holds it. */
  readonly refresh?: (() => Promise<void>) | undefined;
  /** Is told what the watch waits for. */
  readonly waits?: ((message: string) => void) | undefined;
  /** Ends the watch early. */
  readonly signal?: AbortSignal;
  readonly ms?: number;
}

/**
 * Removes the claim of a process that is gone.
 *
 * @throws UserError when a process is at work on the run in this folder
 */
export async function refuseClaimed(output: string, watch: Watch = {}): Promise<void> {
  const claim = readClaim(output);
  if (claim === undefined) return;
  if (!isGone(claim) && (isOfNow(claim) || (await isRenewed(output, claim, watch))))
    throw alreadyRunning(output, claim);
  rmSync(claimPath(output), { force: true });
}

/**
 * Whether the claim changes while it is watched. Its date cannot tell: with a wrong clock a live process would seem gone, and two runs
 * would write one dataset.
 */
async function isRenewed(output: string, claim: Claim, { refresh, waits, signal, ms = watchMs }: Watch) {
  const { pid, host } = claim;
  const since = new Date(claim.renewed).toISOString();
  waits?.(
    `process ${pid} on ${host} was at work on this run, by its clock at ${since}: looking whether it still is`,
  );
  await sleep(ms, undefined, signal === undefined ? {} : { signal });
  await refresh?.();
  const now = readClaim(output);
  return now !== undefined && now.renewed !== claim.renewed;
}

function alreadyRunning(output: string, { pid, host }: Claim): UserError {
  return new UserError(
    "already-running",
    `process ${pid} on ${host} is at work on this run`,
    "Wait for it (wudao status shows how far it is), or stop it and start again",
    { file: output },
  );
}

/** The claim of a process that is at work now, as far as its date tells; undefined when there is none, or when its process is gone. */
export function activeClaim(output: string): Claim | undefined {
  const claim = readClaim(output);
  return claim === undefined || isGone(claim) || !isOfNow(claim) ? undefined : claim;
}

function readClaim(output: string): Claim | undefined {
  try {
    return JSON.parse(readFileSync(claimPath(output), "utf8")) as Claim;
  } catch (error) {
    if (mayPass(error)) throw error;
    return undefined;
  }
}

/** Of a process of this machine; nobody can tell of another's. */
function isGone({ host, pid }: Claim): boolean {
  return host === hostname() && !isAlive(pid);
}

function isOfNow({ renewed }: Claim): boolean {
  return Math.abs(Date.now() - renewed) <= patienceMs;
}
