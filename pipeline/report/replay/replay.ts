/** What became of records that a run dropped or could not process, run again stage by stage. */
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { UserError } from "../../contracts/errors.js";
import { asideFiles } from "../../dataset/aside-files.js";
import type { Catalogue } from "../../recipe/catalogue.js";
import { loadJob } from "../../run/job.js";
import { linesOf } from "../../storage/lines.js";
import { originOf, readRecords } from "../locate/read-record.js";
import { type BarrierTold, type Path, traceStages } from "../locate/trace-stages.js";

/** A line of rejects/ or quarantine/. */
export interface Recorded {
  readonly kind: "rejects" | "quarantine";
  readonly split: number;
  readonly origin: string;
  readonly stage: string;
  /** Reason of the drop, or code of the error. */
  readonly reason: string;
  /** What else was noted, without texts: score, keeper, message. */
  readonly notes: Readonly<Record<string, string | number>>;
}

export interface Replayed {
  readonly recorded: Recorded;
  /** Set when the source itself failed or skipped the record, so that no stage has seen it. */
  readonly source?: { readonly how: "dropped" | "failed"; readonly reason: string; readonly message: string };
  readonly paths: readonly Path[];
}

/**
 * Records by origin or id; without any, all that are in quarantine. Cost: each split that holds one is read to its last such record.
 *
 * @throws UserError `no-record` when the run set no such record aside, `input-changed` when its input is another
 */
export async function* replay(
  output: string,
  catalogue: Catalogue,
  names: readonly string[],
): AsyncGenerator<Replayed> {
  const splits = await recordedBySplit(output, new Set(names));
  const job = await loadJob(output, catalogue);
  for (const [split, lines] of splits) {
    const again = new Map(lines.map((line) => [line.origin, line]));
    for await (const found of readRecords(job, split, new Set(again.keys()))) {
      for (const result of found) {
        const recorded = again.get(originOf(result));
        if (recorded === undefined) continue;
        if ("sample" in result) {
          yield { recorded, paths: await traceStages(job, result.sample, toldOf(recorded)) };
        } else if ("error" in result) {
          const { code: reason, message } = result.error;
          yield { recorded, source: { how: "failed", reason, message }, paths: [] };
        } else {
          const { reason, what: message } = result.passedOver;
          yield { recorded, source: { how: "dropped", reason, message }, paths: [] };
        }
      }
    }
  }
}

/** The run's own decision where it was the barrier that dropped the document. */
function toldOf({ stage, reason }: Recorded): BarrierTold {
  return (barrier) =>
    barrier?.name === stage
      ? { stage, how: "dropped", reason, message: "the run compared it with all documents" }
      : "compares it with all documents, which one record alone does not show";
}

/** Holds places and reasons, no texts. */
async function recordedBySplit(
  output: string,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<number, readonly Recorded[]>> {
  const splits = new Map<number, Recorded[]>();
  for (const kind of names.size === 0 ? (["quarantine"] as const) : (["rejects", "quarantine"] as const)) {
    for (const file of asideFiles(output, kind)) {
      const split = Number(basename(file, ".jsonl"));
      for await (const line of linesOf(createReadStream(file) as AsyncIterable<Buffer>)) {
        const aside = JSON.parse(line.toString("utf8")) as Aside;
        const { origin, id = aside.sample?.id ?? "" } = aside;
        if (names.size > 0 && !names.has(origin) && !names.has(id)) continue;
        const lines = splits.get(split) ?? [];
        lines.push({ kind, split, origin, stage: aside.stage, ...described(aside) });
        splits.set(split, lines);
      }
    }
  }
  if (splits.size === 0 && names.size > 0) {
    throw new UserError(
      "no-record",
      `neither rejects/ nor quarantine/ has a record ${[...names].join(" or ")}`,
      "Give its `id` or `origin` as a line there has it; for a document that was kept ask wudao locate",
      { file: output },
    );
  }
  return splits;
}

interface Aside {
  readonly stage: string;
  readonly reason?: string;
  readonly code?: string;
  readonly message?: string;
  readonly id?: string;
  readonly origin: string;
  readonly score?: number;
  readonly cluster?: string;
  readonly keeper?: string;
  readonly similarity?: number;
  readonly sample?: { readonly id: string };
}

function described(aside: Aside): Pick<Recorded, "reason" | "notes"> {
  const { reason, code = "", message, score, cluster, keeper, similarity } = aside;
  const notes = Object.entries({ message, score, cluster, keeper, similarity }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { reason: reason ?? code, notes: Object.fromEntries(notes) };
}
