import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type DiffPart, diff, diffOfExcerpts } from "../../../pipeline/report/diff.js";

const join = (parts: readonly DiffPart[], ...kinds: readonly DiffPart["kind"][]): string =>
  parts
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ text }) => text)
    .join("");

/** Few characters, so that texts share much; some outside the Basic Multilingual Plane. */
const text = fc.string({ unit: fc.constantFrom("的", "了", "a", " ", "\n", "😀", "𠮷"), maxLength: 60 });

/** The fewest characters that must go and come, by the table of longest common subsequences. */
function fewestEdits(before: string, after: string): number {
  const a = Array.from(before);
  const b = Array.from(after);
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const character of a) {
    const next = [0];
    for (let j = 1; j <= b.length; j++)
      next.push(character === b[j - 1] ? (row[j - 1] ?? 0) + 1 : Math.max(row[j] ?? 0, next[j - 1] ?? 0));
    row = next;
  }
  return a.length + b.length - 2 * (row[b.length] ?? 0);
}

test("the report never shows a text that was not there: both texts can be read back from the marks", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = diff(before, after);
      assert.equal(join(parts, "same", "removed"), before);
      assert.equal(join(parts, "same", "added"), after);
    }),
    { numRuns: 2000 },
  );
});

test("no more is marked than was changed: the edits are the fewest possible", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = diff(before, after);
      assert.equal(Array.from(join(parts, "removed", "added")).length, fewestEdits(before, after));
    }),
    { numRuns: 1000 },
  );
});

test("marks do not flicker: neighbours are of different kinds and none is empty", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = diff(before, after);
      parts.forEach(({ kind, text: part }, index) => {
        assert.notEqual(part, "");
        assert.notEqual(kind, parts[index - 1]?.kind);
      });
    }),
  );
});

test("a character outside the Basic Multilingual Plane is never cut in two", () => {
  // Both begin with the same high surrogate.
  assert.deepEqual(diff("😀", "😁"), [
    { kind: "removed", text: "😀" },
    { kind: "added", text: "😁" },
  ]);
});

test("traditional characters that became simplified are marked one by one", () => {
  assert.deepEqual(diff("外婆家在山腳下", "外婆家在山脚下"), [
    { kind: "same", text: "外婆家在山" },
    { kind: "removed", text: "腳" },
    { kind: "added", text: "脚" },
    { kind: "same", text: "下" },
  ]);
});

test("texts that have nothing in common are told as replaced, in bounded time", () => {
  const before = `始${"甲乙丙丁".repeat(5000)}终`;
  const after = `始${"子丑寅卯".repeat(5000)}终`;
  assert.deepEqual(
    diff(before, after).map(({ kind, text: part }) => [kind, part.length]),
    [
      ["same", 1],
      ["removed", 20000],
      ["added", 20000],
      ["same", 1],
    ],
  );
});

test("text behind the cut of an excerpt is not told as added", () => {
  const whole = "<p>一二三四五六七八九十</p>";
  const cleaned = "一二三四五六七八九十";
  const parts = diffOfExcerpts(whole.slice(0, 9), cleaned.slice(0, 9), { before: true, after: true });
  assert.deepEqual(parts, [
    { kind: "removed", text: "<p>" },
    { kind: "same", text: "一二三四五六" },
  ]);
});

test("a sentence that was removed at the end of a text is told, whether or not its own end is in the excerpt", () => {
  for (const before of [true, false]) {
    assert.deepEqual(diffOfExcerpts("第一句。第二", "第一句。", { before, after: false }), [
      { kind: "same", text: "第一句。" },
      { kind: "removed", text: "第二" },
    ]);
  }
});

test("an excerpt that was replaced as a whole keeps its marks", () => {
  assert.deepEqual(diffOfExcerpts("同甲乙", "同子丑", { before: true, after: true }), [
    { kind: "same", text: "同" },
    { kind: "removed", text: "甲乙" },
    { kind: "added", text: "子丑" },
  ]);
});
