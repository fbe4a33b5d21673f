/** The ledger of a whole run, put together from the receipts of its tasks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { receiptPath } from "../../../pipeline/run/folders.js";
import { count, emptyStageLedger, type Ledger } from "../../../pipeline/run/ledger.js";
import { emptyObservations } from "../../../pipeline/run/observe.js";
import { summarizePhase } from "../../../pipeline/run/phase-summary.js";
import { publishText, type Receipt } from "../../../pipeline/run/receipts.js";
import { runTotals, splitLedgers } from "../../../pipeline/run/run-ledger.js";
import { inTemporaryFolder } from "../../support/wudao.js";

const plan = {
  hash: "p",
  segments: [
    { first: 1, last: 2, barriers: [2] },
    { first: 3, last: 4, barriers: [] },
  ],
  splits: [0, 1, 2].map((index) => {
    const file = `${index}.jsonl`;
    return { index, input: "in", file, root: ".", start: 0, end: 9, divisible: false };
  }),
};

interface SplitReceipts {
  readonly first: Ledger;
  readonly second: Ledger;
  readonly stored: { samples: number };
}

/** A split of so many records, of which each stage drops or fails some. */
const split = fc
  .tuple(fc.nat(50), fc.array(fc.nat(9), { minLength: 4, maxLength: 4 }))
  .map(([records, losses]): SplitReceipts => {
    let flowing = records;
    const stages = losses.map((loss, at) => {
      const entry = emptyStageLedger(`stage-${at}`);
      const lost = Math.min(loss, flowing);
      entry.in = flowing;
      if (lost > 0) count(at % 2 === 0 ? entry.dropped : entry.failed, "reason", lost);
      flowing -= lost;
      entry.out = flowing;
      return entry;
    });
    return { first: stages.slice(0, 2), second: stages.slice(2), stored: { samples: flowing } };
  });

const splits = fc.array(split, { minLength: 3, maxLength: 3 });

/** Puts the ledger together from receipts in the folder. */
function ledgerOf(output: string, parts: readonly SplitReceipts[]) {
  const receipts = parts.flatMap(({ first, second, stored }, index) => [
    { phase: "stream-0", index, ledger: first, facts: {} },
    { phase: "stream-1", index, ledger: second, facts: stored },
  ]);
  for (const { phase, index, ledger, facts } of receipts) {
    const observations = emptyObservations();
    const receipt: Receipt = { plan: plan.hash, phase, index, files: [], ledger, facts, observations };
    publishText(receiptPath(output, phase, index), JSON.stringify(receipt));
  }
  const splits = [...splitLedgers(plan, output)];
  const phases = ["stream-0", "stream-1"].map(
    (phase) => [phase, summarizePhase(output, plan, phase, parts.length)] as const,
  );
  return { ...runTotals(plan, new Map(phases)), splits };
}

const runs = { numRuns: 30 };

test("every record of a run is told as written, dropped or failed", () =>
  inTemporaryFolder(async (output) => {
    fc.assert(
      fc.property(splits, (parts) => {
        const { records, added, written, dropped, failed, splits: each } = ledgerOf(output, parts);
        assert.equal(records + added, written + dropped + failed);
        assert.equal(
          written,
          parts.reduce((sum, { stored }) => sum + stored.samples, 0),
        );
        assert.deepEqual(
          each.map(({ stages }) => stages),
          parts.map(({ first, second }) => [...first, ...second]),
        );
      }),
      runs,
    );
  }));

test("a sample that is lost between two phases, or on its way to the disk, stops the run, in whatever split", () =>
  inTemporaryFolder(async (output) => {
    fc.assert(
      fc.property(splits, fc.nat(2), (parts, which) => {
        const unstored = structuredClone(parts);
        unstored[which]!.stored.samples--;
        assert.throws(() => ledgerOf(output, unstored), /samples left the last stage, but -?\d+ were stored/);
        const unread = structuredClone(parts);
        const [behind] = unread[which]!.second;
        behind!.in++;
        count(behind!.dropped, "reason");
        assert.throws(
          () => ledgerOf(output, unread),
          new RegExp(`ledger of split ${which} .*entered stage-2`),
        );
      }),
      runs,
    );
  }));

test("a sample that one split has lost and another has found stops the run", () =>
  inTemporaryFolder(async (output) => {
    fc.assert(
      fc.property(splits, (parts) => {
        const moved = structuredClone(parts);
        for (const [which, by] of [1, -1].entries())
          for (const entry of moved[which]!.second) {
            entry.in += by;
            entry.out += by;
          }
        assert.throws(() => ledgerOf(output, moved), /ledger of split 0 \(0\.jsonl\): \d+ left stage-1/);
      }),
      runs,
    );
  }));

test("a split of which a phase counted nothing stops the run, unless nothing of it was left", () =>
  inTemporaryFolder(async (output) => {
    fc.assert(
      fc.property(splits, (parts) => {
        const [last] = parts.slice(-1);
        fc.pre((last!.second[0]?.in ?? 0) > 0);
        const unread = { ...last!, second: [], stored: { samples: 0 } };
        const all = [...parts.slice(0, -1), unread];
        assert.throws(() => ledgerOf(output, all), /ledger of the whole run: .*stage-2/);
      }),
      runs,
    );
  }));
