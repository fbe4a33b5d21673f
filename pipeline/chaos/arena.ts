/** Where one fault happens: a run in a folder of its own, whose processes can be started, watched and struck. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { jobPrefix } from "../executors/slurm.js";
import { cancelElements, type ElementState, elementsOf } from "../executors/slurm-commands.js";
import type { Chance } from "../forecast/chance.js";
import type { Plan } from "../plan/plan.js";
import { closePlace, openPlace } from "../run/place/place.js";
import { preparePlan } from "../run/prepare-plan.js";
import { isRemote, joinLocation } from "../storage/location.js";
import { storeOf } from "../storage/store-of.js";
import { type Spoiling, startSpoiling } from "./spoiling-proxy.js";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly end: Promise<Ended>;
}

/** What the arenas of all faults have in common. */
export interface Ground {
  /** The command line's own file. */
  readonly main: string;
  /** Location under which the outputs stand; undefined: in the folder of each fault. */
  readonly store: string | undefined;
  /** Options that bring the tasks to a Slurm cluster; undefined: they run here. */
  readonly slurm: readonly string[] | undefined;
}

/** The proxy spoils one answer in this many. */
const spoiltShare = 6;

export class Arena {
  readonly output: string;
  /** Address of the proxy in front of the store; undefined when there is none. */
  private endpoint: string | undefined;

  private constructor(
    /** A folder that belongs to this fault alone. */
    readonly folder: string,
    readonly plan: Plan,
    private readonly ground: Ground,
    /** Milliseconds that the undisturbed run took. */
    readonly usualMs: number,
    private readonly chance: Chance,
  ) {
    const { store } = ground;
    this.output = store === undefined ? join(folder, "out") : joinLocation(store, basename(folder));
  }

  static async open(
    folder: string,
    plan: Plan,
    ground: Ground,
    usualMs: number,
    chance: Chance,
  ): Promise<Arena> {
    const arena = new Arena(folder, plan, ground, usualMs, chance);
    mkdirSync(arena.scratch, { recursive: true });
    await arena.clear();
    const place = await openPlace(arena.output);
    const replaces = preparePlan(plan, place, false);
    await place.stored?.publishPlan(replaces);
    await closePlace(place, true);
    return arena;
  }

  /** Removes what a run left in the queue and in the store; what lies in the folder goes with it. */
  async clear(): Promise<void> {
    await this.cancelJobs();
    if (isRemote(this.output)) await storeOf(this.output).delete(await locationsBelow(this.output));
  }

  private get scratch(): string {
    return join(this.folder, "scratch");
  }

  /** A run whose store spoils some of its answers. */
  async resumeThrough(spoiling: Spoiling): Promise<Ended> {
    const proxy = await startSpoiling(Number(storeEndpoint()?.port), {
      choose: () => (this.choose(spoiltShare) === 0 ? spoiling : undefined),
    });
    this.endpoint = `http://127.0.0.1:${proxy.port}`;
    try {
      return await this.resume().end;
    } finally {
      this.endpoint = undefined;
      await proxy.close();
    }
  }

  /** `wudao resume` in a process group of its own. */
  resume(shell = ""): Running {
    const { slurm } = this.ground;
    const where = slurm ?? ["--workers", String(1 + this.choose(3))];
    return this.start(["resume", this.output, "--quiet", ...where], shell);
  }

  /** How the names of the run's Slurm jobs begin. */
  get jobs(): string {
    return jobPrefix(this.plan.hash, this.output);
  }

  /** The run's own jobs in the queue; none without Slurm. */
  async jobElements(): Promise<readonly ElementState[]> {
    return this.ground.slurm === undefined ? [] : await elementsOf(this.jobs);
  }

  /** Until none of them is left. */
  async cancelJobs(): Promise<void> {
    for (;;) {
      const elements = await this.jobElements();
      if (elements.length === 0) return;
      await cancelElements(elements.map(({ id }) => id));
      await sleep(500);
    }
  }

  task(phase: string, index: string): Running {
    return this.start(["task", this.output, "--phase", phase, "--index", index]);
  }

  private start(args: readonly string[], shell = ""): Running {
    const words = [process.execPath, this.ground.main, ...args];
    const [program = "", ...rest] =
      shell === "" ? words : ["sh", "-c", `${shell}; exec "$@"`, "sh", ...words];
    const child = spawn(program, rest, {
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        ...process.env,
        WUDAO_SCRATCH: this.scratch,
        ...(this.endpoint === undefined ? {} : { AWS_ENDPOINT_URL: this.endpoint }),
      },
    });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const end = new Promise<Ended>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal, stderr }));
    });
    return { process: child, end };
  }

  /** Strikes a process and all that it started. */
  async strike(running: Running, signal: NodeJS.Signals): Promise<void> {
    if (running.process.pid !== undefined && running.process.exitCode === null) {
      try {
        process.kill(-running.process.pid, signal);
      } catch (error) {
        // The process has just ended by itself.
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
    if (signal === "SIGKILL" || signal === "SIGTERM") await running.end;
  }

  /** Waits for a random moment of a usual run. */
  async wait(share = 1): Promise<void> {
    await sleep(this.random() * share * this.usualMs);
  }

  random(): number {
    return this.chance.random();
  }

  choose = (count: number): number => this.chance.choose(count);

  pick<T>(list: readonly T[]): T | undefined {
    return list[this.choose(list.length)];
  }

  /** Published files below a part of the run's own folder, such as `payload`. */
  async files(part: string): Promise<readonly string[]> {
    const found = await locationsBelow(joinLocation(this.output, ".run", part));
    return found.filter((location) => !location.includes(".tmp"));
  }
}

/** A store on this network that a proxy can stand in front of; undefined: there is none. */
export function storeEndpoint(): URL | undefined {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  return endpoint?.startsWith("http://") === true ? new URL(endpoint) : undefined;
}

async function locationsBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { location } of storeOf(folder).list(folder)) found.push(location);
  return found;
}

/** SHA-256 of every file that a run leaves but its report (it tells times) and its own folder. */
export async function checksums(output: string): Promise<ReadonlyMap<string, string>> {
  const sums = new Map<string, string>();
  for (const location of await locationsBelow(output)) {
    const name = location.slice(output.length + 1);
    if (name === "report.html" || name.startsWith(".run")) continue;
    const hash = createHash("sha256");
    for await (const block of storeOf(location).read(location)) hash.update(block);
    sums.set(name, hash.digest("hex"));
  }
  return sums;
}
