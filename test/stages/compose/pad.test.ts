import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pad } from "../../../stages/compose/pad.js";
import { type Composed, composeRows, composeTokens, numbered } from "./compose-rows.js";
import { characters } from "./vocabulary.js";

const vocabularySize = 60_000;

interface Row {
  readonly id: string;
  readonly input_ids: Uint16Array;
  readonly length: number;
  readonly padded_length: number | undefined;
}

function rowOf({ id, input_ids, length, padded_length }: Composed["rows"][number]): Row {
  assert.ok(typeof id === "string" && input_ids instanceof Uint16Array && typeof length === "number");
  assert.ok(padded_length === undefined || typeof padded_length === "number");
  return { id, input_ids, length, padded_length };
}

async function padded(documents: readonly Uint32Array[], params: object) {
  const { rows, ...rest } = await composeTokens(pad, params, characters(vocabularySize), documents);
  return { rows: rows.map(rowOf), ...rest };
}

/** The tokens of each document, its rows joined in the order in which they come. */
function joined(rows: readonly Row[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { id, input_ids: ids, length } of rows)
    found.set(id, [...(found.get(id) ?? []), ...ids.subarray(0, length)]);
  return found;
}

function checkPadding(rows: readonly Row[], counts: Readonly<Record<string, number>>): void {
  for (const { input_ids: ids, length } of rows) {
    assert.ok(length > 0 && length <= ids.length);
    assert.ok(ids.subarray(0, length).every((id) => id !== 0));
    assert.ok(ids.subarray(length).every((id) => id === 0));
  }
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  assert.equal(
    counts.tokens,
    sum(({ length }) => length),
  );
  assert.equal(
    counts["padding-tokens"],
    sum(({ input_ids: ids, length }) => ids.length - length),
  );
}

const corpora = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 80 });
const bucketed = fc
  .record({
    lengths: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 5 }),
    rows: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ lengths, rows }) => {
    const ascending = lengths.sort((a, b) => a - b);
    return {
      "sequence-length": Math.max(2, ascending.at(-1)!),
      "length-buckets": ascending,
      "bucket-rows": rows,
    };
  });

test("every token of every document is in its rows once and in order, and padding stands at the end only", async () => {
  await fc.assert(
    fc.asyncProperty(corpora, fc.integer({ min: 2, max: 30 }), async (lengths, length) => {
      const documents = numbered(lengths);
      const { rows, counts } = await padded(documents, { "sequence-length": length });
      checkPadding(rows, counts);
      assert.ok(rows.every(({ input_ids: ids }) => ids.length === length));
      const found = documents.map((_, at) => joined(rows).get(`s${at}`));
      assert.deepEqual(
        found,
        documents.map((document) => Array.from(document)),
      );
      assert.equal(
        rows.length,
        lengths.reduce((sum, each) => sum + Math.ceil(each / length), 0),
      );
      assert.equal(counts["cut-documents"], lengths.filter((each) => each > length).length);
    }),
  );
});

test("with buckets no token is lost, each row has the smallest length that holds it, and one length makes runs", async () => {
  await fc.assert(
    fc.asyncProperty(corpora, bucketed, async (lengths, params) => {
      const documents = numbered(lengths);
      const { rows, counts } = await padded(documents, params);
      checkPadding(rows, counts);
      const tokens = rows.flatMap(({ input_ids: ids, length }) => [...ids.subarray(0, length)]);
      assert.deepEqual(
        tokens.sort((a, b) => a - b),
        documents.flatMap((document) => [...document]),
      );
      const all = [...new Set([...params["length-buckets"], params["sequence-length"]])];
      const bucketRows = params["bucket-rows"];
      for (const row of rows) {
        assert.equal(row.padded_length, row.input_ids.length);
        assert.equal(
          row.padded_length,
          all.find((length) => row.length <= length),
        );
      }
      // Only the last run of a length is short: the others are whole, wherever they stand.
      for (const length of all) {
        const own = rows.flatMap(({ padded_length: padded }, at) => (padded === length ? [at] : []));
        assert.equal(counts[`rows-${length}`], own.length);
        for (let from = 0; from + bucketRows <= own.length; from += bucketRows)
          assert.equal(own[from + bucketRows - 1]! - own[from]!, bucketRows - 1);
      }
    }),
  );
});

test("with tail: drop every run begins at a multiple of bucket-rows, and what is left out is counted and less than one run", async () => {
  await fc.assert(
    fc.asyncProperty(corpora, bucketed, async (lengths, params) => {
      const bucketRows = params["bucket-rows"];
      const { rows, counts } = await padded(numbered(lengths), { ...params, tail: "drop" });
      checkPadding(rows, counts);
      assert.equal(rows.length % bucketRows, 0);
      rows.forEach(({ padded_length: padded, length }, at) => {
        assert.equal(padded, rows[at - (at % bucketRows)]!.padded_length);
        assert.ok(length <= padded!);
      });
      const tokens = rows.flatMap(({ input_ids: ids, length }) => [...ids.subarray(0, length)]);
      assert.equal(new Set(tokens).size, tokens.length);
      const given = lengths.reduce((sum, each) => sum + each, 0);
      assert.equal(tokens.length + counts["left-out-tokens"]!, given);
      assert.ok(counts["left-out-rows"]! < bucketRows);
    }),
  );
});

test("a document longer than a row is cut, truncated or dropped, as the recipe says", async () => {
  const documents = numbered([10, 3]);
  const rowsOf = async (tooLong: string) => {
    const { rows, dropped, counts } = await padded(documents, { "sequence-length": 4, "too-long": tooLong });
    return { rows: rows.map(({ id, length }) => `${id}:${length}`), dropped, cut: counts["cut-tokens"] };
  };
  assert.deepEqual(await rowsOf("cut"), {
    rows: ["s0:4", "s0:4", "s0:2", "s1:3"],
    dropped: [undefined, undefined],
    cut: 0,
  });
  assert.deepEqual(await rowsOf("truncate"), {
    rows: ["s0:4", "s1:3"],
    dropped: [undefined, undefined],
    cut: 6,
  });
  assert.deepEqual(await rowsOf("drop"), { rows: ["s1:3"], dropped: ["too-long", undefined], cut: 0 });
});

test("a model learns neither padding nor prompts, also where a prompt is longer than a row", async () => {
  for (const buckets of [[], [2]]) {
    const { rows } = await composeRows(
      pad,
      { "sequence-length": 4, "length-buckets": buckets, "bucket-rows": 1, "loss-mask": true },
      characters(vocabularySize),
      [{ text: "文", meta: { prompt: "问题一二三" } }, "答"],
    );
    const seen = rows.map((row) => {
      assert.ok(row.loss_mask instanceof Uint8Array);
      const ids = rowOf(row).input_ids.filter((id) => id > 0);
      return [String.fromCodePoint(...ids), row.loss_mask.join("")];
    });
    const short = buckets.length === 0 ? "00" : "";
    assert.deepEqual(seen, [
      ["问题一二", "0000"],
      ["三文", `01${short}`],
      ["答", `10${short}`],
    ]);
  }
});

test("an empty document, an unknown pad-id and buckets that cannot be are told", async () => {
  assert.deepEqual((await padded([new Uint32Array()], {})).dropped, ["empty"]);
  await assert.rejects(padded([], { "pad-id": vocabularySize }), /pad-id 60000 is not below/);
  await assert.rejects(padded([], { "length-buckets": [64, 32] }), /must ascend/);
  await assert.rejects(
    padded([], { "sequence-length": 64, "length-buckets": [128] }),
    /128 is longer than sequence-length 64/,
  );
  await assert.rejects(
    padded([], { "sequence-length": 65_536, "length-buckets": [128], "bucket-rows": 1024 }),
    /may wait in memory/,
  );
});
