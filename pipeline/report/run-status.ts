/** How far a run is, from its receipts alone: works from another shell or host, while it runs and afterwards. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../plan/plan.js";
import type { Catalogue } from "../recipe/catalogue.js";
import { countFinished, countTasks } from "../run/count-tasks.js";
import { receiptPath } from "../run/folders.js";
import { addLedger, type Ledger, total } from "../run/ledger.js";
import { phaseName, phasesOf } from "../run/phases.js";
import { activeClaim, type Claim } from "../run/place/claim.js";
import { readReceipt } from "../run/receipts.js";
import { storedPlan } from "../run/stored-plan.js";
import { freeBytes } from "../storage/free-bytes.js";

export interface PhaseStatus {
  readonly phase: string;
  readonly done: number;
  /** Unknown while the phases before it are not done, and of a finished run where only a lost receipt could tell. */
  readonly tasks: number | undefined;
}

export interface RunStatus {
  readonly recipe: string;
  readonly plan: string;
  readonly state: "running" | "stopped" | "finished";
  readonly claim: Claim | undefined;
  /** Whether each task that is known to be done has left its receipt; a finished run may have lost some. */
  readonly hasAllReceipts: boolean;
  readonly phases: readonly PhaseStatus[];
  /** Records that the finished tasks have read. */
  readonly records: number;
  readonly dropped: number;
  readonly failed: number;
  /** Bytes of input that are read, of all. */
  readonly bytesRead: number;
  readonly bytesToRead: number;
  readonly diskFree: number;
  readonly stages: Ledger;
}

/** @throws UserError when the folder holds no run */
export async function runStatus(output: string, catalogue: Catalogue): Promise<RunStatus> {
  const { plan } = storedPlan(output);
  const finished = existsSync(join(output, "manifest.json"));
  const claim = activeClaim(output);
  const phases: PhaseStatus[] = [];
  let isWhole = true;
  const stages: Ledger = [];
  let bytesRead = 0;
  for (const phase of phasesOf(plan)) {
    const name = phaseName(phase);
    const tasks: number | undefined = finished
      ? countFinished(phase, plan, output)
      : isWhole
        ? await countTasks(phase, plan, output, catalogue)
        : undefined;
    const ledger: Ledger = [];
    let done = 0;
    for (let index = 0; index < (tasks ?? 0); index++) {
      const receipt = readReceipt(receiptPath(output, name, index), plan.hash, undefined);
      if (receipt === undefined) continue;
      done++;
      addLedger(ledger, receipt.ledger);
      if (name === "stream-0") bytesRead += splitBytes(plan, index);
    }
    phases.push({ phase: name, done, tasks });
    isWhole &&= done === tasks;
    stages.push(...ledger);
  }
  return {
    recipe: plan.recipe.name,
    plan: plan.hash,
    state: claim !== undefined ? "running" : finished ? "finished" : "stopped",
    claim,
    hasAllReceipts: isWhole || !finished,
    phases,
    records: stages[0]?.in ?? 0,
    dropped: stages.reduce((sum, { dropped }) => sum + total(dropped), 0),
    failed: stages.reduce((sum, { failed }) => sum + total(failed), 0),
    bytesRead,
    bytesToRead: plan.splits.reduce((sum, { index }) => sum + splitBytes(plan, index), 0),
    diskFree: freeBytes(output),
    stages,
  };
}

function splitBytes(plan: Plan, index: number): number {
  const split = plan.splits[index];
  return split === undefined ? 0 : split.end - split.start;
}
