import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { exactDedup } from "../../../stages/dedup/exact-dedup.js";
import { type BarrierRun, type Document, runBarrier, withFolder } from "./run-barrier.js";

const oneSplit = { splits: 1, partitions: 1 };

function dedup(texts: readonly string[], settings: object, cut = oneSplit): Promise<BarrierRun> {
  const documents: Document[] = texts.map((text, number) => ({ id: `${number}`, text }));
  return withFolder((folder) => runBarrier(exactDedup, documents, settings, cut, folder));
}

for (const [what, text] of [
  ["traditional characters", "機器學習模型，需要語料 Corpus。"],
  ["full-width letters", "机器学习模型，需要语料 Ｃｏｒｐｕｓ。"],
  ["upper case", "机器学习模型，需要语料 CORPUS。"],
  ["other punctuation", "机器学习模型,需要语料 Corpus!"],
  ["white space", " 机器学习模型，\n需要语料　Corpus。"],
  ["zero-width characters", "机器学习\u200b模型，需要\ufeff语料 Corpus。"],
] as const) {
  test(`a text that differs in ${what} only is a duplicate when folded, and is none as it is`, async () => {
    const texts = ["机器学习模型，需要语料 Corpus。", text];
    assert.deepEqual([...(await dedup(texts, { on: "folded" })).removed], ["1"]);
    assert.deepEqual([...(await dedup(texts, { on: "text" })).removed], []);
  });
}

test("texts of nothing but punctuation are duplicates only when they are equal", async () => {
  const run = await dedup(["……", "！！！", "……", ""], {});
  assert.deepEqual([...run.removed], ["2"]);
});

test("of equal texts the first stays, every other one is removed for it, and nothing else, however the corpus is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("甲", "乙", "丙丁", "丁丙", "a", "Ａ", "。", "，"), { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      async (texts, splits, partitions) => {
        const run = await dedup(texts, { on: "text" }, { splits, partitions });
        const expected = texts.flatMap((text, at) => {
          const first = texts.indexOf(text);
          return first === at ? [] : [{ id: `${at}`, keeperId: `${first}`, similarity: 1 }];
        });
        assert.deepEqual(
          run.removals.map(({ id, keeperId, similarity }) => ({ id, keeperId, similarity })),
          expected,
        );
      },
    ),
    { numRuns: 60 },
  );
});

test("of equal texts the preferred one stays, and none goes for one that an earlier stage has removed", async () => {
  const sources = ["wiki", "news", "forum"];
  const documents = fc.array(
    fc.record({
      text: fc.constantFrom("甲", "乙", "丙"),
      source: fc.constantFrom(...sources),
      isGone: fc.boolean(),
    }),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(
      documents,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      async (each, splits, partitions) => {
        const named = each.map((document, number) => ({ id: `${number}`, ...document }));
        const left = named.filter(({ isGone }) => !isGone);
        const expected = left.flatMap(({ id, text }) => {
          const equal = left.filter((other) => other.text === text);
          const [keeper] = equal.toSorted((a, b) => sources.indexOf(a.source) - sources.indexOf(b.source));
          return keeper!.id === id ? [] : [{ id, keeperId: keeper!.id }];
        });
        const alreadyRemoved = new Set(named.filter(({ isGone }) => isGone).map(({ id }) => id));
        const { removals } = await withFolder((folder) =>
          runBarrier(
            exactDedup,
            named.map(({ id, text, source }) => ({ id, text, source })),
            { keep: "preferred-source", "keep-by": sources },
            { splits, partitions, alreadyRemoved },
            folder,
          ),
        );
        assert.deepEqual(
          removals.map(({ id, keeperId }) => ({ id, keeperId })),
          expected,
        );
      },
    ),
    { numRuns: 60 },
  );
});

test("ten thousand copies of one text give one edge each", async () => {
  const run = await dedup(
    Array.from({ length: 10_000 }, () => "转载请注明出处"),
    {},
    { splits: 4, partitions: 3 },
  );
  assert.equal(run.pairs.length, 9_999);
  assert.ok(run.removals.every(({ keeperId }) => keeperId === "0"));
});

test("a flipped byte in hashes.run stops the run and names the file", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "sketch-1", "hashes.run");
    const stage = {
      ...exactDedup,
      match: (...args: Parameters<typeof exactDedup.match>) => {
        const bytes = readFileSync(path);
        const middle = bytes.length >> 1;
        bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
        writeFileSync(path, bytes);
        return exactDedup.match(...args);
      },
    };
    const documents = ["甲", "乙", "甲", "乙"].map((text, number) => ({ id: `${number}`, text }));
    await assert.rejects(
      runBarrier(stage, documents, {}, { splits: 2, partitions: 1 }, folder),
      (error) => error instanceof UserError && error.code === "damaged-run" && error.place.file === path,
    );
  });
});
