import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { defineBarrier } from "../../../pipeline/contracts/stage.js";
import {
  type Fingerprint,
  FingerprintWriter,
  hammingDistance,
  matchFingerprints,
  planTables,
} from "../../../stages/dedup/matching/hamming-match.js";
import { resolveEdges } from "../../../stages/dedup/matching/resolve-edges.js";
import { SimHasher } from "../../../stages/dedup/shingles/simhash.js";
import { simhashDedup } from "../../../stages/dedup/simhash-dedup.js";
import { mix32 } from "../../../stages/text/hash.js";
import {
  describeScore,
  missingNearDup,
  nearDupSets,
  pairKey,
  readNearDup,
  scorePairs,
} from "./ground-truth.js";
import { type Cut, runBarrier, withFolder } from "./run-barrier.js";

/** A barrier whose texts are fingerprints. */
const fingerprints = defineBarrier({
  name: "fingerprints",
  summary: "For tests.",
  source: "tests",
  parameters: z.object({ distance: z.number() }),
  partitions: () => 1,
  async openSketch(folder, partitions, { distance }) {
    const writer = new FingerprintWriter(folder, partitions, planTables(distance));
    return {
      add: ({ text }, ordinal) => writer.add(JSON.parse(text) as Fingerprint, 0, ordinal),
      finish: async () => writer.finish(),
    };
  },
  async match(partition, sketches, edgeFile, _texts, { distance }) {
    matchFingerprints(partition, sketches, edgeFile, planTables(distance));
  },
  async *resolve(edgeFiles, sketches) {
    yield* resolveEdges(edgeFiles, sketches, { unranked: true, reason: "near" });
  },
});

function match(prints: readonly Fingerprint[], distance: number, cut: Cut) {
  const documents = prints.map((print, number) => ({ id: `${number}`, text: JSON.stringify(print) }));
  return withFolder((folder) => runBarrier(fingerprints, documents, { distance }, cut, folder));
}

/** Fingerprints in a few neighbourhoods, so that all distances occur. */
const prints = fc
  .array(
    fc.tuple(fc.integer({ min: 0, max: 2 }), fc.array(fc.integer({ min: 0, max: 63 }), { maxLength: 5 })),
    {
      maxLength: 25,
    },
  )
  .map((each) =>
    each.map(([home, flips]) => {
      let [high, low] = [mix32(home), mix32(home + 9)];
      for (const bit of flips) {
        if (bit < 32) low = (low ^ (1 << bit)) >>> 0;
        else high = (high ^ (1 << (bit - 32))) >>> 0;
      }
      return { high, low };
    }),
  );

test("every fingerprint within the distance is found, none beyond, each pair once, however the corpus is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      prints,
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 4 }),
      async (all, distance, splits, partitions) => {
        const run = await match(all, distance, { splits, partitions });
        const isFirst = (at: number): boolean =>
          all.findIndex((each) => hammingDistance(each, all[at] as Fingerprint) === 0) === at;
        // Later copies of one fingerprint are compared with the first of each other one only.
        const wanted = all.flatMap((one, a) =>
          all.flatMap((other, b) =>
            a < b && isFirst(a) && hammingDistance(one, other) <= distance ? [`${a} ${b}`] : [],
          ),
        );
        const found = run.pairs.map(({ a, b }) => (Number(a) < Number(b) ? `${a} ${b}` : `${b} ${a}`));
        assert.deepEqual(found.sort(), wanted.sort());
        // What stays is what stays when all pairs are known.
        const stays: number[] = [];
        all.forEach((one, at) => {
          if (!stays.some((kept) => hammingDistance(all[kept] as Fingerprint, one) <= distance))
            stays.push(at);
        });
        assert.deepEqual(
          all.map((_, at) => at).filter((at) => !run.removed.has(`${at}`)),
          stays,
        );
      },
    ),
    { numRuns: 80 },
  );
});

test("ten thousand equal fingerprints give one edge each", async () => {
  const run = await match(
    Array.from({ length: 10_000 }, () => ({ high: 1, low: 2 })),
    3,
    { splits: 3, partitions: 2 },
  );
  assert.equal(run.pairs.length, 9_999);
});

test("a fingerprint has the bits that most distinct shingles set", () => {
  const hasher = new SimHasher();
  const print = new Uint32Array(2);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 700 }),
      (hashes) => {
        hasher.hash(Uint32Array.from([...hashes, ...hashes.slice(0, 9)]), print);
        const distinct = [...new Set(hashes)];
        for (const [word, seed] of [
          [0, 0x9e3779b9],
          [1, 0x7f4a7c15],
        ] as const) {
          for (let bit = 0; bit < 32; bit++) {
            const votes = distinct.filter((hash) => (mix32(hash ^ seed) >>> bit) & 1).length;
            assert.equal(((print[word] ?? 0) >>> bit) & 1, 2 * votes > distinct.length ? 1 : 0);
          }
        }
      },
    ),
  );
});

for (const set of nearDupSets) {
  test(`${set}: most near-duplicates are found, in any cut the same ones`, {
    skip: missingNearDup(set),
  }, async (t) => {
    const { documents, pairs } = readNearDup(set);
    const similar = new Map(pairs.map((pair) => [pairKey(pair.a, pair.b), pair.similarity]));
    const near = new Set([...similar].filter(([, at]) => at >= 0.9).map(([key]) => key));
    const run = await withFolder((folder) =>
      runBarrier(simhashDedup, documents, {}, { splits: 2, partitions: 3 }, folder),
    );
    const found = run.pairs.map(({ a, b }) => pairKey(a, b));
    t.diagnostic(`pairs from a Jaccard similarity of 0.9 on: ${describeScore(scorePairs(found, near))}`);
    const other = await withFolder((folder) =>
      runBarrier(simhashDedup, documents, {}, { splits: 5, partitions: 1 }, folder),
    );
    assert.deepEqual([...other.removed].sort(), [...run.removed].sort());
    const known = found.filter((key) => similar.has(key)).length;
    t.diagnostic(`${known} of ${found.length} pairs have a Jaccard similarity of 0.5 or more`);
    assert.ok(known / found.length > 0.98);
  });
}
