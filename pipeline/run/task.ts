/** One task: a pure function of (plan, phase, index). It may run in a thread, in a process or on another machine, and more than once. */
import { mkdirSync, rmSync } from "node:fs";
import { runIndex } from "./barrier/index-task.js";
import { runCollect, runMatch, runResolve, runVerify } from "./barrier/match-task.js";
import { payloadFolder, receiptPath } from "./folders.js";
import type { Job, TaskDescription, TaskResult } from "./job.js";
import { checkLedger } from "./ledger.js";
import { runDeal } from "./order/deal-task.js";
import { runGather } from "./order/gather-task.js";
import { parsePhase } from "./phases.js";
import {
  listPayload,
  localSizes,
  publishFolder,
  publishText,
  type Receipt,
  readReceipt,
} from "./receipts.js";
import { runStream } from "./stream/stream-task.js";
import { temporaryPath } from "./temporaries.js";
import { runWrite } from "./write-task.js";

/** Runs a task in a temporary folder, checks its ledger, publishes the payload, then the receipt. */
export async function runTask(job: Job, task: TaskDescription): Promise<Receipt> {
  const { plan, output } = job;
  const began = Date.now();
  const from = performance.now();
  const folder = payloadFolder(output, task.phase, task.index);
  const temporary = temporaryPath(folder);
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const phase = parsePhase(task.phase);
  let result: TaskResult;
  if (phase.kind === "stream") result = await runStream(job, task, phase.segment, temporary);
  else if (phase.kind === "match") result = await runMatch(job, task, phase.stage, temporary);
  else if (phase.kind === "collect") result = await runCollect(job, task, phase.stage, temporary);
  else if (phase.kind === "verify") result = await runVerify(job, task, phase.stage, temporary);
  else if (phase.kind === "index") result = await runIndex(job, task.index, phase.stage, temporary);
  else if (phase.kind === "resolve") result = await runResolve(job, phase.stage, temporary);
  else if (phase.kind === "deal") result = await runDeal(job, phase.stage, task.index, temporary);
  else if (phase.kind === "gather") result = await runGather(job, phase.stage, task.index, temporary);
  else result = await runWrite(job, task.index);
  checkLedger(result.ledger, `${task.phase} ${task.index}`);
  const receiptFile = receiptPath(output, task.phase, task.index);
  const earlier = readReceipt(receiptFile, plan.hash, localSizes(output));
  if (earlier !== undefined) {
    // Another attempt at this task was faster; its bytes are the same, and others may be reading them already.
    rmSync(temporary, { recursive: true, force: true });
    return earlier;
  }
  publishFolder(temporary, folder);
  const receipt: Receipt = {
    plan: plan.hash,
    phase: task.phase,
    index: task.index,
    files: [...listPayload(folder, output), ...result.published],
    ledger: result.ledger,
    facts: result.facts,
    observations: result.observations,
    seconds: (performance.now() - from) / 1000,
    began,
  };
  publishText(receiptFile, JSON.stringify(receipt));
  return receipt;
}
