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
      const ranges = splits.flatMap(({ file, start, end, pieces }) =>
        pieces === undefined
          ? [{ file, start, end }]
          : pieces.map((piece) => ({ ...piece, start: 0, end: piece.bytes })),
      );
      assert.ok(splits.every(({ start, end }) => end - start <= splitBytes));
      for (const { file, bytes } of files) {
        let position = 0;
        for (const range of ranges.filter((each) => each.file === file)) {
          assert.equal(range.start, position);
          position = range.end;
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

const packed = (count: number, bytes: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => ({
    input: "i",
    file: `${String(index).padStart(6, "0")}.jsonl.gz`,
    bytes: bytes(index),
    modifiedMs: 0,
  }));
const unwinding = { divisible: () => false, unwinds: () => true };

test("a packed file that dominates the input is cut, and no other", () => {
  const splits = planSplits(
    [...packed(3, () => 1e6), ...packed(1, () => 1e9).map((entry) => ({ ...entry, file: "z.jsonl.gz" }))],
    unwinding,
    64e6,
  );
  assert.deepEqual(
    splits.map(({ file, start, end }) => [file.slice(-10), start, end]),
    [
      ["0.jsonl.gz", 0, 1e6],
      ["1.jsonl.gz", 0, 1e6],
      ["2.jsonl.gz", 0, 1e6],
      ["z.jsonl.gz", 0, 2.5e8],
      ["z.jsonl.gz", 2.5e8, 5e8],
      ["z.jsonl.gz", 5e8, 7.5e8],
      ["z.jsonl.gz", 7.5e8, 1e9],
    ],
  );
});

test("an array that dominates the input is cut by its own size, since it does not grow when it is read", () => {
  const entry = { input: "i", file: "a.json", bytes: 60e6, modifiedMs: 0 };
  assert.equal(planSplits([entry], unwinding, 64e6).length, 4);
  assert.equal(planSplits([{ ...entry, bytes: 16e6 }], unwinding, 64e6).length, 1);
});

test("a small input gives several workers work: its splits are finer than the recipe's, and come in numbers that go evenly", () => {
  const cut = (bytes: number): number =>
    planSplits(
      [{ input: "i", file: "a.jsonl", bytes, modifiedMs: 0 }],
      { divisible: () => true },
      64 * 2 ** 20,
    ).length;
  assert.deepEqual(
    [16, 17, 66, 100, 250, 1024, 4096].map((megabytes) => cut(megabytes * 2 ** 20)),
    [1, 2, 6, 8, 16, 16, 64],
  );
});

test("a recipe that asks for smaller splits than a small input would get has them", () => {
  const entry = { input: "i", file: "a.jsonl", bytes: 100e6, modifiedMs: 0 };
  assert.equal(planSplits([entry], { divisible: () => true }, 1e6).length, 100);
});

test("ten thousand small files become tasks of about a megabyte and equal size, in their order, each file once", () => {
  const files = packed(10_000, (index) => 5_000 + (index % 7) * 1000);
  const splits = planSplits(files, unwinding, 64e6);
  assert.ok(splits.length > 64 && splits.length <= 512, `${splits.length} splits`);
  const read = splits.flatMap(({ file, pieces, end }) => pieces ?? [{ file, bytes: end, divisible: false }]);
  assert.deepEqual(
    read.map(({ file, bytes }) => [file, bytes]),
    files.map(({ file, bytes }) => [file, bytes]),
  );
  const sizes = splits.map(({ end }) => end);
  assert.ok(Math.max(...sizes) < 1.3 * (sizes.reduce((sum, size) => sum + size, 0) / sizes.length));
  assert.deepEqual(
    splits.map(({ index }) => index),
    splits.map((_, index) => index),
  );
});

test("small files that share a split are of one input: the documents of another would be counted, and mixed, as its own", () => {
  const files = [..."ab"].flatMap((input) =>
    packed(300, () => 1000).map((entry) => ({ ...entry, input, file: `/${input}/${entry.file}` })),
  );
  const splits = planSplits(files, unwinding, 64e6);
  assert.ok(splits.length < files.length);
  for (const { input, file, pieces } of splits)
    for (const piece of pieces ?? [{ file }]) assert.ok(piece.file.startsWith(`/${input}/`), piece.file);
});
