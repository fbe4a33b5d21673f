/** What each stage made of one document: its record is read again and sent through the chain alone. */

import { UserError } from "../../contracts/errors.js";
import type { AnyStage } from "../../contracts/stage.js";
import { filesOf } from "../../plan/changed-inputs.js";
import type { Plan } from "../../plan/plan.js";
import type { Catalogue } from "../../recipe/catalogue.js";
import { loadJob } from "../../run/job.js";
import type { LocatedDocument } from "./locate-token.js";
import { readRecords } from "./read-record.js";
import { type TracedStage, traceStages } from "./trace-stages.js";

export interface Trace {
  /** The named input that the record came from. */
  readonly source: string;
  readonly file: string;
  /** The record's text as the source stage read it, and the text that was tokenized. */
  readonly textRead: string;
  readonly textWritten: string;
  readonly stages: readonly TracedStage[];
}

type Traced = Pick<LocatedDocument, "split" | "origin" | "id">;

/**
 * Cost: the split, or without one the file, is read from its front to the record; nothing else is kept or read.
 *
 * @throws UserError `input-changed` when the input is not the one that the run read
 */
export async function retrace(output: string, catalogue: Catalogue, document: Traced): Promise<Trace> {
  const { origin, id } = document;
  const job = await loadJob(output, catalogue);
  const file = fileOf(job.plan, origin);
  for (const split of splitsOf(job.plan, document, file)) {
    for await (const found of readRecords(job, split, new Set([origin]))) {
      for (const result of found) {
        if (!("sample" in result)) continue;
        const paths = await traceStages(job, result.sample, toldOfKept);
        const path = paths.find(({ sample, end }) => end === undefined && sample.id === id);
        if (path === undefined) continue;
        return {
          source: result.sample.source,
          file,
          textRead: result.sample.text,
          textWritten: path.sample.text,
          stages: path.stages,
        };
      }
    }
  }
  throw new UserError(
    "input-changed",
    `the record ${origin} does not give the document ${id} any more`,
    "The input, a dictionary or this program changed since the run; --no-trace tells its place all the same",
    { file },
  );
}

/** The longest that the origin begins with: that of a record of `a.jsonl.gz` begins with `a.jsonl`, too. */
function fileOf({ files }: Plan, origin: string): string {
  const begun = files.map(({ file }) => file).filter((file) => origin.startsWith(file));
  return begun.reduce((longest, file) => (file.length > longest.length ? file : longest), "");
}

/** The splits that may hold the record: the one that is known for the document, or all splits of its file. */
function splitsOf(plan: Plan, { split }: Traced, file: string): readonly number[] {
  if (split !== undefined) return [split];
  return [...plan.splits.keys()].filter((each) => filesOf(plan, each).includes(file));
}

function toldOfKept(barrier: AnyStage | undefined): string {
  return barrier?.kind === "barrier" && barrier.edits === true
    ? "compared it with all documents and may have cut parts, which one record alone does not show"
    : "kept it";
}
