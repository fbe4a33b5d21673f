/** What the tasks of a phase left, added up. Receipts are read one at a time: a large run has more of them than memory holds. */
import type { Plan } from "../plan/plan.js";
import { addLedger, type Ledger } from "./ledger.js";
import { addObservations, emptyObservations, type Observations } from "./observe.js";
import { expectReceipt } from "./receipts.js";

export interface PhaseSummary {
  readonly tasks: number;
  readonly ledger: Ledger;
  readonly observations: Observations;
  /** Samples that a stream phase has stored. */
  readonly samples: number;
  /** Bytes that each of its tasks has left, in the order of splits. */
  readonly left: readonly number[];
  readonly seconds: number;
  readonly temporaryBytes: number;
}

/** @param tasks all of them must be done */
export function summarizePhase(
  output: string,
  plan: Pick<Plan, "hash">,
  phase: string,
  tasks: number,
): PhaseSummary {
  const ledger: Ledger = [];
  const observations = emptyObservations();
  const left: number[] = [];
  let samples = 0;
  let taken = 0;
  let temporaryBytes = 0;
  for (let index = 0; index < tasks; index++) {
    const { facts, files, seconds = 0, ...receipt } = expectReceipt(output, plan, phase, index);
    addLedger(ledger, receipt.ledger);
    addObservations(observations, receipt.observations);
    left.push(Number(facts.bytes ?? 0));
    samples += Number(facts.samples ?? 0);
    taken += seconds;
    for (const { file, bytes } of files) if (file.startsWith(".run")) temporaryBytes += bytes;
  }
  return { tasks, ledger, observations, samples, left, seconds: taken, temporaryBytes };
}
