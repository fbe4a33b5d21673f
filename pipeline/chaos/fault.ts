/** What a fault is, and what several of them do. */

import type { Chance } from "../forecast/chance.js";
import type { Arena, Ended } from "./arena.js";

export interface Fault {
  readonly name: string;
  readonly summary: string;
  /**
   * Whether the run must end with the bytes of an undisturbed one. Where the fault damages what the run reads, it may also
   * stop with a clear error, or end with a ledger that adds up.
   */
  readonly damages: "nothing" | "spills" | "inputs";
  /** What the fault needs: inputs that can be copied to a folder, a store that a proxy can stand in front of, or Slurm. */
  readonly needs?: "local-inputs" | "store" | "slurm";
  /** Damages a copy of one input before the run is planned. */
  damageInput?(path: string, chance: Chance): void;
  /** Strikes. Errors of the struck processes are given back: they must be clear. */
  strike(arena: Arena): Promise<readonly Ended[]>;
}

/** The run's own process and its workers; with Slurm, its jobs live on and serve the run that resumes it. */
export async function killAtRandom(arena: Arena): Promise<void> {
  const running = arena.resume();
  await arena.wait();
  await arena.strike(running, "SIGKILL");
}

/** Kills the run's own process, its workers and, with Slurm, its jobs, and waits until nobody is at work on the run. */
export async function bringDown(arena: Arena): Promise<void> {
  await killAtRandom(arena);
  await arena.cancelJobs();
}
