/** Records of a split, read again from the input of a run. */
import { UserError } from "../../contracts/errors.js";
import type { ReadResult } from "../../contracts/stage.js";
import { changeOf, filesOf } from "../../plan/changed-inputs.js";
import type { Plan } from "../../plan/plan.js";
import type { Job } from "../../run/job.js";
import { readPieces } from "../../run/stream/read-pieces.js";

/**
 * What the source finds at these places, in its order, with the batch that it came in as unit: a record may give several samples.
 * Reading ends when nothing more is wanted.
 *
 * @throws UserError `input-changed` when the input is not the one that the run read
 */
export async function* readRecords(
  job: Job,
  split: number,
  origins: ReadonlySet<string>,
): AsyncGenerator<readonly ReadResult[]> {
  const [source] = job.stages;
  const planned = job.plan.splits[split];
  if (source?.kind !== "source" || planned === undefined) throw new Error(`the plan has no split ${split}`);
  for (const file of filesOf(job.plan, split)) refuseChanged(job.plan, file);
  const waiting = new Set(origins);
  for await (const batch of readPieces(source, planned, job.plan.recipe.stages[0]?.params ?? {})) {
    const found = batch.filter((result) => origins.has(originOf(result)));
    if (found.length === 0) continue;
    yield found;
    for (const result of found) waiting.delete(originOf(result));
    if (waiting.size === 0) return;
  }
}

export function originOf(result: ReadResult): string {
  if ("sample" in result) return result.sample.origin;
  return "error" in result ? result.error.origin : result.passedOver.origin;
}

function refuseChanged({ files }: Plan, file: string): void {
  const listed = files.find((each) => each.file === file);
  const change = listed === undefined ? undefined : changeOf(listed);
  if (change === undefined) return;
  throw new UserError(
    "input-changed",
    change,
    "Put the file of the run back to see what stages did to the record",
    { file },
  );
}
