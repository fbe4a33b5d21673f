/** What a scheduler does to jobs. Only jobs of the struck run are touched: whatever else a cluster is at stays as it is. */
import { cancelElements, type ElementState, hold, release, requeue } from "../executors/slurm-commands.js";
import type { Arena, Ended } from "./arena.js";
import type { Fault } from "./fault.js";

export const slurmFaults: readonly Fault[] = [
  slurmFault("slurm-cancel", "the jobs are cancelled behind the run's back", async (arena) => {
    await arena.cancelJobs();
  }),
  slurmFault("slurm-kill", "a job is killed, as for too much memory", async (arena) => {
    const victim = arena.pick(await inState(arena, "RUNNING"));
    if (victim !== undefined) await cancelElements([victim.id], "KILL");
  }),
  slurmFault("slurm-requeue", "running jobs are put back into the queue", async (arena) => {
    for (const { id } of await inState(arena, "RUNNING")) await requeue(id);
  }),
  slurmFault("slurm-hold", "waiting jobs are held for a while", async (arena) => {
    const held = await inState(arena, "PENDING");
    for (const { id } of held) await hold(id);
    await arena.wait(0.5);
    for (const { id } of held) await release(id);
  }),
];

/** The run goes on while it is struck, and has to come to its end by itself or with a clear error. */
function slurmFault(name: string, summary: string, strike: (arena: Arena) => Promise<void>): Fault {
  return {
    name,
    summary,
    damages: "nothing",
    needs: "slurm",
    async strike(arena): Promise<readonly Ended[]> {
      const running = arena.resume();
      await arena.wait();
      await strike(arena);
      return [await running.end];
    },
  };
}

async function inState(arena: Arena, wanted: string): Promise<readonly ElementState[]> {
  return (await arena.jobElements()).filter(({ state }) => state === wanted);
}
