/** Whether the tasks of a phase may start: what they read is there when all tasks before them have left receipts. */
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../contracts/errors.js";
import type { Plan } from "../plan/plan.js";
import type { Catalogue } from "../recipe/catalogue.js";
import { suggest } from "../recipe/did-you-mean.js";
import { countTasks } from "../run/count-tasks.js";
import { receiptPath } from "../run/folders.js";
import { type Phase, phaseName, phasesOf } from "../run/phases.js";
import { namesIn } from "../storage/names-in.js";
import { askDisk } from "./shared-disk.js";
import { Silence } from "./silence.js";

const pollMs = 2000;

export interface PhaseGate {
  readonly plan: Plan;
  readonly output: string;
  readonly catalogue: Catalogue;
  /** Whether to wait until the phases before are done; otherwise starting too early is an error. */
  readonly wait: boolean;
  readonly signal: AbortSignal;
  /** Called with what keeps a process waiting beside the tasks of others, in words. */
  readonly waits: (message: string) => void;
  /** Fetches new receipts that other machines have published in the store. */
  readonly refresh?: (() => Promise<void>) | undefined;
}

/** @throws UserError when the run has no such phase */
export function phaseOf(name: string, plan: Plan): Phase {
  const phases = phasesOf(plan);
  const phase = phases.find((each) => phaseName(each) === name);
  if (phase === undefined)
    throw new UserError(
      "bad-option",
      `this run has no phase "${name}"`,
      suggest(name, phases.map(phaseName)),
    );
  return phase;
}

/**
 * Returns the number of tasks of a phase, as soon as they may start.
 *
 * @throws UserError when the run has no such phase, or it is too early and nobody wants to wait
 */
export async function openPhase(name: string, gate: PhaseGate): Promise<number> {
  const { plan, output, catalogue, wait, signal } = gate;
  const phase = phaseOf(name, plan);
  const ask = asking(gate);
  const tasksOf = (each: Phase): Promise<number> => ask(() => countTasks(each, plan, output, catalogue));
  for (const before of phasesOf(plan)) {
    if (phaseName(before) === name) break;
    const needed = await tasksOf(before);
    for (;;) {
      await gate.refresh?.();
      const done = await ask(() => receiptsOf(output, phaseName(before)));
      if (done >= needed) break;
      if (!wait) {
        throw new UserError(
          "too-early",
          `${name} reads what ${phaseName(before)} makes, of which ${done} of ${needed} tasks are done`,
          `Start it when ${phaseName(before)} is complete, or with --wait`,
        );
      }
      await sleep(pollMs, undefined, { signal });
    }
  }
  return tasksOf(phase);
}

/** Waits until other processes have done all tasks of the run. */
export async function allDone(gate: PhaseGate): Promise<void> {
  const needed = await openPhase("write", gate);
  const ask = asking(gate);
  while ((await ask(() => receiptsOf(gate.output, "write"))) < needed) {
    await sleep(pollMs, undefined, { signal: gate.signal });
    await gate.refresh?.();
  }
}

/** Asks the disk of the run: who waits for others' tasks waits for their file server, too, and asks again until it answers. */
function asking({ output, wait, signal, waits }: PhaseGate): <T>(read: () => T | Promise<T>) => Promise<T> {
  const disk = new Silence("the disk of the output folder", `try ls ${output}`, waits);
  return async (read) => {
    for (;;) {
      const answer = wait ? await disk.listen(askDisk(read)) : await read();
      if (answer !== undefined) return answer;
      await sleep(pollMs, undefined, { signal });
    }
  };
}

function receiptsOf(output: string, phase: string): number {
  const folder = dirname(receiptPath(output, phase, 0));
  return namesIn(folder).filter((name) => name.endsWith(".json")).length;
}
