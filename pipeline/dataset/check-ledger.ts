/** ledger.json against itself, the manifest, and what lies in rejects/ and quarantine/. */
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { z } from "zod";
import { canonicalJson } from "../plan/canonical-json.js";
import { checkLedger, count, type Ledger, sumLedgers, total } from "../run/ledger.js";
import { linesOf } from "../storage/lines.js";
import { readBytes } from "../storage/read-bytes.js";
import { asideFiles } from "./aside-files.js";
import type { DatasetManifest } from "./manifest-file.js";
import { problemOf } from "./shard-reader.js";

const number = z.int().min(0);
const counts = z.record(z.string(), number);
const chain = z.array(
  z.object({
    stage: z.string(),
    in: number,
    out: number,
    added: number,
    dropped: counts,
    failed: counts,
    changed: number,
    found: counts,
    units: number,
    languages: z.record(z.string(), z.tuple([number, number])),
  }),
);
const ledgerSchema = z.object({
  records: number,
  written: number,
  dropped: number,
  failed: number,
  added: number,
  stages: chain,
  splits: z.array(z.object({ split: number, file: z.string(), stages: chain })),
});

type LedgerFile = z.output<typeof ledgerSchema>;

export interface LedgerProblem {
  readonly file: string;
  readonly problem: string;
}

/** Reads every line that was set aside, one at a time; holds one count per split, stage and reason. */
export async function checkLedgerFile(folder: string, manifest: DatasetManifest): Promise<LedgerProblem[]> {
  const file = "ledger.json";
  let ledger: LedgerFile;
  try {
    const checked = ledgerSchema.safeParse(JSON.parse(await readFile(join(folder, file), "utf8")));
    if (!checked.success) {
      const issue = checked.error.issues[0];
      return [{ file, problem: `damaged: ${issue?.path.join(".")}: ${issue?.message}` }];
    }
    ledger = checked.data;
  } catch (error) {
    return [{ file, problem: `cannot be read: ${problemOf(error)}` }];
  }
  const problems = checkSums(ledger, manifest).map((problem) => ({ file, problem }));
  const kept = manifest.recipe.rejects === "keep";
  const rejects = kept ? await compareAside(folder, "rejects", "reason", "dropped", ledger) : [];
  return [...problems, ...rejects, ...(await compareAside(folder, "quarantine", "code", "failed", ledger))];
}

function checkSums(ledger: LedgerFile, { facts, mixture }: DatasetManifest): string[] {
  const problems: string[] = [];
  const checkChain = (stages: Ledger, where: string): void => {
    try {
      checkLedger(stages, where);
    } catch (error) {
      problems.push(problemOf(error));
    }
  };
  for (const { split, file, stages } of ledger.splits) checkChain(stages, `split ${split} (${file})`);
  checkChain(ledger.stages, "the whole run");
  const { stages } = ledger;
  const equal = (name: string, stated: number, sum: number): void => {
    if (stated !== sum) problems.push(`${name} is ${stated}, but the stages give ${sum}`);
  };
  // Equal whatever the order of reasons and languages.
  if (canonicalJson(stages) !== canonicalJson(sumLedgers(ledger.splits.map((split) => split.stages))))
    problems.push("the stages of the whole run are not the sum of the splits");
  const sum = (numberOf: (entry: Ledger[number]) => number): number =>
    stages.reduce((before, entry) => before + numberOf(entry), 0);
  equal("records", ledger.records, stages[0]?.in ?? 0);
  equal("written", ledger.written, stages.at(-1)?.out ?? 0);
  equal(
    "added",
    ledger.added,
    sum((entry) => entry.added),
  );
  equal(
    "dropped",
    ledger.dropped,
    sum((entry) => total(entry.dropped)),
  );
  equal(
    "failed",
    ledger.failed,
    sum((entry) => total(entry.failed)),
  );
  if (ledger.records + ledger.added !== ledger.written + ledger.dropped + ledger.failed)
    problems.push("records and added ones do not equal what was written, dropped and failed");
  const { documents, forgotten = 0 } = facts;
  // A mixture takes documents several times, or not at all.
  if (
    mixture === undefined &&
    typeof documents === "number" &&
    documents + Number(forgotten) !== ledger.written
  )
    problems.push(
      `written is ${ledger.written}, but the manifest says ${documents} documents, ${forgotten} forgotten`,
    );
  return problems;
}

/** Lines of rejects/<phase>/<split>.jsonl, by split, stage and reason, against the same counts of the ledger. */
async function compareAside(
  folder: string,
  kind: "rejects" | "quarantine",
  reasonKey: "reason" | "code",
  part: "dropped" | "failed",
  ledger: LedgerFile,
): Promise<LedgerProblem[]> {
  const stated: Record<string, number> = {};
  for (const { split, stages } of ledger.splits) {
    for (const entry of stages)
      for (const [reason, samples] of Object.entries(entry[part]))
        count(stated, keyOf(split, entry.stage, reason), samples);
  }
  const found: Record<string, number> = {};
  const line = z.object({ stage: z.string(), [reasonKey]: z.string() });
  const problems: LedgerProblem[] = [];
  let files: readonly string[];
  try {
    files = asideFiles(folder, kind);
  } catch (error) {
    return [{ file: kind, problem: `cannot be read: ${problemOf(error)}` }];
  }
  for (const file of files) {
    const split = Number(/(\d+)\.jsonl$/.exec(file)?.[1] ?? Number.NaN);
    let lines = 0;
    try {
      for await (const bytes of linesOf(readBytes(file))) {
        lines++;
        const record = line.parse(JSON.parse(bytes.toString("utf8")));
        count(found, keyOf(split, String(record.stage), String(record[reasonKey])));
      }
    } catch (error) {
      problems.push({
        file: relative(folder, file),
        problem: `line ${lines} is broken: ${problemOf(error)}`,
      });
    }
  }
  for (const key of new Set([...Object.keys(stated), ...Object.keys(found)])) {
    const [split, stage, reason] = key.split("\n");
    if (found[key] === stated[key]) continue;
    problems.push({
      file: kind,
      problem: `split ${split}: ${found[key] ?? 0} sample(s) of ${stage}, ${reason}, lie here, but the ledger counts ${stated[key] ?? 0}`,
    });
  }
  return problems;
}

function keyOf(split: number, stage: string, reason: string): string {
  return `${split}\n${stage}\n${reason}`;
}
