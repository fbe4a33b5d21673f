import assert from "node:assert/strict";
import { test } from "node:test";
import { listInputs } from "../../../pipeline/plan/list-inputs.js";
import { planSplits } from "../../../pipeline/plan/plan-splits.js";
import { sampleInputs } from "../../../pipeline/plan/sample-inputs.js";
import { splitWork } from "../../../pipeline/plan/split-work.js";
import { sharedData, withoutData } from "../../support/wudao.js";

const usual = () => ({ bytes: 4, samples: 4 / 4096, spilled: 4 });

function split(index: number, bytes: number) {
  return { index, input: "", file: `${index}.jsonl.gz`, start: 0, end: bytes, divisible: false };
}

test("no worker waits for a file of many short records, or one that packs well, that was begun last", () => {
  const pages = { bytes: 3, samples: 3 / 3000, spilled: 3 };
  const poems = { bytes: 3, samples: 3 / 300, spilled: 3 };
  const posts = { bytes: 9, samples: 9 / 3000, spilled: 9 };
  const splits = [split(0, 100), split(1, 100), split(2, 90), split(3, 110)];
  const [first = 0, second = 0, third = 0, fourth = 0] = splitWork(splits, [pages, poems, posts, pages]);
  assert.ok(second > fourth && third > fourth && fourth > first, `${[first, second, third, fourth]}`);
});

test("inputs without a byte are work for nobody, and no error", () => {
  assert.deepEqual(splitWork([split(0, 0)], []), [0]);
});

test("zh-web: poems come before the articles, and classical texts last, though their file is larger than half of the others", {
  skip: withoutData,
}, async () => {
  const files = await listInputs(
    [{ name: "web", paths: [`${sharedData}/zh-web`] }],
    [".jsonl.zst", ".jsonl.gz"],
  );
  const rules = { divisible: () => false, unwinds: () => true };
  const splits = planSplits(files, rules, 64 * 2 ** 20);
  const { densities } = await sampleInputs(files, usual);
  const work = splitWork(splits, densities);
  const order = splits.toSorted((a, b) => (work[b.index] ?? 0) - (work[a.index] ?? 0));
  const names = order.map(({ file }) => file.replace(/.*\/|-.*/g, ""));
  assert.deepEqual(names.slice(0, 3), ["poetry", "poetry", "poetry"]);
  assert.deepEqual(names.slice(-2), ["classical", "classical"]);
});
