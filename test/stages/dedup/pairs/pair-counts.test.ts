import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { BarrierStage } from "../../../../pipeline/contracts/stage.js";
import { captionFrequency } from "../../../../stages/dedup/caption-frequency.js";
import { pictureFrequency } from "../../../../stages/dedup/picture-frequency.js";
import { type Cut, type Document, runBarrier, withFolder } from "../run-barrier.js";

type Pair = readonly [picture: number, caption: string];

function documentsOf(pairs: readonly Pair[]): Document[] {
  return pairs.map(([picture, text], at) => ({
    id: `${at}`,
    text,
    image: { bytes: Uint8Array.of(picture), format: "png", width: 1, height: 1 },
  }));
}

/** Places of the pairs that go. */
async function removedBy(
  stage: BarrierStage,
  documents: readonly Document[],
  settings: Readonly<Record<string, unknown>>,
  cut: Cut = { splits: 1, partitions: 1 },
): Promise<number[]> {
  const { edits, removals } = await withFolder((folder) =>
    runBarrier(stage, documents, settings, cut, folder),
  );
  assert.deepEqual(removals, []);
  assert.deepEqual([...new Set(edits.map(({ left }) => left))].join(""), "");
  return edits.map(({ id }) => Number(id));
}

test("a caption at more pictures than allowed goes from all of them; one at as many stays", async () => {
  const documents = documentsOf([
    [1, "點擊購買！"],
    [2, "点击购买"],
    [1, "窗台上的猫"],
    [3, "点击 购买。"],
    [2, "窗台上的猫"],
    // Said again of the same picture, it is one pair.
    [2, "窗台上的猫"],
  ]);
  assert.deepEqual(await removedBy(captionFrequency, documents, { "max-pictures": 2 }), [0, 1, 3]);
  assert.deepEqual(await removedBy(captionFrequency, documents, { "max-pictures": 2, keep: "first" }), [3]);
  assert.deepEqual(await removedBy(captionFrequency, documents, { "max-pictures": 3 }), []);
});

test("a picture keeps as many captions as allowed, the first of the corpus, or goes with all of them", async () => {
  const documents = documentsOf([
    [1, "甲"],
    [1, "乙"],
    [2, "丙"],
    [1, "丙"],
    [1, "甲"],
  ]);
  assert.deepEqual(await removedBy(pictureFrequency, documents, { "max-captions": 2 }), [3]);
  assert.deepEqual(
    await removedBy(pictureFrequency, documents, { "max-captions": 2, keep: "none" }),
    [0, 1, 3, 4],
  );
});

test("texts without a picture, and captions of different punctuation alone, are not counted together", async () => {
  const texts = ["甲", "甲", "甲"].map((text, at) => ({ id: `${at}`, text }));
  assert.deepEqual(await removedBy(captionFrequency, texts, { "max-pictures": 1 }), []);
  const marks = documentsOf([
    [1, "！"],
    [2, "？"],
  ]);
  assert.deepEqual(await removedBy(captionFrequency, marks, { "max-pictures": 1 }), []);
});

test("the same pairs go however the corpus is cut, and what an earlier stage removed does not count", async () => {
  const pair = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom("甲", "乙", "丙", "丁"));
  await fc.assert(
    fc.asyncProperty(
      fc.array(pair, { maxLength: 24 }),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom("first" as const, "none" as const),
      fc.constantFrom("caption" as const, "picture" as const),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 5 }),
      async (pairs, max, keep, key, splits, partitions, gap) => {
        const isGone = (at: number): boolean => at % gap === 1;
        const counted = new Map<string | number, Set<string | number>>();
        const over: number[] = [];
        const sides = pairs.map(([picture, text]) => (key === "caption" ? [text, picture] : [picture, text]));
        for (const [at, [one = "", other = ""]] of sides.entries()) {
          if (isGone(at)) continue;
          const known = counted.get(one) ?? new Set();
          counted.set(one, known);
          if (keep === "first" && known.size === max && !known.has(other)) over.push(at);
          else known.add(other);
        }
        const expected =
          keep === "first"
            ? over
            : [...sides.keys()].filter(
                (at) => !isGone(at) && (counted.get(sides[at]?.[0] ?? "")?.size ?? 0) > max,
              );
        const stage = key === "caption" ? captionFrequency : pictureFrequency;
        const settings = { [key === "caption" ? "max-pictures" : "max-captions"]: max, keep };
        const alreadyRemoved = new Set([...pairs.keys()].filter(isGone).map(String));
        const documents = documentsOf(pairs);
        assert.deepEqual(
          await removedBy(stage, documents, settings, { splits, partitions, alreadyRemoved }),
          expected,
        );
      },
    ),
    { numRuns: 80 },
  );
});
