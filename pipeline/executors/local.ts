/** Runs the tasks of a phase on threads of this machine. */
import { setMaxListeners } from "node:events";
import { UserError } from "../contracts/errors.js";
import type { Plan } from "../plan/plan.js";
import { type Heartbeat, makeHeartbeat, samplesTaken, stuckSample } from "../run/heartbeat.js";
import type { AtWork } from "../run/place/claim.js";
import type { StoredRun } from "../run/place/stored-run.js";
import type { Receipt } from "../run/receipts.js";
import { errorOf } from "./error-parts.js";
import { tellHeapTrouble } from "./heap-trouble.js";
import type { TaskDone } from "./worker.js";
import { hasOwnStages, type WorkerThreads } from "./worker-threads.js";

export interface PoolOptions {
  readonly threads: WorkerThreads;
  readonly output: string;
  readonly plan: Pick<Plan, "hash" | "recipe" | "splits">;
  readonly signal: AbortSignal;
  /** The store of a run that does not lie in `output`. What a task has left there is uploaded while the next tasks are at work. */
  readonly stored?: Pick<StoredRun, "location" | "publishTask"> | undefined;
}

/** Times that one task may lose its worker to an endless sample before the run stops. */
const maxSkips = 100;
const watchEveryMs = 1000;
/** Tasks that are handed to a worker at a time: one that it works on, and one that it can begin at once after that. */
const lanesPerWorker = 2;

export class LocalPool {
  private stopPhase: (error: unknown) => void = () => {};
  private phase = "";
  /** The heartbeats of all tasks that were handed out, begun or not. */
  private readonly heartbeats = new Set<Heartbeat>();

  constructor(private readonly options: PoolOptions) {
    // The first error stops the phase; later ones find it stopped and change nothing.
    options.threads.onStrayError((error) => this.stopPhase(tellHeapTrouble(error, "between two tasks")));
  }

  /**
   * Runs the tasks of a phase and hands over each receipt as it comes. The first error stops the phase.
   */
  async runPhase(phase: string, indexes: readonly number[], done: (receipt: Receipt) => void): Promise<void> {
    // When the run was stopped between two phases, or before the first, no listener has seen the event.
    this.options.signal.throwIfAborted();
    const stop = new AbortController();
    // Every lane listens; Node would warn of a leak from the eleventh on.
    setMaxListeners(0, stop.signal);
    const abort = (): void => stop.abort();
    this.options.signal.addEventListener("abort", abort);
    let first: { readonly error: unknown } | undefined;
    this.phase = phase;
    this.stopPhase = (error) => {
      first ??= { error };
      stop.abort();
    };
    try {
      // Each lane takes the next task when its last one is done: what waits costs nothing, however many splits there are.
      const waiting = indexes.values();
      const lane = async (): Promise<void> => {
        for (const index of waiting) {
          if (stop.signal.aborted) return;
          try {
            const { receipt, isUploaded } = await this.runTask(phase, index, stop.signal);
            done((await this.options.stored?.publishTask(receipt, isUploaded)) ?? receipt);
          } catch (error) {
            this.stopPhase(error);
          }
        }
      };
      const lanes = Math.min(indexes.length, this.options.threads.workers * lanesPerWorker);
      await Promise.all(Array.from({ length: lanes }, lane));
      if (first !== undefined) throw first.error;
      stop.signal.throwIfAborted();
    } finally {
      this.options.signal.removeEventListener("abort", abort);
    }
  }

  /**
   * Opens the stages of later phases in the worker that is free first. That worker then does tasks, too, and will need what it
   * has opened.
   */
  openLaterStages(): void {
    const { threads, signal } = this.options;
    threads.run({ ...this.ofRun, opens: "later stages" }, signal).then(
      (answer) => {
        if (answer !== undefined && "refused" in answer) this.stopPhase(errorOf(answer.refused));
      },
      (error: unknown) => {
        if (!signal.aborted)
          this.stopPhase(tellHeapTrouble(error, "when it opened the stages of later phases"));
      },
    );
  }

  /** Samples that unfinished tasks have taken up so far; undefined where none is at work. */
  get atWork(): AtWork | undefined {
    if (this.heartbeats.size === 0) return undefined;
    const taken = [...this.heartbeats].map(samplesTaken).filter((samples) => samples > 0);
    const samples = taken.reduce((sum, some) => sum + some, 0);
    return { phase: this.phase, tasks: taken.length, samples };
  }

  /** What the worker is told with every task. */
  private get ofRun() {
    const { output, plan } = this.options;
    return { output, plan: plan.hash, hasOwnStages: hasOwnStages(plan.recipe.stages) };
  }

  /** Runs one task. When a sample never ends, its worker is stopped, and the task is tried again without that sample. */
  private async runTask(phase: string, index: number, signal: AbortSignal): Promise<TaskDone> {
    const sampleSeconds = this.options.plan.recipe.budget["sample-seconds"];
    const skip: number[] = [];
    for (;;) {
      const heartbeat = makeHeartbeat();
      this.heartbeats.add(heartbeat);
      const attempt = new AbortController();
      const abort = (): void => attempt.abort();
      if (signal.aborted) attempt.abort();
      signal.addEventListener("abort", abort);
      let stuck: number | undefined;
      const watch = setInterval(() => {
        stuck = stuckSample(heartbeat, sampleSeconds, Date.now());
        if (stuck !== undefined) attempt.abort();
      }, watchEveryMs);
      const { threads, stored } = this.options;
      try {
        const task = { ...this.ofRun, phase, index, skip: [...skip], heartbeat, store: stored?.location };
        const answer = await threads.run(task, attempt.signal);
        if (answer === undefined) throw new Error("a task left no receipt");
        if ("receipt" in answer) return answer;
        throw errorOf(answer.refused);
      } catch (error) {
        if (stuck === undefined || signal.aborted) {
          const split = phase.startsWith("stream-") ? this.options.plan.splits[index] : undefined;
          throw tellHeapTrouble(error, `in task ${index} of ${phase}`, split);
        }
        skip.push(stuck);
        if (skip.length > maxSkips) {
          throw new UserError(
            "over-time",
            `more than ${maxSkips} samples of ${phase} ${index} exceeded the time budget`,
            "Raise budget.sample-seconds or look at the stage",
          );
        }
      } finally {
        clearInterval(watch);
        this.heartbeats.delete(heartbeat);
        signal.removeEventListener("abort", abort);
      }
    }
  }

  async close(): Promise<void> {
    await this.options.threads.close();
  }
}
