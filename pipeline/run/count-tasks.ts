/** How many tasks a phase has: from the plan, and where that cannot tell from what the phases before it have left. */

import type { Plan } from "../plan/plan.js";
import type { Catalogue } from "../recipe/catalogue.js";
import { readOwnManifest } from "./finish.js";
import { receiptPath } from "./folders.js";
import { loadJob } from "./job.js";
import { arrange } from "./order/arrangement.js";
import { type Phase, plannedTasks } from "./phases.js";
import { readReceipt } from "./receipts.js";
import { planShards } from "./shards.js";

/** For orderings and `write` the phases before it must be done, and what they left still be there. */
export async function countTasks(
  phase: Phase,
  plan: Plan,
  output: string,
  catalogue: Catalogue,
): Promise<number> {
  const planned = plannedTasks(phase, plan);
  if (planned !== undefined) return planned;
  const job = await loadJob(output, catalogue);
  if (phase.kind === "deal") return arrange(job, phase.stage).units.parts.length;
  if (phase.kind === "gather") return arrange(job, phase.stage).buckets;
  return planShards(job).shards;
}

/**
 * The same of a finished run, from its receipts and manifest, since the payloads are gone. Undefined where only a receipt could tell, and
 * it is lost.
 */
export function countFinished(phase: Phase, plan: Plan, output: string): number | undefined {
  if (phase.kind === "write") return readOwnManifest(output).shards.length;
  if (phase.kind !== "deal" && phase.kind !== "gather") return plannedTasks(phase, plan);
  const dealt = readReceipt(receiptPath(output, `deal-${phase.stage}`, 0), plan.hash, undefined);
  return dealt === undefined ? undefined : Number(dealt.facts[phase.kind === "deal" ? "parts" : "buckets"]);
}
