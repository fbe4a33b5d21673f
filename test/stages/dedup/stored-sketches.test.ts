import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../../pipeline/contracts/errors.js";
import type { BarrierStage } from "../../../pipeline/contracts/stage.js";
import { exactDedup } from "../../../stages/dedup/exact-dedup.js";
import { minhashDedup } from "../../../stages/dedup/minhash-dedup.js";
import { simhashDedup } from "../../../stages/dedup/simhash-dedup.js";
import { urlDedup } from "../../../stages/dedup/url-dedup.js";
import { missingNearDup, nearDupSets, readNearDup } from "./ground-truth.js";
import { type Document, runBarrier, storeKept, withFolder } from "./run-barrier.js";

const cases: readonly (readonly [stage: string, settings: Record<string, unknown>])[] = [
  ["minhash-dedup", { threshold: 0.8 }],
  ["minhash-dedup", { threshold: 0.7 }],
  ["exact-dedup", {}],
  ["simhash-dedup", { "min-shingles": 10 }],
  ["url-dedup", {}],
];
const stages = Object.fromEntries(
  [minhashDedup, exactDedup, simhashDedup, urlDedup].map((stage) => [stage.name, stage as BarrierStage]),
);

function stageOf(name: string): BarrierStage {
  const stage = stages[name];
  assert.ok(stage !== undefined);
  return stage;
}

/** Of a half of the set, every third document comes in the second crawl. */
function crawls(documents: readonly Document[]): { first: Document[]; second: Document[] } {
  const half = documents.filter((_, place) => place % 2 === 0);
  const withUrls = half.map((document, place) => ({
    ...document,
    url: `https://example.com/${place % Math.ceil(half.length * 0.7)}`,
  }));
  return {
    first: withUrls.filter((_, place) => place % 3 !== 1),
    second: withUrls.filter((_, place) => place % 3 === 1),
  };
}

for (const set of nearDupSets) {
  for (const [name, settings] of cases) {
    test(`${set}, ${name} ${JSON.stringify(settings)}: a crawl against what an earlier one kept loses what one run over both would`, {
      skip: missingNearDup(set),
    }, async (t) => {
      const stage = stageOf(name);
      const { first, second } = crawls(readNearDup(set).documents);
      const together = await withFolder((folder) =>
        runBarrier(stage, [...first, ...second], settings, { splits: 4, partitions: 4 }, folder),
      );
      const ofSecond = new Set(second.map(({ id }) => id));
      const wanted = together.removals.filter(({ id }) => ofSecond.has(id));
      await withFolder(async (index) => {
        const stored = await storeKept(stage, first, settings, 4, index);
        // The index was cut into other partitions than the runs that read it.
        for (const cut of [
          { splits: 1, partitions: 1 },
          { splits: 3, partitions: 7 },
        ]) {
          const { removals } = await withFolder((folder) =>
            runBarrier(stage, second, settings, { ...cut, stored: [stored] }, folder),
          );
          assert.deepEqual(
            removals.map(({ id, keeperId, similarity }) => ({ id, keeperId, similarity })),
            wanted.map(({ id, keeperId, similarity }) => ({ id, keeperId, similarity })),
          );
          t.diagnostic(`${removals.length} of ${second.length} removed`);
        }
      });
    });
  }
}

const copies = [
  { id: "old", text: "深度学习模型需要大量高质量的中文语料，而网页中的重复内容会让模型反复记住同样的句子。" },
  { id: "new", text: "深度学习模型需要大量高质量的中文语料，而网页中的重复内容会让模型反复记住同样的句子！" },
];

for (const keep of ["first", "longest", "best-score", "preferred-source", "earliest-date"]) {
  test(`keep: ${keep} never removes what an earlier run kept`, () =>
    withFolder(async (folder) => {
      for (const stage of [minhashDedup, exactDedup] as readonly BarrierStage[]) {
        const settings = { keep, "keep-by": ["new"] };
        const [old, copy] = [
          { source: "old", ...copies[0] },
          { source: "new", scores: { new: 9 }, meta: { new: 0 }, ...copies[1] },
        ] as Document[];
        assert.ok(old !== undefined && copy !== undefined);
        const stored = await storeKept(stage, [old], settings, 2, folder);
        const run = await withFolder((own) =>
          runBarrier(stage, [copy], settings, { splits: 1, partitions: 3, stored: [stored] }, own),
        );
        assert.deepEqual(
          run.removals.map(({ id, keeperId }) => ({ id, keeperId })),
          [{ id: "new", keeperId: "old" }],
        );
      }
    }));
}

for (const [stage, file] of [
  [minhashDedup, "signatures.run"],
  [minhashDedup, "bands.run"],
  [exactDedup, "hashes.run"],
  [simhashDedup, "fingerprints.run"],
] as readonly [BarrierStage, string][]) {
  test(`a flipped byte in ${file} of a stored index stops the run and names the file`, () =>
    withFolder(async (folder) => {
      const settings = stage === (simhashDedup as BarrierStage) ? { "min-shingles": 2 } : {};
      const stored = await storeKept(stage, copies.slice(0, 1), settings, 1, folder);
      const path = join(stored.folder, file);
      const bytes = readFileSync(path);
      bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
      writeFileSync(path, bytes);
      await assert.rejects(
        runBarrier(
          stage,
          copies.slice(1),
          settings,
          { splits: 1, partitions: 1, stored: [stored] },
          await import("node:fs/promises").then(({ mkdtemp }) => mkdtemp(join(folder, "run-"))),
        ),
        (error) => error instanceof UserError && error.code === "damaged-run" && error.place.file === path,
      );
    }));
}
