/**
 * Runs the tasks of a phase as one Slurm array job.
 *
 * Receipts in the run's folder, which all nodes share, say what is done. The scheduler is only asked whether somebody is
 * still at work; when nobody is and receipts are missing, exactly the missing tasks are submitted again. So the death of
 * a task, a node, the controller or of this process costs time and nothing else.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../contracts/errors.js";
import { receiptPath, runFolder } from "../run/folders.js";
import { localSizes, type Receipt, readReceipt } from "../run/receipts.js";
import type { Executor } from "../run/run.js";
import { namesIn } from "../storage/names-in.js";
import { clearFailures, readFailures } from "./failures.js";
import { askDisk } from "./shared-disk.js";
import { Silence } from "./silence.js";
import { cancelJobs, maxArraySize, queued, queuedNames, startNow, submitArray } from "./slurm-commands.js";
import { Standstill } from "./standstill.js";

export interface SlurmOptions {
  readonly output: string;
  readonly plan: string;
  /** The command line's own file, as the nodes see it. */
  readonly main: string;
  /** Worker threads of one array element, and its CPUs. */
  readonly workers: number;
  readonly maxRunning: number | undefined;
  /** Tasks that one array element does at least, so that short tasks do not each pay for a start. */
  readonly tasksPerElement: number;
  /** Options handed on to sbatch. */
  readonly sbatch: readonly string[];
  readonly signal: AbortSignal;
  /** Called with what keeps the run waiting, in words. */
  readonly waits: (message: string) => void;
}

const pollMs = 1000;
/** Polls without a queued element before the job counts as gone: receipts reach a shared store late. */
const gracePolls = 3;
/** Submissions of a phase that bring no new receipt before the run fails. */
const maxFruitless = 3;

/** How the names of a run's jobs begin. */
export function jobPrefix(plan: string, output: string): string {
  const run = createHash("sha256").update(`${plan}\n${output}`).digest("hex");
  return `wudao-${run.slice(0, 12)}`;
}

export class SlurmExecutor implements Executor {
  private readonly prefix: string;
  private readonly silence: Silence;
  private readonly disk: Silence;
  private readonly standstill: Standstill;

  constructor(private readonly options: SlurmOptions) {
    this.prefix = jobPrefix(options.plan, options.output);
    this.silence = new Silence(
      "the Slurm controller",
      "scontrol ping tells of the controller",
      options.waits,
    );
    this.disk = new Silence("the disk of the output folder", `try ls ${options.output}`, options.waits);
    this.standstill = new Standstill(options.waits);
  }

  async runPhase(phase: string, indexes: readonly number[], done: (receipt: Receipt) => void): Promise<void> {
    this.options.signal.throwIfAborted();
    const missing = new Set(indexes);
    const arrived = (receipt: Receipt): void => {
      missing.delete(receipt.index);
      done(receipt);
    };
    clearFailures(this.options.output, phase);
    // A submitter that died may have left its array at work. What fails there, perhaps for want of what has been mended since, is
    // submitted once more.
    for (const name of await this.activeJobs(phase)) await this.follow(name, phase, missing, arrived);
    for (let fruitless = 0; missing.size > 0; ) {
      const before = missing.size;
      clearFailures(this.options.output, phase);
      const name = `${this.prefix}-${phase}-${randomBytes(3).toString("hex")}`;
      await this.submit(name, phase, [...missing]);
      const failure = await this.follow(name, phase, missing, arrived);
      if (failure !== undefined) throw failure;
      fruitless = missing.size < before ? 0 : fruitless + 1;
      if (missing.size > 0 && fruitless === maxFruitless) throw this.lostTasks(phase, missing);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async activeJobs(phase: string): Promise<readonly string[]> {
    const wanted = `${this.prefix}-${phase}-`;
    const names = await this.answered(queuedNames);
    return [...new Set(names.filter((name) => name.startsWith(wanted)))].sort();
  }

  /** Asks until the controller answers. */
  private async answered<T>(ask: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const answer = await this.silence.listen(ask());
      if (answer !== undefined) return answer;
      await sleep(pollMs, undefined, { signal: this.options.signal });
    }
  }

  private async submit(name: string, phase: string, tasks: readonly number[]): Promise<void> {
    const { output, main, workers, maxRunning, tasksPerElement, sbatch } = this.options;
    const perElement = Math.max(
      tasksPerElement,
      Math.ceil(tasks.length / ((await this.answered(maxArraySize)) - 1)),
    );
    const groups: string[] = [];
    for (let at = 0; at < tasks.length; at += perElement)
      groups.push(tasks.slice(at, at + perElement).join(","));
    const folder = join(runFolder(output), "slurm");
    mkdirSync(folder, { recursive: true });
    const list = join(folder, `${name}.tasks`);
    writeFileSync(list, `${groups.join("\n")}\n`);
    const words = [process.execPath, main, "task", output, "--phase", phase, "--list", list];
    const submission = {
      name,
      elements: groups.length,
      maxRunning,
      cpus: workers,
      log: join(folder, `${name}.%a.log`),
      options: sbatch,
      command: `${words.map(shellQuoted).join(" ")} --line "$SLURM_ARRAY_TASK_ID" --workers ${workers}`,
    };
    await this.answered(() => submitArray(submission));
  }

  /** Watches receipts come in until all are there, a task has failed, or nobody is at work any more. */
  private async follow(
    name: string,
    phase: string,
    missing: ReadonlySet<number>,
    arrived: (receipt: Receipt) => void,
  ): Promise<UserError | undefined> {
    const { signal } = this.options;
    let emptyPolls = 0;
    try {
      while (missing.size > 0 && emptyPolls < gracePolls) {
        const elements = await this.silence.listen(queued(name));
        const left = await this.disk.listen(askDisk(() => this.leftBehind(phase, missing)));
        for (const receipt of left?.receipts ?? []) arrived(receipt);
        if (left?.failure !== undefined) return left.failure;
        if (elements !== undefined) this.standstill.see(elements);
        for (const { id, state, reason } of elements ?? [])
          if (state === "PENDING" && reason === "BeginTime") await startNow(id);
        emptyPolls = elements?.length === 0 && left !== undefined ? emptyPolls + 1 : 0;
        if (missing.size > 0) await sleep(pollMs, undefined, { signal });
      }
      return undefined;
    } finally {
      // Everything is there, or the run ends here: nobody needs what is still queued.
      if (missing.size === 0 || emptyPolls < gracePolls) await cancelJobs(name);
    }
  }

  /** What tasks have left since the last look. */
  private leftBehind(
    phase: string,
    missing: ReadonlySet<number>,
  ): { readonly receipts: readonly Receipt[]; readonly failure: UserError | undefined } {
    const { output, plan } = this.options;
    const there = new Set(namesIn(join(receiptPath(output, phase, 0), "..")));
    const receipts: Receipt[] = [];
    for (const index of missing) {
      const path = receiptPath(output, phase, index);
      const receipt = there.has(basename(path)) ? readReceipt(path, plan, localSizes(output)) : undefined;
      if (receipt !== undefined) receipts.push(receipt);
    }
    return { receipts, failure: readFailures(output, phase)[0] };
  }

  private lostTasks(phase: string, missing: ReadonlySet<number>): UserError {
    const [first] = missing;
    return new UserError(
      "tasks-lost",
      `${missing.size} tasks of ${phase} (the first is ${first}) ended ${maxFruitless} times without a result`,
      `Read the logs in ${join(runFolder(this.options.output), "slurm")}: a task may need more memory or time than its job has`,
    );
  }
}

function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
