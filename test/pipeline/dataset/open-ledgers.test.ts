import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { verifyDataset } from "../../../pipeline/dataset/verify-dataset.js";
import { readTotals } from "../../../pipeline/run/ledger-file.js";
import { Datasets, textStages } from "./make-dataset.js";

const datasets = new Datasets();
after(() => datasets.remove());

function openLedgers(): string[] {
  return readdirSync("/proc/self/fd").flatMap((descriptor) => {
    const link = join("/proc/self/fd", descriptor);
    // The listing itself had one, which is closed by now.
    return existsSync(link) && readlinkSync(link).endsWith("ledger.json") ? [link] : [];
  });
}

test("a ledger of which only the head is read is closed again: its descriptor was left to the garbage collector", {
  skip: process.platform === "linux" ? false : "needs /proc",
}, async () => {
  const folder = await datasets.copy(textStages("write-jsonl"));
  const totals = (await readTotals(folder)) as { readonly records: number };
  assert.ok(totals.records > 0);
  assert.deepEqual(openLedgers(), []);
  const ledger = join(folder, "ledger.json");
  writeFileSync(ledger, readFileSync(ledger, "utf8").replace(/"records": \d+/, '"records": "many"'));
  assert.match((await verifyDataset(folder)).problems[0]?.problem ?? "", /damaged: records/);
  assert.deepEqual(openLedgers(), []);
});
