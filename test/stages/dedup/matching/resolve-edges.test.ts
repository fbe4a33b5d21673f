import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { SketchSet } from "../../../../pipeline/contracts/stage.js";
import { EdgeWriter, precedes, type Ranked } from "../../../../stages/dedup/matching/edge-file.js";
import { resolveEdges } from "../../../../stages/dedup/matching/resolve-edges.js";
import { withFolder } from "../run-barrier.js";

const splits = 4;
/** More than a byte has bits: what was removed is held in bits. */
const perSplit = 12;

const sketches: SketchSet = {
  splits: Array.from({ length: splits }, (_, split) => ({ split, folder: "", samples: perSplit })),
  stored: 0,
  isRemoved: () => false,
};

/** Ranks of all samples, and edges as pairs of sample numbers. */
const graphs = fc.record({
  ranks: fc.array(fc.integer({ min: 0, max: 3 }), {
    minLength: splits * perSplit,
    maxLength: splits * perSplit,
  }),
  edges: fc.array(fc.tuple(fc.nat(splits * perSplit - 1), fc.nat(splits * perSplit - 1)), { maxLength: 80 }),
  files: fc.integer({ min: 1, max: 4 }),
});

type Graph = typeof graphs extends fc.Arbitrary<infer G> ? G : never;

function samplesOf({ ranks }: Graph): Ranked[] {
  return ranks.map((rank, number) => ({
    rank,
    split: Math.floor(number / perSplit),
    ordinal: number % perSplit,
  }));
}

function edgesOf(graph: Graph): [Ranked, Ranked][] {
  const samples = samplesOf(graph);
  return graph.edges.flatMap(([a, b]) => {
    const one = samples[a];
    const other = samples[b];
    return one === undefined || other === undefined || a === b ? [] : [[one, other] as [Ranked, Ranked]];
  });
}

async function resolve(graph: Graph, maxHeld: number) {
  return await withFolder(async (folder) => {
    const paths = Array.from({ length: graph.files }, (_, file) => join(folder, `edges-${file}`));
    const writers = paths.map((path) => new EdgeWriter(path));
    edgesOf(graph).forEach(([a, b], number) => {
      writers[number % graph.files]?.add(a, b, 0.8);
    });
    for (const writer of writers) writer.finish();
    const unranked = graph.ranks.every((rank) => rank === 0);
    return [...resolveEdges(paths, sketches, { unranked, reason: "similar", maxHeld })];
  });
}

const name = ({ split, ordinal }: { split: number; ordinal: number }): string => `${split}-${ordinal}`;

test("removals are those of the plain rule: in the order of the policy, whoever is similar to one that stays goes", async () => {
  await fc.assert(
    fc.asyncProperty(graphs, fc.constantFrom(1, 5, 1000), async (graph, maxHeld) => {
      const edges = edgesOf(graph);
      const inOrder = samplesOf(graph).sort((a, b) => (precedes(a, b) ? -1 : 1));
      const keepers = new Map<string, string>();
      for (const sample of inOrder) {
        const better = edges
          .flatMap(([a, b]) => (name(a) === name(sample) ? [b] : name(b) === name(sample) ? [a] : []))
          .filter((other) => precedes(other, sample) && !keepers.has(name(other)))
          .sort((a, b) => (precedes(a, b) ? -1 : 1));
        if (better[0] !== undefined) keepers.set(name(sample), name(better[0]));
      }
      const removals = await resolve(graph, maxHeld);
      assert.deepEqual(new Map(removals.map((removal) => [name(removal), name(removal.keeper)])), keepers);
      assert.ok(
        removals.every(({ cluster, keeper, similarity }) => cluster === name(keeper) && similarity === 0.8),
      );
      const places = removals.map(({ split, ordinal }) => split * perSplit + ordinal);
      assert.deepEqual(
        places,
        [...places].sort((a, b) => a - b),
        "removals are not in the order of the corpus",
      );
    }),
    { numRuns: 150 },
  );
});
