import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ownBatch, type RowBatch } from "../../../pipeline/contracts/rows.js";
import type { TokenStream } from "../../../pipeline/contracts/stage.js";
import { pack } from "../../../stages/compose/pack.js";

/** A corpus in memory, as the engine shows it to a composer. */
function streamOf(documents: readonly (readonly number[])[], vocabularySize: number): TokenStream {
  const tokens = documents.flat();
  const starts: number[] = [];
  let position = 0;
  for (const document of documents) {
    starts.push(position);
    position += document.length;
  }
  return {
    documents: documents.length,
    tokens: tokens.length,
    vocabularySize,
    read: (from, to, into) => {
      into.set(tokens.slice(from, to));
      return Promise.resolve(starts.filter((start) => start >= from && start < to));
    },
    prompts: () => [],
  };
}

interface Row {
  readonly ids: readonly number[];
  readonly bounds: readonly number[];
}

async function rowsOf(stream: TokenStream, options: object, cuts: readonly number[]): Promise<Row[]> {
  const composer = pack.open(pack.parameters.parse(options), { baseDir: ".", seed: 0 });
  const { rows } = composer.plan(stream);
  const edges = [0, ...cuts.map((cut) => cut % (rows + 1)).sort((a, b) => a - b), rows];
  const result: Row[] = [];
  for (let index = 1; index < edges.length; index++) {
    for await (const batch of composer.rows(stream, edges[index - 1] ?? 0, edges[index] ?? 0)) {
      const [ids, bounds] = batch.columns;
      assert.ok(ids?.kind === "fixed-list" && bounds?.kind === "list");
      const length = ids.values.length / batch.rows;
      for (let row = 0; row < batch.rows; row++) {
        result.push({
          ids: Array.from(ids.values.subarray(row * length, (row + 1) * length)),
          bounds: Array.from(bounds.values.subarray(bounds.offsets[row], bounds.offsets[row + 1])),
        });
      }
    }
  }
  return result;
}

const corpus = fc.array(fc.array(fc.integer({ min: 1, max: 999 }), { maxLength: 30 }), { maxLength: 30 });

test("no token is lost, repeated or moved by packing, wherever shards are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      corpus,
      fc.integer({ min: 2, max: 17 }),
      fc.array(fc.nat(1000)),
      async (documents, length, cuts) => {
        const rows = await rowsOf(streamOf(documents, 1000), { "sequence-length": length }, cuts);
        const packed = rows.flatMap(({ ids }) => ids);
        const tokens = documents.flat();
        assert.deepEqual(packed.slice(0, tokens.length), tokens);
        assert.ok(packed.slice(tokens.length).every((id) => id === 0));
        assert.ok(packed.length - tokens.length < length);
      },
    ),
  );
});

test("attention never crosses a document: every boundary is in cu_seqlens, and nothing else is", async () => {
  await fc.assert(
    fc.asyncProperty(corpus, fc.integer({ min: 2, max: 17 }), async (documents, length) => {
      const stream = streamOf(documents, 1000);
      const rows = await rowsOf(stream, { "sequence-length": length }, []);
      const starts = new Set<number>([stream.tokens]);
      let position = 0;
      for (const document of documents) {
        starts.add(position);
        position += document.length;
      }
      rows.forEach(({ bounds }, row) => {
        const wanted = [...new Set([0, ...[...starts].map((start) => start - row * length), length])]
          .filter((bound) => bound >= 0 && bound <= length)
          .sort((a, b) => a - b);
        assert.deepEqual(bounds, wanted);
      });
    }),
  );
});

test("tail: drop leaves out only the incomplete last row, and says how many tokens went", async () => {
  const stream = streamOf(
    [
      [1, 2, 3],
      [4, 5],
    ],
    1000,
  );
  const options = { "sequence-length": 2, tail: "drop" };
  const rows = await rowsOf(stream, options, []);
  assert.deepEqual(rows.map(({ ids }) => ids), [[1, 2], [3, 4]]); // biome-ignore format: one line reads best
  const { facts } = pack.open(pack.parameters.parse(options), { baseDir: ".", seed: 0 }).plan(stream);
  assert.equal(facts["dropped-tokens"], 1);
  assert.equal(facts["padding-tokens"], 0);
});

test("ids of a large vocabulary are not cut to 16 bits", async () => {
  const composer = pack.open(pack.parameters.parse({ "sequence-length": 2 }), { baseDir: ".", seed: 0 });
  const typeFor = (size: number): unknown => composer.plan(streamOf([[1]], size)).columns[0]?.type;
  assert.deepEqual(typeFor(65_499), { kind: "fixed-list", item: "uint16", length: 2 });
  assert.deepEqual(typeFor(65_500), { kind: "fixed-list", item: "int32", length: 2 });
  const [row] = await rowsOf(streamOf([[151_642, 70_000]], 151_643), { "sequence-length": 2 }, []);
  assert.deepEqual(row?.ids, [151_642, 70_000]);
});

test("a pad-id that the model does not know is refused before anything is written", async () => {
  await assert.rejects(rowsOf(streamOf([[1]], 10), { "sequence-length": 2, "pad-id": 10 }, []), /pad-id 10/);
});

test("loss-mask: a model learns every token but prompts and padding, wherever shards are cut", async () => {
  const documents = [[1, 2, 3, 4, 5], [6, 7], [8]];
  const stream: TokenStream = {
    ...streamOf(documents, 1000),
    prompts: (from, to) =>
      [[0, 3] as const, [5, 6] as const].filter(([start, end]) => end > from && start < to),
  };
  const params = pack.parameters.parse({ "sequence-length": 4, "loss-mask": true });
  const composer = pack.open(params, { baseDir: ".", seed: 0 });
  assert.deepEqual(
    composer.plan(stream).columns.map(({ name }) => name),
    ["input_ids", "cu_seqlens", "loss_mask"],
  );
  for (const cuts of [
    [0, 2],
    [0, 1, 2],
  ]) {
    const masks: number[] = [];
    for (let index = 1; index < cuts.length; index++) {
      for await (const { columns } of composer.rows(stream, cuts[index - 1]!, cuts[index]!)) {
        const mask = columns[2];
        assert.ok(mask?.kind === "fixed-list");
        masks.push(...mask.values);
      }
    }
    assert.deepEqual(masks, [0, 0, 0, 1, 1, 0, 1, 1]);
  }
});

test("an ordering that keeps rows keeps their own tokens, though batches are lent", async () => {
  // A batch holds one row of this length.
  const length = 1 << 20;
  const stream: TokenStream = {
    ...streamOf([], 2000),
    tokens: 2 * length,
    read: (from, to, into) => {
      for (let at = from; at < to; at++) into[at - from] = at % 1009;
      return Promise.resolve([]);
    },
  };
  const composer = pack.open(pack.parameters.parse({ "sequence-length": length }), { baseDir: ".", seed: 0 });
  const kept: RowBatch[] = [];
  for await (const batch of composer.rows(stream, 0, 2)) kept.push(ownBatch(batch));
  const first = kept.map(({ columns: [ids] }) => (ids?.kind === "fixed-list" ? ids.values[0] : undefined));
  assert.deepEqual(first, [0, length % 1009]);
});

test("padding is pad-id and not learned, also where the batches before it left tokens in the buffer", async () => {
  // A batch holds one row of this length.
  const length = 1 << 20;
  const stream: TokenStream = {
    ...streamOf([], 2000),
    tokens: 2 * length + 5,
    read: (_from, _to, into) => {
      into.fill(3);
      return Promise.resolve([]);
    },
  };
  const params = pack.parameters.parse({ "sequence-length": length, "pad-id": 7, "loss-mask": true });
  const composer = pack.open(params, { baseDir: ".", seed: 0 });
  for await (const { columns } of composer.rows(stream, 1, 3)) {
    const [ids, , mask] = columns;
    assert.ok(ids?.kind === "fixed-list" && mask?.kind === "fixed-list");
    const tokens = ids.values.indexOf(7);
    if (tokens < 0) continue;
    assert.equal(tokens, 5);
    assert.ok(ids.values.subarray(5).every((id) => id === 7));
    assert.deepEqual([mask.values.indexOf(0), mask.values.indexOf(1, 5)], [5, -1]);
    return;
  }
  assert.fail("no row is padded");
});
