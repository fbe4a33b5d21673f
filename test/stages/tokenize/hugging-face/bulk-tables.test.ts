/** The tables of a tokenizer.json, read from its bytes, against `JSON.parse`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { mergeList } from "../../../../stages/tokenize/bpe/merge-list.js";
import { spellingOf } from "../../../../stages/tokenize/bpe/spelling-table.js";
import { cutTables } from "../../../../stages/tokenize/hugging-face/bulk-tables.js";

interface File {
  readonly [key: string]: unknown;
  readonly model: Record<string, unknown>;
}

/** What was read, as `JSON.parse` gives it, with every merge as a list of two. */
function read(bytes: Uint8Array): File | undefined {
  const cut = cutTables(bytes);
  if (cut === undefined) return undefined;
  const { vocabulary, merges } = cut;
  const json = cut.json as File;
  const entries = Array.from(vocabulary.ids, (id, entry) => [vocabulary.spellingOf(entry), id] as const);
  for (const [spelling, id] of entries) assert.equal(vocabulary.idOf(spelling), id);
  const pairs = Array.from(merges.seams, (seam, merge) => [
    spellingOf(merges.units, merges.starts[merge] ?? 0, seam),
    spellingOf(merges.units, seam, merges.starts[merge + 1] ?? 0),
  ]);
  return { ...json, model: { ...json.model, vocab: Object.fromEntries(entries), merges: pairs } };
}

function parse(bytes: Uint8Array): File {
  const json = JSON.parse(Buffer.from(bytes).toString("utf8")) as File;
  const { merges } = json.model as { merges: (string | string[])[] };
  const list = mergeList(merges, (problem) => assert.fail(problem));
  assert.equal(list.count, merges.length);
  const pairs = merges.map((merge) => (typeof merge === "string" ? merge.split(" ") : merge));
  return { ...json, model: { ...json.model, merges: pairs } };
}

const spelling = fc.string({
  unit: fc.oneof(
    fc.constantFrom(..."abĠĊ,:{}[]0'/"),
    fc.constantFrom('"', "\\", "é", "的", "\uffff", "😀", "\u07ff", "\u0800"),
  ),
  minLength: 1,
  maxLength: 6,
});
const files = fc
  .record({
    vocab: fc.dictionary(spelling, fc.integer({ min: 0, max: 4_000_000 }), {
      minKeys: 1,
      noNullPrototype: true,
    }),
    merges: fc.oneof(
      fc.array(fc.tuple(spelling, spelling), { minLength: 1 }),
      fc.array(
        fc.tuple(spelling, spelling).map(([left, right]) => `${left} ${right}`),
        { minLength: 1 },
      ),
    ),
    others: fc.dictionary(fc.constantFrom("type", "dropout", "vocab_size"), fc.jsonValue()),
    outer: fc.dictionary(fc.constantFrom("version", "decoder", "added_tokens"), fc.jsonValue()),
    isModelFirst: fc.boolean(),
    areMergesFirst: fc.boolean(),
    indent: fc.constantFrom(undefined, 1, 2),
  })
  .map(({ vocab, merges, others, outer, isModelFirst, areMergesFirst, indent }) => {
    const tables = areMergesFirst ? { merges, ...others, vocab } : { ...others, vocab, merges };
    const file = isModelFirst ? { model: tables, ...outer } : { ...outer, model: tables };
    return Buffer.from(JSON.stringify(file, undefined, indent));
  });

test("a tokenizer.json that is read from its bytes is what JSON.parse makes of it", () => {
  fc.assert(
    fc.property(files, (file) => {
      assert.deepEqual(read(file), parse(file));
    }),
    { numRuns: 300 },
  );
});

test("a spelling of any length is read, and told", () => {
  const long = "的".repeat(200_000);
  const file = Buffer.from(JSON.stringify({ model: { vocab: { [long]: 0 }, merges: [[long, long]] } }));
  assert.deepEqual(read(file), parse(file));
});

test("a damaged tokenizer.json is left to JSON.parse, or is what that makes of it", () => {
  let left = 0;
  fc.assert(
    fc.property(files, fc.nat(), fc.nat(255), fc.constantFrom(0, 1), (file, at, byte, keeps) => {
      const place = at % file.length;
      const damaged = Buffer.concat([
        file.subarray(0, place),
        Buffer.from([byte]),
        file.subarray(place + keeps),
      ]);
      const found = read(damaged);
      if (found === undefined) left++;
      else assert.deepEqual(found, parse(damaged));
    }),
    { numRuns: 1000 },
  );
  assert.ok(left > 100);
});

test("the tables of BPE over characters, which is read in another way, are not read twice", () => {
  const file = (fallback: string): Buffer =>
    Buffer.from(`{"model":{"byte_fallback": ${fallback} ,"vocab":{"a":0,"b":1},"merges":["a b"]}}`);
  assert.equal(cutTables(file("true")), undefined);
  for (const fallback of ["false", "null"]) assert.ok(cutTables(file(fallback)) !== undefined);
});

test("tables that are listed twice, or hold what no table holds, are left to JSON.parse", () => {
  const file = (model: string): Buffer => Buffer.from(`{"model":{${model}}}`);
  assert.ok(cutTables(file('"vocab":{"a":0,"b":1},"merges":["a b"]')) !== undefined);
  for (const model of [
    '"vocab":{"a":0,"a":1},"merges":["a b"]',
    '"vocab":{"a":0},"merges":["a b"],"vocab":{"b":0}',
    '"vocab":{"a":0},"merges":["a b"],"v\\u006fcab":{"b":0}',
    '"vocab":{"a":-1},"merges":["a b"]',
    '"vocab":{"a":1.5},"merges":["a b"]',
    '"vocab":{"a":01},"merges":["a b"]',
    '"vocab":{"a":10000000000},"merges":["a b"]',
    '"vocab":{"a":null},"merges":["a b"]',
    '"vocab":{"\\u0061":0},"merges":["a b"]',
    '"vocab":{"a":0},"merges":["a b c"]',
    '"vocab":{"a":0},"merges":["ab"]',
    '"vocab":{"a":0},"merges":[" b"]',
    '"vocab":{"a":0},"merges":[["a","b","c"]]',
    '"vocab":[["a",0]],"merges":["a b"]',
    '"vocab":{"a":0},"merges":[]',
    '"vocab":{"a":0}',
  ]) {
    assert.equal(cutTables(file(model)), undefined, model);
  }
  assert.equal(cutTables(Buffer.from('{"model":{"vocab":{"a":0},"merges":["a b"]},"model":{}}')), undefined);
  // To JSON.parse, the second one is the model, without merges.
  assert.equal(cutTables(Buffer.from('{"model":{"merges":["a b"]},"model":{"vocab":{"a":0}}}')), undefined);
  assert.equal(cutTables(Buffer.from('{"model":{"vocab":{"a":0},"merges":["a b"]}')), undefined);
  assert.equal(cutTables(Buffer.from('{"model":{"vocab":{"a":0},"merges":["a b"]}} {}')), undefined);
});
