import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { planSplits } from "../../../pipeline/plan/plan-splits.js";

test("splits cover every byte of every file exactly once", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000)), fc.integer({ min: 1000, max: 100_000 }), (sizes, splitBytes) => {
      const files = sizes.map((bytes, index) => ({
        input: "i",
        file: `${index}.jsonl`,
        bytes,
        modifiedMs: 0,
      }));
      const splits = planSplits(files, { divisible: () => true }, splitBytes);
      for (const { file, bytes } of files) {
        let position = 0;
        for (const split of splits.filter((each) => each.file === file)) {
          assert.equal(split.start, position);
          assert.ok(split.end - split.start <= splitBytes);
          position = split.end;
        }
        assert.equal(position, bytes);
      }
      assert.deepEqual(
        splits.map(({ index }) => index),
        splits.map((_, index) => index),
      );
    }),
  );
});

test("a compressed file stays whole", () => {
  const splits = planSplits(
    [{ input: "i", file: "a.jsonl.gz", bytes: 1e9, modifiedMs: 0 }],
    { divisible: () => false },
    1000,
  );
  assert.equal(splits.length, 1);
});

test("small files share splits, and a picture is never parted from its notes nor read with another input's", () => {
  const listed = (input: string, names: readonly string[]) =>
    names.map((name) => ({ input, file: `/${input}/${name}`, bytes: 400, modifiedMs: 0 }));
  const files = [
    ...listed("a", ["1.jpg", "1.txt", "2.jpg", "2.json", "2.txt", "3.jpg"]),
    ...listed("b", ["1.jpg"]),
  ];
  const splits = planSplits(
    files,
    { divisible: () => false, gathers: (file) => file.slice(0, file.indexOf(".")) },
    1000,
  );
  assert.deepEqual(
    splits.map(({ files: gathered, end }) => [gathered?.join(" "), end]),
    [
      ["/a/1.jpg /a/1.txt /a/2.jpg /a/2.json /a/2.txt", 2000],
      ["/a/3.jpg", 400],
      ["/b/1.jpg", 400],
    ],
  );
});
