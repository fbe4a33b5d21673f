/** What an ordering was given and what it gives on: the ledger counts samples only until they are ordered. */
import type { Ordering } from "../../plan/orderings.js";
import { gatheredParts, type Part, partOf } from "../finished-parts.js";
import type { Job } from "../job.js";

/** @throws Error when a document or row was lost on the way to its bucket or back, or came twice: a bug of the engine */
export function checkGathered(job: Job, ordering: Ordering): void {
  const { stages, of } = ordering;
  const [stage = 0] = stages;
  const parts = Number(partOf(job, `deal-${stage}`, 0).facts.parts);
  const dealt = total(
    Array.from({ length: parts }, (_, part) => partOf(job, `deal-${stage}`, part)),
    "units",
  );
  const gathered = total(gatheredParts(job, ordering), of === "documents" ? "samples" : "rows");
  if (dealt !== gathered)
    throw new Error(`${dealt} ${of} were dealt to buckets, but ${gathered} were gathered from them`);
}

function total(parts: readonly Part[], name: string): number {
  return parts.reduce((sum, { facts }) => sum + Number(facts[name]), 0);
}
