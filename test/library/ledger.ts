/** The ledger that a run left, and whether every record is accounted for. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { StageLedger } from "../../pipeline/run/ledger.js";

export interface StoredLedger {
  readonly records: number;
  readonly written: number;
  readonly dropped: number;
  readonly failed: number;
  readonly stages: readonly StageLedger[];
}

/** Reads the ledger and adds it up again, stage by stage and as a whole, against the rows and files on disk. */
export function soundLedger(output: string): StoredLedger {
  const ledger = JSON.parse(readFileSync(join(output, "ledger.json"), "utf8")) as StoredLedger;
  for (const [index, stage] of ledger.stages.entries()) {
    const accounted = stage.out + sum(stage.dropped) + sum(stage.failed);
    assert.equal(stage.in + stage.added, accounted, `${stage.stage} adds up`);
    const next = ledger.stages[index + 1];
    if (next !== undefined) assert.equal(next.in, stage.out, `${stage.stage} to ${next.stage}`);
  }
  assert.equal(ledger.records, ledger.written + ledger.dropped + ledger.failed);
  assert.equal(ledger.failed, asides(output, "quarantine").length, "every failure lies in quarantine");
  assert.equal(ledger.dropped, asides(output, "rejects").length, "every drop lies among the rejects");
  return ledger;
}

/** All records of `quarantine/` or `rejects/`. */
export function asides(output: string, kind: "quarantine" | "rejects"): readonly Record<string, unknown>[] {
  const folder = join(output, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .sort((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1))
    .flatMap((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Ids of the documents in a JSON Lines dataset, in order. */
export function writtenIds(output: string): readonly string[] {
  return readdirSync(output)
    .filter((name) => name.endsWith(".jsonl"))
    .sort()
    .flatMap((name) => readFileSync(join(output, name), "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { id: string }).id);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
