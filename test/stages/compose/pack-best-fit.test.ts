import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bestFitDecreasing } from "../../../stages/compose/pack/best-fit.js";
import { SmallestAbove } from "../../../stages/compose/pack/smallest-above.js";
import { packBestFit } from "../../../stages/compose/pack-best-fit.js";
import { type Composed, composeRows, composeTokens, numbered } from "./compose-rows.js";
import { characters } from "./vocabulary.js";

const vocabularySize = 60_000;

interface Row {
  readonly input_ids: Uint16Array;
  readonly cu_seqlens: Int32Array;
}

function rowOf({ input_ids, cu_seqlens }: Composed["rows"][number]): Row {
  assert.ok(input_ids instanceof Uint16Array && cu_seqlens instanceof Int32Array);
  return { input_ids, cu_seqlens };
}

async function packed(documents: readonly Uint32Array[], params: object) {
  const { rows, ...rest } = await composeTokens(packBestFit, params, characters(vocabularySize), documents);
  return { rows: rows.map(rowOf), ...rest };
}

/** The sequences of all rows, without the padding. */
function sequences(rows: readonly Row[]): number[][] {
  return rows.flatMap(({ input_ids: ids, cu_seqlens: bounds }) =>
    Array.from(bounds.subarray(1), (end, at) => Array.from(ids.subarray(bounds[at], end))).filter(
      ([first]) => first !== 0,
    ),
  );
}

const corpora = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 60 });

test("every token is in the rows exactly once, and no document that fits into a row is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      corpora,
      fc.integer({ min: 2, max: 30 }),
      fc.integer({ min: 1, max: 3000 }),
      async (lengths, length, window) => {
        const documents = numbered(lengths);
        const { rows, counts } = await packed(documents, {
          "sequence-length": length,
          "window-tokens": window,
        });
        const wanted = documents.flatMap((document) =>
          Array.from({ length: Math.ceil(document.length / length) }, (_, part) =>
            Array.from(document.subarray(part * length, (part + 1) * length)),
          ),
        );
        const byFirst = (a: number[], b: number[]): number => a[0]! - b[0]!;
        assert.deepEqual(sequences(rows).sort(byFirst), wanted);
        for (const { input_ids: ids, cu_seqlens: bounds } of rows) {
          assert.equal(ids.length, length);
          assert.equal(bounds.at(-1), length);
          // Padding is one sequence at the end, and nothing behind it.
          const padding = ids.indexOf(0);
          if (padding >= 0) {
            assert.equal(bounds.at(-2), padding);
            assert.ok(ids.subarray(padding).every((id) => id === 0));
          }
        }
        assert.equal(counts.tokens! + counts["padding-tokens"]!, rows.length * length);
        assert.equal(counts["cut-documents"], lengths.filter((each) => each > length).length);
      },
    ),
  );
});

test("each piece of a row leads back to its document, and to its place in there", async () => {
  await fc.assert(
    fc.asyncProperty(corpora, fc.integer({ min: 2, max: 20 }), async (lengths, length) => {
      const documents = numbered([0, ...lengths]);
      const { rows, origins } = await packed(documents, { "sequence-length": length });
      rows.forEach(({ input_ids: ids, cu_seqlens: bounds }, row) => {
        const tokens = ids.subarray(0, ids.includes(0) ? ids.indexOf(0) : length);
        const pieces = origins[row] ?? [];
        assert.deepEqual(
          pieces.map(({ start }) => start),
          Array.from(bounds.filter((bound) => bound < tokens.length)),
        );
        for (const { start = -1, taken, offset } of pieces)
          assert.equal(ids[start], documents[taken]?.[offset]);
      });
    }),
  );
});

test("parts of a document that is longer than a row come in its order", async () => {
  await fc.assert(
    fc.asyncProperty(corpora, fc.integer({ min: 2, max: 20 }), async (lengths, length) => {
      const documents = numbered(lengths);
      const { rows } = await packed(documents, { "sequence-length": length });
      const places = new Map(sequences(rows).map(([first], place) => [first, place]));
      for (const document of documents) {
        const parts = Array.from(document).filter((_, at) => at % length === 0);
        const found = parts.map((first) => places.get(first) ?? -1);
        // All full parts; the rest of the document may share a row with an earlier one.
        const full = found.slice(0, Math.floor(document.length / length));
        assert.deepEqual(
          full,
          [...full].sort((a, b) => a - b),
        );
      }
    }),
  );
});

test("each piece goes where it leaves least room, as trying all bins finds", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 100 })), (lengths) => {
      const rooms: number[] = [];
      for (const length of [...lengths].sort((a, b) => b - a)) {
        const fitting = rooms.filter((room) => room >= length);
        if (fitting.length === 0) rooms.push(100 - length);
        else rooms[rooms.indexOf(Math.min(...fitting))] = Math.min(...fitting) - length;
      }
      const bins = bestFitDecreasing(lengths, 100);
      const found = bins.map((bin) => bin.reduce((room, piece) => room - lengths[piece]!, 100));
      const ascending = (a: number, b: number): number => a - b;
      assert.deepEqual(found.sort(ascending), rooms.sort(ascending));
      // No order by length is left: a model would meet all long documents first.
      for (const bin of bins) assert.deepEqual(bin, bin.toSorted(ascending));
      const firsts = bins.map(([first = -1]) => first);
      assert.deepEqual(firsts, firsts.toSorted(ascending));
      assert.deepEqual(
        bins.flat().sort(ascending),
        lengths.map((_, piece) => piece),
      );
    }),
  );
});

test("the smallest member above a number is found in sets of any shape", () => {
  const size = 70_000;
  const numbers = fc.array(fc.tuple(fc.nat(size - 1), fc.boolean()), { maxLength: 200 });
  fc.assert(
    fc.property(numbers, fc.array(fc.nat(size - 1), { maxLength: 20 }), (changes, asked) => {
      const set = new SmallestAbove(size);
      const plain = new Set<number>();
      for (const [number, isIn] of changes) {
        if (isIn) {
          set.add(number);
          plain.add(number);
        } else {
          set.delete(number);
          plain.delete(number);
        }
      }
      for (const number of [...asked, ...plain]) {
        const above = [...plain].filter((each) => each >= number);
        assert.equal(set.find(number), above.length === 0 ? undefined : Math.min(...above));
      }
    }),
  );
});

test("a model learns neither padding nor prompts, also where a prompt is longer than a row", async () => {
  const { rows } = await composeRows(
    packBestFit,
    { "sequence-length": 4, "loss-mask": true },
    characters(vocabularySize),
    [{ text: "文", meta: { prompt: "问题一二三" } }, "答"],
  );
  const seen = rows.map((row) => {
    assert.ok(row.loss_mask instanceof Uint8Array);
    const ids = rowOf(row).input_ids.filter((id) => id > 0);
    return [String.fromCodePoint(...ids), row.loss_mask.join("")];
  });
  assert.deepEqual(seen, [
    ["问题一二", "0000"],
    ["三文答", "0110"],
  ]);
});

test("a hundred thousand short documents are fitted in less than a few seconds", async () => {
  const lengths = Array.from({ length: 100_000 }, (_, at) => 1 + ((at * 7919) % 700));
  const before = process.cpuUsage().user;
  const bins = bestFitDecreasing(lengths, 2048);
  assert.ok(process.cpuUsage().user - before < 3e6);
  const tokens = lengths.reduce((sum, length) => sum + length);
  assert.equal(bins.length, Math.ceil(tokens / 2048));
});

test("an empty document and a pad-id that the model does not know are told", async () => {
  assert.deepEqual((await packed([new Uint32Array()], {})).dropped, ["empty"]);
  await assert.rejects(packed([], { "pad-id": vocabularySize }), /pad-id 60000 is not below/);
});

test("a row that is not full waits for the next window, so that a small window wastes less", async () => {
  const documents = numbered([...Array<number>(5).fill(60), ...Array<number>(5).fill(40)]);
  const { rows } = await packed(documents, { "sequence-length": 100, "window-tokens": 400 });
  const full = rows.filter(({ input_ids: ids }) => !ids.includes(0)).length;
  // Two of the rows of 60 may wait (half a window, bookkeeping counted); without it none could be filled.
  assert.equal(full, 2);
  assert.equal(rows.length, 7);
});
