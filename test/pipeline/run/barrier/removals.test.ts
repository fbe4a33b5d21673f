/** The decisions of a barrier on disk, and the samples that they name. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { makeSample } from "../../../../pipeline/contracts/sample.js";
import type { Decision } from "../../../../pipeline/contracts/stage.js";
import {
  KeeperLookup,
  readDecisions,
  removedBefore,
  writeDecisions,
} from "../../../../pipeline/run/barrier/removals.js";
import { payloadFolder } from "../../../../pipeline/run/folders.js";
import { SpillWriter } from "../../../../pipeline/storage/spills/spill.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

/** They are written 10,000 at a time. */
const samples = 30_000;
const stage = 2;
const openFilesFolder = "/proc/self/fd";
const twin = { split: 0, ordinal: 0, share: 0.5, keeps: true };

function removal(split: number, ordinal: number): Decision {
  const keeper = { split: 0, ordinal: 0 };
  return { split, ordinal, reason: "duplicate", keeper, cluster: "0-0", similarity: 1 };
}

async function write(output: string, decisions: readonly Decision[]): Promise<number> {
  const folder = payloadFolder(output, `resolve-${stage}`, 0);
  mkdirSync(folder, { recursive: true });
  async function* each() {
    yield* decisions;
  }
  return await writeDecisions(each(), folder, () => samples);
}

describe("what deduplication decided", () => {
  test("comes back decision by decision, and what is only edited is not removed, however many there are in a split", () =>
    inTemporaryFolder(async (output) => {
      const decisions = [1, 3].flatMap((split) =>
        Array.from({ length: samples }, (_, ordinal): Decision[] => {
          if (ordinal % 5 === 0) return [];
          if (ordinal % 7 > 0) return [removal(split, ordinal)];
          return [{ split, ordinal, reason: "lines", cuts: [[0, 1]], twin }];
        }).flat(),
      );
      assert.equal(await write(output, decisions), decisions.length);
      const isRemoved = removedBefore(output, [stage]);
      for (const split of [0, 1, 2, 3]) {
        const own = decisions.filter((decision) => decision.split === split);
        assert.deepEqual([...readDecisions(output, stage, split).values()], own);
        const removed = Array.from({ length: samples }, (_, at) => at).filter((at) => isRemoved(split, at));
        const wanted = own.filter((decision) => !("cuts" in decision)).map(({ ordinal }) => ordinal);
        assert.deepEqual(removed, wanted);
      }
    }));

  test("twice of one sample, or out of order, stops the run: a decision would be lost", () =>
    inTemporaryFolder(async (output) => {
      for (const [first, second] of [
        [removal(1, 4), removal(1, 4)],
        [removal(1, 4), removal(1, 3)],
        [removal(1, 4), removal(0, 5)],
      ] as const)
        await assert.rejects(write(output, [first, second]), /decisions are out of order/);
    }));
});

test(
  "the samples that others were dropped for are found in any of many splits, without a file left open for each",
  { skip: existsSync(openFilesFolder) ? false : "needs /proc" },
  () =>
    inTemporaryFolder(async (output) => {
      const splits = 80;
      for (let split = 0; split < splits; split++) {
        const path = join(payloadFolder(output, "stream-0", split), "spill");
        mkdirSync(dirname(path), { recursive: true });
        const spill = new SpillWriter(path);
        for (const ordinal of [0, 1])
          spill.write(makeSample({ id: `${split}-${ordinal}`, source: "s", origin: "o", text: "文" }));
        spill.finish();
      }
      const openFiles = (): number => readdirSync(openFilesFolder).length;
      const before = openFiles();
      const keepers = new KeeperLookup(output, "stream-0", splits);
      for (const ordinal of [1, 0])
        for (let split = 0; split < splits; split++) {
          assert.equal(keepers.sample({ split, ordinal }, []).id, `${split}-${ordinal}`);
          assert.ok(openFiles() - before <= 32, `${openFiles() - before} files are open`);
        }
      keepers.close();
      assert.equal(openFiles(), before);
    }),
);
