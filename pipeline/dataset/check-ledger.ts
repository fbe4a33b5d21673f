/** ledger.json against itself, the manifest, and what lies in rejects/ and quarantine/. */
import { z } from "zod";
import { canonicalJson } from "../plan/canonical-json.js";
import { addLedger, checkLedger, type Ledger, type LedgerTotals, totalsOf } from "../run/ledger.js";
import { ledgerFile, readLedger } from "../run/ledger-file.js";
import { AsideCheck, type LedgerProblem } from "./check-aside.js";
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
const totalsSchema = z.object({
  records: number,
  written: number,
  dropped: number,
  failed: number,
  added: number,
  stages: chain,
});
const splitSchema = z.object({ split: number, file: z.string(), stages: chain });

/** Reads the ledger split by split, and every line that was set aside, one at a time. */
export async function checkLedgerFile(folder: string, manifest: DatasetManifest): Promise<LedgerProblem[]> {
  const file = ledgerFile;
  const problems: string[] = [];
  const sum: Ledger = [];
  const asides = [
    ...(manifest.recipe.rejects === "keep" ? [new AsideCheck(folder, "rejects")] : []),
    new AsideCheck(folder, "quarantine"),
  ];
  const parts = readLedger(folder);
  try {
    const totals = totalsSchema.parse((await parts.next()).value);
    for await (const part of parts) {
      const { split, file: input, stages } = splitSchema.parse(part);
      problems.push(...problemsOfChain(stages, `split ${split} (${input})`));
      addLedger(sum, stages);
      for (const aside of asides) await aside.compare(split, stages);
    }
    problems.push(...problemsOfTotals(totals, sum, manifest));
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    const problem =
      issue === undefined
        ? `cannot be read: ${problemOf(error)}`
        : `damaged: ${issue.path.join(".")}: ${issue.message}`;
    return [{ file, problem }];
  } finally {
    await parts.return(undefined);
  }
  for (const aside of asides) await aside.compareStrangers();
  return [...problems.map((problem) => ({ file, problem })), ...asides.flatMap((aside) => aside.problems)];
}

function problemsOfChain(stages: Ledger, where: string): string[] {
  try {
    checkLedger(stages, where);
    return [];
  } catch (error) {
    return [problemOf(error)];
  }
}

/** @param sum of the ledgers of all splits */
function problemsOfTotals(ledger: LedgerTotals, sum: Ledger, { facts, mixture }: DatasetManifest): string[] {
  const problems = problemsOfChain(ledger.stages, "the whole run");
  // Equal whatever the order of reasons and languages, and where an earlier version counted each language by name.
  const stages: Ledger = [];
  addLedger(stages, ledger.stages);
  if (canonicalJson(stages) !== canonicalJson(sum))
    problems.push("the stages of the whole run are not the sum of the splits");
  const given = totalsOf(ledger.stages);
  for (const name of ["records", "written", "added", "dropped", "failed"] as const)
    if (ledger[name] !== given[name])
      problems.push(`${name} is ${ledger[name]}, but the stages give ${given[name]}`);
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
