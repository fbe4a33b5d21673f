import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { spanCorruption as stage } from "../../../stages/compose/span-corruption.js";
import { composeRows } from "./compose-rows.js";
import { characters } from "./vocabulary.js";

const size = 70_000;

/** CPM-2's bilingual vocabulary: 185 sentinels, though its code asks for 190. */
function withSentinels(count: number): ReturnType<typeof characters> {
  const names = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`<s_${index}>`, 60_000 + index]),
  );
  return characters(size, { ...names, "<eod>": 8, "<pad>": 5, "<s>": 1 });
}

/** Contexts and labels of all rows -> the stream of tokens that they were made of. */
function joined(
  rows: readonly Readonly<Record<string, unknown>>[],
  isSentinel: (id: number) => boolean,
): number[] {
  return rows.flatMap((row) => {
    const context = Array.from(row.contexts as Int32Array).slice(0, Number(row.context_length));
    const learned = (row.loss_mask as Uint8Array).reduce((sum, mark) => sum + mark, 0);
    const spans = new Map<number, number[]>();
    let span: number[] = [];
    for (const id of Array.from(row.labels as Int32Array).slice(0, learned)) {
      if (isSentinel(id)) {
        span = [];
        spans.set(id, span);
      } else span.push(id);
    }
    return context.flatMap((id) => (isSentinel(id) ? (spans.get(id) ?? []) : [id]));
  });
}

test("no token is lost between context and target, whatever the lengths; each row counts from the first sentinel", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom("天", "地", "玄", "黄"), minLength: 10, maxLength: 300 }), {
        maxLength: 8,
      }),
      fc.nat(),
      async (documents, seed) => {
        const { rows } = await composeRows(
          stage,
          { "context-length": 64, "target-length": 512, sentinels: 40 },
          characters(size),
          documents,
          seed,
        );
        const first = size + 3;
        const isSentinel = (id: number): boolean => id >= first && id < first + 40;
        for (const row of rows) {
          const marks = Array.from(row.contexts as Int32Array).filter(isSentinel);
          assert.deepEqual(
            marks,
            Array.from(marks, (_, index) => first + index),
          );
        }
        const expected = documents.flatMap((text) => [...characters().encode(text), size]);
        assert.deepEqual(joined(rows, isSentinel), expected);
      },
    ),
    { numRuns: 60 },
  );
});

test("a vocabulary with 185 sentinels is used as it is, where the released code fails on the 186th", async () => {
  const { composer } = await composeRows(stage, {}, withSentinels(185), []);
  assert.equal(composer.facts.sentinels, 185);
  assert.equal(composer.facts["first-sentinel"], 60_000);
  assert.match(String(composer.facts["special-tokens"]), /<eod>=8 <pad>=5 <s>=1/);
});

test("a row ends early rather than run out of sentinels", async () => {
  const { rows } = await composeRows(stage, { "context-length": 512 }, withSentinels(4), ["天".repeat(400)]);
  for (const row of rows) {
    const marks = Array.from(row.contexts as Int32Array).filter((id) => id >= 60_000 && id < 60_004);
    assert.ok(marks.length <= 3);
  }
});

test("a span that ends a document is flagged in the context", async () => {
  const { rows } = await composeRows(stage, { "context-length": 32, sentinels: 20 }, characters(size), [
    "天地玄黄".repeat(4),
  ]);
  const [row] = rows;
  const flags = Array.from(row?.ctx_eod_mask as Uint8Array);
  assert.equal(flags.indexOf(1), Number(row?.context_length) - 1);
});

test("a document of fewer than ten tokens makes no row and is told", async () => {
  const { dropped, rows } = await composeRows(stage, {}, characters(size), ["天".repeat(9), "天".repeat(10)]);
  assert.deepEqual(dropped, ["too-short", undefined]);
  assert.equal(rows.length, 1);
});
