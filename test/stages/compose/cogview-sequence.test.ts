/** CogView's rows: ids, order and lengths of its three layouts, and what the released code gets wrong. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Sample } from "../../../pipeline/contracts/sample.js";
import { cogviewSequence as stage } from "../../../stages/compose/cogview-sequence.js";
import { composeRows } from "./compose-rows.js";
import { characters } from "./vocabulary.js";

/** As large as cog-pretrain, so that command tokens have CogView's own ids. */
const vocabulary = characters(50_000);
const [pad, boi1, boi2, eoi1, eoi2, roi1, roi2, tiny, base, pos0] = [
  58192, 58193, 58194, 58196, 58197, 58199, 58200, 58206, 58208, 58210,
];

function picture(text: string, side: number, more: Partial<Sample["meta"]> = {}): Partial<Sample> {
  const codes = Array.from({ length: side * side }, (_, index) => (index * 131) % 8192);
  return { text, meta: { codes, ...more } as Sample["meta"] };
}

async function compose(params: object, ...samples: Partial<Sample>[]) {
  const { rows, ...rest } = await composeRows(stage, params, vocabulary, samples);
  return {
    ...rest,
    rows: rows.map((row) => ({
      text: Array.from(row.text as ArrayLike<number>),
      lossMask: Array.from(row.loss_mask as ArrayLike<number>),
      length: row.length,
    })),
  };
}

test("text to image: CogView's ids in its order, text behind the image codes, padding without loss", async () => {
  const sample = picture("AB", 32);
  const { rows, composer } = await compose({}, sample);
  const [row] = rows;
  const codes = sample.meta?.codes as number[];
  const expected = [roi1, 8192 + 65, 8192 + 66, base, boi1, ...codes, eoi1];
  assert.equal(row?.text.length, 1089);
  assert.deepEqual(row?.text, [...expected, ...new Array(1089 - expected.length).fill(pad)]);
  assert.deepEqual(
    row?.lossMask,
    row?.text.map((_, at) => (at < expected.length ? 1 : 0)),
  );
  assert.equal(row?.length, expected.length);
  assert.equal(composer.facts["vocabulary-size"], 58219);
});

test("61 tokens of text fill a row of 1,089; a longer text gives way, never the end of the picture", async () => {
  const { rows, composer } = await compose({}, picture("a".repeat(61), 32), picture("a".repeat(64), 32));
  for (const { text, length } of rows) {
    assert.equal(length, 1089);
    assert.equal(text[1088], eoi1);
    assert.equal(text[62], base);
  }
  assert.equal(composer.counts?.()["cut-tokens"], 3);
  const dropping = await compose({ "too-long": "drop" }, picture("a".repeat(64), 32));
  assert.deepEqual(dropping.dropped, ["too-long"]);
});

test("the manifest tells the token behind each text as rows hold it: it told the vocabulary's own id, which is an image code here", async () => {
  const ended = { ...vocabulary, endOfText: 7 };
  const { composer } = await composeRows(stage, {}, ended, [picture("A\u0007", 32)]);
  assert.equal(composer.facts["end-of-text"], 8192 + 7);
});

test("image to text: the codes first, the text last", async () => {
  const sample = picture("AB", 8);
  const { rows } = await compose({ layout: "image-to-text", side: 8, "max-text": 2 }, sample);
  const codes = sample.meta?.codes as number[];
  assert.deepEqual(rows[0]?.text, [tiny, boi1, ...codes, eoi1, roi1, 8192 + 65, 8192 + 66]);
});

test("super-resolution: a row a patch, each with its place in the larger picture", async () => {
  const patch = (position: number) => ({ position, codes: new Array(64).fill(position) });
  const sample = picture("A", 8, { patches: [patch(0), patch(8)] });
  const params = { layout: "super-resolution", side: 8, "max-text": 1 };
  const { rows } = await compose(params, sample);
  const codes = sample.meta?.codes as number[];
  assert.deepEqual(
    rows.map(({ text }) => text),
    [0, 8].map((position) => [
      ...[roi1, 8192 + 65, tiny, boi1, ...codes, eoi1],
      ...[roi2, pos0! + position, tiny, boi2, ...new Array(64).fill(position), eoi2],
    ]),
  );
  const { dropped } = await compose(params, picture("A", 8));
  assert.deepEqual(dropped, ["no-codes"]);
});

test("codes that an encoder left as an array are taken as well", async () => {
  const { rows } = await compose(
    { side: 8, "max-text": 1, codes: "image-codes" },
    { text: "A", arrays: { "image-codes": new Uint16Array(64).fill(8191) } },
  );
  assert.equal(rows[0]?.text[4], 8191);
});

test("codes of another number or range cost their record and say why; texts without any are dropped", async () => {
  const bad: readonly (readonly [unknown, RegExp])[] = [
    ["1 2 3", /no list of codes/],
    [[1, 2, 3], /3 codes, not 64/],
    [new Array(64).fill(8192), /8192 is no code/],
    [new Array(64).fill(0.5), /0.5 is no code/],
    [[...new Array(63).fill(0), null], /null is no code/],
  ];
  for (const [codes, message] of bad)
    await assert.rejects(compose({ side: 8 }, picture("A", 8, { codes: codes as number[] })), message);
  for (const patches of ["no", [{ position: 9, codes: [] }], [{ codes: [] }], [7]])
    await assert.rejects(
      compose({ side: 8, layout: "super-resolution" }, picture("A", 8, { patches: patches as number[] })),
      /"patches" of the record/,
    );
  const { dropped } = await compose({ side: 8 }, { text: "A" }, { ...picture("", 8) });
  assert.deepEqual(dropped, ["no-codes", "empty"]);
});
