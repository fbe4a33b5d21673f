/** The threads of this machine that do tasks (piscina). They may be started before the run is planned, and load its stages meanwhile. */
import { Piscina } from "piscina";
import type { StageUse } from "../recipe/recipe.js";
import type { WorkerAnswer, WorkerTask } from "./worker.js";
import { setWorkerFlags } from "./worker-flags.js";

/** Threads that start before it is known how many tasks there are: any more have the time of the first tasks to load. */
const mostEarly = 2;

/** Of a thread's heap: what the user gives the process's own, where that is said (last), since V8 heeds only this limit. */
const heapMb = Number(
  [process.env.NODE_OPTIONS, ...process.execArgv]
    .join(" ")
    .match(/--max[-_]old[-_]space[-_]size[= ]\d+/g)
    ?.at(-1)
    ?.match(/\d+/)?.[0] ?? 4096,
);

/** All of this process, which have its flags in common. */
const started = new Set<WorkerThreads>();

/** Whether any is of the user's own. */
export function hasOwnStages(stages: readonly StageUse[]): boolean {
  return stages.some(({ module }) => module !== undefined);
}

export class WorkerThreads {
  private readonly pool: Piscina;
  private readonly early: number;
  private closing: Promise<void> | undefined;
  /** The ids of threads that have told that they are loaded (worker-entry.cts). */
  private readonly loaded = new Set<unknown>();

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
    this.early = isEarly ? Math.min(workers, mostEarly) : 0;
    setWorkerFlags(false);
    this.pool = new Piscina({
      filename: new URL("./worker-entry.cjs", import.meta.url).href,
      minThreads: this.early,
      maxThreads: workers,
      concurrentTasksPerWorker: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      workerData: { catalogue },
      resourceLimits: { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: heapMb },
    });
    this.pool.on("message", (thread) => {
      this.loaded.add(thread);
      setFlags();
    });
    started.add(this);
  }

  /** Loads these stages in the threads that have started. What cannot be loaded fails where it is needed, with its own words. */
  load(stages: readonly StageUse[], baseDir: string): void {
    for (let thread = 0; thread < this.early; thread++)
      this.pool
        .run({ stages, baseDir, hasOwnStages: hasOwnStages(stages) } satisfies WorkerTask)
        .catch(() => undefined);
  }

  run(task: WorkerTask, signal: AbortSignal): Promise<WorkerAnswer | undefined> {
    const answer = this.pool.run(task, { signal }) as Promise<WorkerAnswer | undefined>;
    // It may have started a thread.
    setFlags();
    return answer;
  }

  /** Whether there are threads, and none still loads. */
  get areLoaded(): boolean {
    const { threads } = this.pool;
    return threads.length > 0 && threads.every(({ threadId }) => this.loaded.has(threadId));
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

  /** May be called more than once. Closing the pool twice at the same time would let it start threads again (piscina 5.3). */
  close(): Promise<void> {
    this.closing ??= this.pool.destroy();
    started.delete(this);
    setFlags();
    return this.closing;
  }
}

function setFlags(): void {
  setWorkerFlags(started.size > 0 && [...started].every(({ areLoaded }) => areLoaded));
}
