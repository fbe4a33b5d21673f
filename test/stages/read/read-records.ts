/** Reads a file as a run would: planned into splits, each split read on its own. */
import { statSync } from "node:fs";
import type { Sample } from "../../../pipeline/contracts/sample.js";
import type { SourceStage, StageParameters } from "../../../pipeline/contracts/stage.js";
import { planSplits } from "../../../pipeline/plan/plan-splits.js";
import { inputRoot } from "../../../pipeline/recipe/input-root.js";
import { readJson } from "../../../stages/read/read-json.js";

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly origin: string;
  readonly raw: Buffer;
}

export interface ReadRecords {
  readonly samples: readonly Sample[];
  readonly failures: readonly Failure[];
}

export function readRecords(file: string, params: object = {}, splitBytes = 64 << 20): Promise<ReadRecords> {
  return readWith(readJson, file, params, splitBytes);
}

/** The same with any source, from one file or several. */
export async function readWith<P extends StageParameters>(
  source: SourceStage<P>,
  file: string | readonly string[],
  params: object = {},
  splitBytes = 64 << 20,
): Promise<ReadRecords> {
  const checked = source.parameters.parse(params);
  const files = typeof file === "string" ? [file] : file;
  const listed = files.map((each) => ({
    input: "test",
    file: each,
    bytes: statSync(each).size,
    modifiedMs: 0,
  }));
  const rules = {
    divisible: (name: string) => source.divisible(name, checked),
    unwinds: source.unwinds,
    gathers: source.gathers,
  };
  const samples: Sample[] = [];
  const failures: Failure[] = [];
  const root = inputRoot(files);
  for (const split of planSplits(listed, rules, splitBytes)) {
    for await (const batch of source.read({ ...split, root }, checked)) {
      for (const result of batch) {
        if ("sample" in result) samples.push(result.sample);
        else if ("error" in result) failures.push({ ...result.error, raw: result.raw });
      }
    }
  }
  return { samples, failures };
}

/** Number of failures by code. */
export function countCodes(failures: readonly Failure[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { code } of failures) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
