/** Runs tasks on a pool of worker threads of this machine (piscina). */
import { setMaxListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { Piscina } from "piscina";
import { UserError } from "../errors.js";
import { makeHeartbeat, stuckSample } from "../run/heartbeat.js";
import type { Receipt } from "../run/receipts.js";
import type { WorkerAnswer } from "./worker.js";

export interface PoolOptions {
  readonly workers: number;
  /** URL of the module that exports `catalogue`. */
  readonly catalogue: string;
  readonly output: string;
  readonly plan: string;
  readonly sampleSeconds: number;
  readonly signal: AbortSignal;
  /** Takes a finished task's files to where others look for them; the next tasks are at work meanwhile. */
  readonly publish?: ((receipt: Receipt) => Promise<Receipt>) | undefined;
}

/**
 * V8 lets a heap grow to several times what lives in it before it collects, so that a long run would take more memory than a
 * short one: a third above what lives is enough (npm run bench -- memory chain). And it makes objects old at once whose kind has
 * often lived long: each sample would then keep its dead text alive until the next collection of old objects, which took a tenth of
 * the CPU time of the chain. The flags hold for the whole process: a worker cannot have flags of its own.
 */
const boundedGarbage = [
  "--heap-growing-percent=30",
  "--semi-space-growth-factor=1",
  "--no-allocation-site-pretenuring",
];

/** Times that one task may lose its worker to an endless sample before the run stops. */
const maxSkips = 100;
const watchEveryMs = 1000;
/** One task at work and one that follows at once. */
const lanesPerWorker = 2;

export class LocalPool {
  private readonly pool: Piscina;
  private stopPhase: (error: unknown) => void = () => {};

  constructor(private readonly options: PoolOptions) {
    for (const flag of boundedGarbage) setFlagsFromString(flag);
    this.pool = new Piscina({
      filename: new URL("./worker-entry.cjs", import.meta.url).href,
      // Threads start as tasks come: on a machine of many cores, three tasks are no reason to load the stages sixty times.
      minThreads: 0,
      maxThreads: options.workers,
      concurrentTasksPerWorker: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      workerData: { catalogue: options.catalogue },
      resourceLimits: { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 4096 },
    });
    // What belongs to no waiting task: a worker that broke on its own, or the late answer of a task that was stopped
    // because another one had failed. The first stops the phase; the second finds it stopped.
    this.pool.on("error", (error: unknown) => this.stopPhase(error));
  }

  /**
   * Runs the tasks of a phase and hands over each receipt as it comes. The first error stops the phase.
   */
  async runPhase(phase: string, indexes: readonly number[], done: (receipt: Receipt) => void): Promise<void> {
    const stop = new AbortController();
    // Every lane listens; Node would warn of a leak from the eleventh on.
    setMaxListeners(0, stop.signal);
    const abort = (): void => stop.abort();
    this.options.signal.addEventListener("abort", abort);
    let first: { readonly error: unknown } | undefined;
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
            const receipt = await this.runTask(phase, index, stop.signal);
            done((await this.options.publish?.(receipt)) ?? receipt);
          } catch (error) {
            this.stopPhase(error);
          }
        }
      };
      const lanes = Math.min(indexes.length, this.options.workers * lanesPerWorker);
      await Promise.all(Array.from({ length: lanes }, lane));
      if (first !== undefined) throw first.error;
      stop.signal.throwIfAborted();
    } finally {
      this.options.signal.removeEventListener("abort", abort);
    }
  }

  /** One task; a sample that never ends costs its worker, and is skipped on the next try. */
  private async runTask(phase: string, index: number, signal: AbortSignal): Promise<Receipt> {
    const skip: number[] = [];
    for (;;) {
      const heartbeat = makeHeartbeat();
      const attempt = new AbortController();
      const abort = (): void => attempt.abort();
      if (signal.aborted) attempt.abort();
      signal.addEventListener("abort", abort);
      let stuck: number | undefined;
      const watch = setInterval(() => {
        stuck = stuckSample(heartbeat, this.options.sampleSeconds, Date.now());
        if (stuck !== undefined) attempt.abort();
      }, watchEveryMs);
      const { output, plan } = this.options;
      try {
        const answer = (await this.pool.run(
          { output, plan, phase, index, skip: [...skip], heartbeat },
          { signal: attempt.signal },
        )) as WorkerAnswer;
        if ("receipt" in answer) return answer.receipt;
        const { code, problem, advice, place } = answer.refused;
        throw new UserError(code, problem, advice, place);
      } catch (error) {
        if (stuck === undefined || signal.aborted) throw error;
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
        signal.removeEventListener("abort", abort);
      }
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}
