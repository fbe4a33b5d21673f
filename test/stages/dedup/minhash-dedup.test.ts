import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { minhashDedup } from "../../../stages/dedup/minhash-dedup.js";
import { JaccardMeter } from "../../../stages/dedup/shingles/jaccard.js";
import { Shingler } from "../../../stages/dedup/shingles/shingles.js";
import {
  closePairs,
  describeScore,
  missingNearDup,
  type NearDupSet,
  nearDupSets,
  pairKey,
  readNearDup,
  scorePairs,
} from "./ground-truth.js";
import { type BarrierRun, type Cut, type Document, runBarrier, withFolder } from "./run-barrier.js";

type Settings = Parameters<typeof minhashDedup.parameters.parse>[0] & object;

function dedup(documents: readonly Document[], settings: object, cut: Cut): Promise<BarrierRun> {
  return withFolder((folder) => runBarrier(minhashDedup, documents, settings as Settings, cut, folder));
}

for (const set of nearDupSets) {
  for (const threshold of [0.8, 0.7]) {
    test(`${set}: at ${threshold} at most one near-duplicate pair of 200 is overlooked, and no pair is wrong`, {
      skip: missingNearDup(set),
    }, async (t) => {
      const { documents, pairs } = readNearDup(set);
      const similar = new Map(pairs.map((pair) => [pairKey(pair.a, pair.b), pair.similarity]));
      const wanted = new Set([...similar].filter(([, at]) => at >= threshold).map(([key]) => key));
      const run = await dedup(documents, { threshold }, { splits: 3, partitions: 4 });
      const found = run.pairs.map(({ a, b }) => pairKey(a, b));
      const before = scorePairs(found, wanted);
      const after = scorePairs(closePairs(run.pairs), wanted);
      t.diagnostic(`before closure ${describeScore(before)}; after closure ${describeScore(after)}`);
      assert.equal(new Set(found).size, found.length, "a pair was judged twice");
      assert.equal(before.precision, 1);
      assert.ok(before.recall >= 0.995, `recall ${before.recall} of ${wanted.size} pairs`);
    });
  }
}

function halfOf(set: NearDupSet): Document[] {
  return readNearDup(set).documents.filter((_, place) => place % 2 === 0);
}

const pingcap = missingNearDup("pingcap-versions");

test("what is removed, and for which keeper, does not depend on how the corpus is cut", {
  skip: pingcap,
}, async () => {
  const documents = halfOf("pingcap-versions");
  for (const keep of ["first", "longest"]) {
    const outcomes = [];
    for (const cut of [
      { splits: 1, partitions: 1 },
      { splits: 7, partitions: 16 },
    ]) {
      const run = await dedup(documents, { threshold: 0.7, keep }, cut);
      outcomes.push(run.removals.map(({ id, keeperId, similarity }) => ({ id, keeperId, similarity })));
    }
    assert.deepEqual(outcomes[0], outcomes[1]);
    assert.ok((outcomes[0]?.length ?? 0) > 200);
  }
});

test("every removed text is similar to its keeper itself, and its keeper stays", {
  skip: pingcap,
}, async () => {
  const documents = halfOf("pingcap-versions");
  const run = await dedup(documents, { threshold: 0.8, keep: "longest" }, { splits: 2, partitions: 4 });
  const texts = new Map(documents.map(({ id, text }) => [id, text]));
  const shingler = new Shingler("characters", 5, "white-space");
  const meter = new JaccardMeter();
  const shingles = (id: string): Uint32Array => shingler.shingle(texts.get(id) ?? "").slice();
  const clusters = new Map<string, string>();
  for (const { id, keeperId, cluster, similarity } of run.removals) {
    const exact = meter.similarity(shingles(id), shingles(keeperId));
    assert.ok(exact >= 0.8, `${id} was removed for ${keeperId}: ${exact}`);
    assert.ok(Math.abs(exact - similarity) < 0.2, `${similarity} was recorded for ${exact}`);
    assert.ok(!run.removed.has(keeperId), `${keeperId} was removed`);
    assert.ok((texts.get(keeperId) ?? "").length >= (texts.get(id) ?? "").length);
    assert.equal(clusters.get(cluster) ?? keeperId, keeperId, "one cluster has two keepers");
    clusters.set(cluster, keeperId);
  }
  assert.ok(clusters.size > 50, String(clusters.size));
});

const line = "深度学习模型需要大量高质量的中文语料，而网页中的重复内容会让模型反复记住同样的句子。";
/** A text of its own, as long as one likes. */
function essay(number: number, length = 200): string {
  let state = number + 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return String.fromCodePoint(0x4e00 + ((state >>> 8) % 20000));
  }).join("");
}

test("of a chain of texts only those similar to a text that stays are removed", async () => {
  const [a = "", b = "", c = ""] = [1, 2, 3].map((number) => essay(number, 300));
  // Two in a row have a similarity of 0.90, the first and the last of 0.82.
  const shared = essay(9, 2400);
  const chain = [shared + a + b, shared + b, shared + b + c].map((text, place) => ({ id: `${place}`, text }));
  const run = await dedup(chain, { threshold: 0.85 }, { splits: 3, partitions: 2 });
  assert.deepEqual(
    run.removals.map(({ id, keeperId }) => ({ id, keeperId })),
    [{ id: "1", keeperId: "0" }],
  );
});

const versions = [
  { id: "news", source: "news", text: line, meta: { date: "2021-03-01" }, scores: { quality: 0.2 } },
  { id: "forum", source: "forum", text: `${line} `, meta: { date: "2019-05-06" }, scores: { quality: 0.9 } },
  { id: "wiki", source: "wiki", text: ` ${line} `, meta: {}, scores: {} },
  { id: "alone", source: "wiki", text: essay(1), meta: {}, scores: {} },
];

for (const [settings, kept] of [
  [{ keep: "first" }, "news"],
  [{ keep: "longest" }, "wiki"],
  [{ keep: "best-score", "keep-by": ["quality"] }, "forum"],
  [{ keep: "earliest-date", "keep-by": ["date"] }, "forum"],
  [{ keep: "preferred-source", "keep-by": ["wiki", "news"] }, "wiki"],
] as const) {
  test(`keep: ${settings.keep} keeps the version that the user asked for`, async () => {
    const run = await dedup(versions, settings, { splits: 2, partitions: 3 });
    assert.deepEqual(
      versions.map(({ id }) => id).filter((id) => !run.removed.has(id)),
      [...new Set([kept, "alone"])].sort((a, b) => order(a) - order(b)),
    );
    assert.ok(run.removals.every(({ keeperId, similarity }) => keeperId === kept && similarity === 1));
  });
}

function order(id: string): number {
  return versions.findIndex((version) => version.id === id);
}

test("texts that an earlier stage removed neither keep nor lose a place", async () => {
  const run = await dedup(versions, {}, { splits: 1, partitions: 1, alreadyRemoved: new Set(["news"]) });
  assert.deepEqual(
    run.removals.map(({ id, keeperId }) => ({ id, keeperId })),
    [{ id: "wiki", keeperId: "forum" }],
  );
});

test("ten times the copies of one text give ten times the pairs, not a hundred times", async () => {
  const pairs = [];
  for (const count of [300, 3000]) {
    const copies = Array.from({ length: count }, (_, number) => ({ id: `${number}`, text: line }));
    const run = await dedup(copies, {}, { splits: 3, partitions: 2 });
    assert.equal(run.removed.size, count - 1);
    assert.ok(run.removals.every(({ keeperId }) => keeperId === "0"));
    pairs.push(run.pairs.length);
  }
  const [few = 0, many = 0] = pairs;
  assert.ok(many <= few * 11, `${few} pairs of 300 copies, ${many} of 3000`);
});

test("empty texts are similar to nothing, and a text shorter than a shingle only to its equal", async () => {
  const texts = ["", " ", "好", "好", "的"];
  const run = await dedup(
    texts.map((text, number) => ({ id: `${number}`, text })),
    {},
    { splits: 2, partitions: 1 },
  );
  assert.deepEqual([...run.removed], ["3"]);
});

for (const file of ["signatures.run", "bands.run"]) {
  test(`a flipped byte in ${file} stops the run and names the file`, async () => {
    await withFolder(async (folder) => {
      const damage = (path: string): void => {
        const bytes = readFileSync(path);
        const middle = bytes.length >> 1;
        bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
        writeFileSync(path, bytes);
      };
      const stage = {
        ...minhashDedup,
        match: (...args: Parameters<typeof minhashDedup.match>) => {
          damage(join(folder, "sketch-1", file));
          return minhashDedup.match(...args);
        },
      };
      await assert.rejects(
        runBarrier(stage, versions, {}, { splits: 2, partitions: 1 }, folder),
        (error) =>
          error instanceof UserError &&
          error.code === "damaged-run" &&
          error.place.file === join(folder, "sketch-1", file),
      );
    });
  });
}
