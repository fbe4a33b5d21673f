/** Slurm's own commands: submit, ask, cancel. What they say is a hint; receipts on the shared store are the truth. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "../contracts/errors.js";

const execute = promisify(execFile);
/** A controller that is restarting answers late. */
const patienceMs = 60_000;

export interface ArraySubmission {
  readonly name: string;
  readonly elements: number;
  /** Elements that run at the same time, at most; no limit when undefined. */
  readonly maxRunning: number | undefined;
  readonly cpus: number;
  /** Path with Slurm's own placeholders %A and %a. */
  readonly log: string;
  /** Further options of sbatch, as the user wrote them. */
  readonly options: readonly string[];
  /** Shell line; `$SLURM_ARRAY_TASK_ID` is the element. */
  readonly command: string;
}

/**
 * @returns undefined when the controller does not answer: it may yet have taken the array, so submit it again under the same name
 * @throws UserError when sbatch is missing or refuses
 */
export async function submitArray(submission: ArraySubmission): Promise<true | undefined> {
  const { name, elements, maxRunning, cpus, log, options, command } = submission;
  const limit = maxRunning === undefined ? "" : `%${maxRunning}`;
  const child = execute(
    "sbatch",
    [
      "--parsable",
      `--job-name=${name}`,
      `--array=0-${elements - 1}${limit}`,
      `--cpus-per-task=${cpus}`,
      `--output=${log}`,
      "--open-mode=append",
      "--requeue",
      ...options,
    ],
    { timeout: patienceMs },
  );
  child.child.stdin?.end(`#!/bin/sh\nexec ${command}\n`);
  try {
    await child;
    return true;
  } catch (error) {
    if (isUnanswered(error)) return undefined;
    throw slurmError("sbatch", error);
  }
}

export interface ElementState {
  /** The id that scontrol takes: 12_3, or 12_[3-9] for elements that wait together. */
  readonly id: string;
  readonly state: string;
  /** Why it waits: a word or a sentence. */
  readonly reason: string;
}

/**
 * What the controller knows of the jobs with that name; undefined when it does not answer.
 *
 * By name, not by number: a controller that was killed can forget a fresh array and give its number again.
 */
export function queued(name: string): Promise<readonly ElementState[] | undefined> {
  return queue("-n", name);
}

/** Names of all queued or running jobs; undefined when the controller does not answer. */
export async function queuedNames(): Promise<readonly string[] | undefined> {
  const jobs = await queue();
  return jobs?.map(({ name }) => name);
}

/** What is queued or at work of all jobs whose names begin so; nothing when the controller does not answer. */
export async function elementsOf(prefix: string): Promise<readonly ElementState[]> {
  return ((await queue()) ?? []).filter(({ name }) => name.startsWith(`${prefix}-`));
}

async function queue(
  ...options: string[]
): Promise<readonly (ElementState & { readonly name: string })[] | undefined> {
  try {
    const { stdout } = await execute("squeue", ["-h", ...options, "-o", "%j %i %T %r"], {
      timeout: patienceMs,
      // Node takes 1 MiB where nothing is said: the queue of a large cluster is longer.
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    return lines(stdout).map((line) => {
      const [name = "", id = "", state = "", ...reason] = line.split(" ");
      return { name, id, state, reason: reason.join(" ") };
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw slurmError("squeue", error);
    return undefined;
  }
}

/** Ends all jobs of that name; a controller that does not answer forgets them or is asked again by the user. */
export async function cancelJobs(name: string): Promise<void> {
  await attempt("scancel", [`--name=${name}`]);
}

/** Ends these elements, or sends them a signal. */
export async function cancelElements(ids: readonly string[], signal?: string): Promise<void> {
  await attempt("scancel", [...(signal === undefined ? [] : [`--signal=${signal}`, "--full"]), ...ids]);
}

/** Puts a running element back into the queue. */
export async function requeue(id: string): Promise<void> {
  await attempt("scontrol", ["requeue", id]);
}

export async function hold(id: string): Promise<void> {
  await attempt("scontrol", ["hold", id]);
}

export async function release(id: string): Promise<void> {
  await attempt("scontrol", ["release", id]);
}

/** A requeued element begins two minutes later unless it is told to begin now. */
export async function startNow(id: string): Promise<void> {
  await attempt("scontrol", ["update", `JobId=${id}`, "StartTime=now"]);
}

/** Runs a command whose failure does not matter: the element may just have ended, or the controller may be away. */
async function attempt(command: string, args: readonly string[]): Promise<void> {
  await execute(command, args, { timeout: patienceMs }).catch(() => undefined);
}

/** Slurm's MaxArraySize: element numbers stay below it. Undefined when the controller does not answer. */
export async function maxArraySize(): Promise<number | undefined> {
  try {
    const { stdout } = await execute("scontrol", ["show", "config"], { timeout: patienceMs });
    return Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(stdout)?.[1] ?? 1001);
  } catch (error) {
    if (isUnanswered(error)) return undefined;
    throw slurmError("scontrol", error);
  }
}

/** Whether a command failed for want of a controller, or was given up after it had waited for one. */
function isUnanswered(error: unknown): boolean {
  const { killed, stderr = "" } = error as { killed?: boolean; stderr?: string };
  return killed === true || /Unable to contact slurm controller|Socket timed out/i.test(stderr);
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

function slurmError(command: string, error: unknown): UserError {
  const { code, stderr = "" } = error as { code?: string | number; stderr?: string };
  if (code === "ENOENT") {
    return new UserError(
      "no-slurm",
      `${command} was not found`,
      "Run on a machine that can submit to Slurm, or without --executor slurm",
    );
  }
  return new UserError(
    "slurm-refused",
    `${command} failed: ${stderr.trim() || String(code)}`,
    "Check --partition and the options after --sbatch; `sinfo` shows what the cluster offers",
  );
}
