/** The threads of this machine that do tasks (piscina). They may be started before the run is planned, and load its stages meanwhile. */
import { setFlagsFromString } from "node:v8";
import { Piscina } from "piscina";
import type { StageUse } from "../recipe/recipe.js";
import type { WorkerAnswer, WorkerTask } from "./worker.js";

/**
 * V8 lets a heap grow to several times what lives in it before it collects, so that a long run would take more memory than a
 * short one: a third above what lives is enough (npm run bench -- memory chain). And it makes objects old at once whose kind has
 * often lived long: each sample would then keep its dead text alive until the next collection of old objects, which took a tenth of
 * the CPU time of the chain. Third, functions that are put into the ones that call them are compiled again with each: with a quarter of
 * the room for them, compiling takes a quarter less (0.6 of 2.4 CPU s of a run over 66 MB), and the loops are as fast, since those that
 * count lie alone in their functions. The flags hold for the whole process: a worker cannot have flags of its own.
 */
export const workerFlags: readonly string[] = [
  "--heap-growing-percent=30",
  "--semi-space-growth-factor=1",
  "--no-allocation-site-pretenuring",
  "--max-inlined-bytecode-size-cumulative=250",
];

/** Threads that start before it is known how many tasks there are: any more have the time of the first tasks to load. */
const mostEarly = 2;

/** Whether any is of the user's own. */
export function hasOwnStages(stages: readonly StageUse[]): boolean {
  return stages.some(({ module }) => module !== undefined);
}

export class WorkerThreads {
  private readonly pool: Piscina;
  private readonly early: number;
  private closing: Promise<void> | undefined;

  /**
   * @param catalogue URL of the module that exports `catalogue`
   * @param isEarly   starts threads at once; otherwise they start as tasks come: on a machine of many cores, three tasks are no
   *                  reason to load the stages sixty times
   */
  constructor(
    readonly workers: number,
    private readonly catalogue: string,
    isEarly = false,
  ) {
    for (const flag of workerFlags) setFlagsFromString(flag);
    this.early = isEarly ? Math.min(workers, mostEarly) : 0;
    this.pool = new Piscina({
      filename: new URL("./worker-entry.cjs", import.meta.url).href,
      minThreads: this.early,
      maxThreads: workers,
      concurrentTasksPerWorker: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      workerData: { catalogue },
      resourceLimits: { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 4096 },
    });
  }

  /** Loads these stages in the threads that have started. What cannot be loaded fails where it is needed, with its own words. */
  load(stages: readonly StageUse[], baseDir: string): void {
    for (let thread = 0; thread < this.early; thread++)
      this.pool
        .run({ stages, baseDir, hasOwnStages: hasOwnStages(stages) } satisfies WorkerTask)
        .catch(() => undefined);
  }

  run(task: WorkerTask, signal: AbortSignal): Promise<WorkerAnswer | undefined> {
    return this.pool.run(task, { signal }) as Promise<WorkerAnswer | undefined>;
  }

  /**
   * What belongs to no waiting task: a worker that broke on its own, or the late answer of a task that was stopped because another
   * one had failed.
   */
  onStrayError(listener: (error: unknown) => void): void {
    this.pool.on("error", listener);
  }

  /** These threads where they are as many as wanted, else others in their place. */
  async inNumber(workers: number): Promise<WorkerThreads> {
    if (workers === this.workers) return this;
    await this.close();
    return new WorkerThreads(workers, this.catalogue);
  }

  /** As often as wanted: of two that end the pool side by side, the second would let it start threads anew (piscina 5.3). */
  close(): Promise<void> {
    this.closing ??= this.pool.destroy();
    return this.closing;
  }
}
