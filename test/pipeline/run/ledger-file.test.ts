import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import fc from "fast-check";
import { count, emptyStageLedger, type Ledger, totalsOf } from "../../../pipeline/run/ledger.js";
import { publishLedger, readLedger, type SplitLedger } from "../../../pipeline/run/ledger-file.js";
import { inTemporaryFolder } from "../../support/wudao.js";

function stagesOf(samples: number, reason: string): Ledger {
  const entry = emptyStageLedger("min-han");
  entry.in = samples;
  count(entry.dropped, reason, samples);
  return [entry];
}

async function read(folder: string): Promise<unknown[]> {
  const parts: unknown[] = [];
  for await (const part of readLedger(folder)) parts.push(part);
  return parts;
}

describe("ledger.json", () => {
  const splits = fc.array(
    fc.record({ samples: fc.nat(), file: fc.string({ unit: "binary" }), reason: fc.string() }),
    { maxLength: 5 },
  );

  test("every program reads what was counted: it is plain JSON, and read line by line it is the same", () =>
    inTemporaryFolder((folder) =>
      fc.assert(
        fc.asyncProperty(splits, async (all) => {
          const ledgers = all.map(
            ({ samples, file, reason }, split): SplitLedger => ({
              ...{ split, file, start: 0, end: 9 },
              stages: stagesOf(samples, reason),
            }),
          );
          const totals = totalsOf(stagesOf(1, "few"));
          publishLedger(folder, totals, ledgers);
          const file = join(folder, "ledger.json");
          const whole: unknown = JSON.parse(readFileSync(file, "utf8"));
          assert.deepEqual(whole, JSON.parse(JSON.stringify({ ...totals, splits: ledgers })));
          const { splits: listed, ...head } = whole as { splits: unknown[] };
          assert.deepEqual(await read(folder), [head, ...listed]);
          for (const indent of [0, 1, 2]) {
            writeFileSync(file, JSON.stringify(whole, null, indent));
            assert.deepEqual(await read(folder), [head, ...listed], "laid out by another program");
          }
        }),
        { numRuns: 50 },
      ),
    ));

  test("a ledger that was cut off is told, not taken for that of fewer splits", () =>
    inTemporaryFolder(async (folder) => {
      const split = { split: 0, file: "a.jsonl", start: 0, end: 9, stages: stagesOf(3, "few") };
      publishLedger(folder, totalsOf(stagesOf(6, "few")), [split, { ...split, split: 1 }]);
      const file = join(folder, "ledger.json");
      const lines = readFileSync(file, "utf8").split("\n");
      writeFileSync(file, lines.slice(0, -3).join("\n"));
      await assert.rejects(read(folder), /it ends before its last split/);
    }));
});

test("a corpus of many splits ends in a dataset: its receipts need not fit into memory together", () =>
  inTemporaryFolder(async (folder) => {
    // 1500 receipts of 100 KB, each of which is as much in memory.
    const code = `
      import { mkdirSync, writeFileSync } from "node:fs";
      import { dirname } from "node:path";
      const { emptyObservations } = await import("${new URL("../../../pipeline/run/observe.js", import.meta.url)}");
      const { receiptPath } = await import("${new URL("../../../pipeline/run/folders.js", import.meta.url)}");
      const { summarizePhase } = await import("${new URL("../../../pipeline/run/phase-summary.js", import.meta.url)}");
      const text = "一".repeat(100_000 / 3);
      const example = { stage: "min-han", reason: "few", language: "zh", id: "a", origin: "a:1", text };
      const ledger = ${JSON.stringify(stagesOf(1, "few"))};
      const tasks = 1500;
      for (let index = 0; index < tasks; index++) {
        const observations = { ...emptyObservations(), drops: [example] };
        const receipt = { plan: "p", phase: "stream-0", index, files: [], ledger, facts: {}, observations };
        const path = receiptPath(${JSON.stringify(folder)}, "stream-0", index);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, JSON.stringify(receipt));
      }
      const summary = summarizePhase(${JSON.stringify(folder)}, { hash: "p" }, "stream-0", tasks);
      process.stdout.write(JSON.stringify([summary.ledger[0].dropped, summary.observations.drops.length]));
    `;
    const options = ["--max-old-space-size=48", "--input-type=module", "--eval", code];
    const { stdout } = await promisify(execFile)(process.execPath, options);
    assert.equal(stdout, '[{"few":1500},3]');
  }));
