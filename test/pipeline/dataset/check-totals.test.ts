import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTotals } from "../../../pipeline/dataset/check-totals.js";
import type { DatasetManifest } from "../../../pipeline/dataset/manifest-file.js";

test("a dataset of very many shards is checked for evenness: the check ran out of stack", () => {
  const count = 300_000;
  const shards = Array.from({ length: count }, (_, shard) => ({
    file: `data-${shard}.jsonl`,
    rows: shard === 7 ? 3 : 1,
    bytes: 10,
    sha256: "",
  }));
  const totals = { shards, rows: count + 2, bytes: 10 * count, tokens: 0, facts: {}, mixture: undefined };
  assert.deepEqual(checkTotals(totals satisfies Partial<DatasetManifest> as DatasetManifest), [
    "the shards are uneven: 1 to 3 rows, at most 1 apart was promised",
  ]);
});
