/** LZ4 blocks: another program's unpacker gives back the bytes that went in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compressors } from "hyparquet-compressors";
import { packLz4Block } from "../../../../pipeline/storage/compression/lz4-block.js";

function roundTrip(bytes: Uint8Array): Uint8Array {
  const packed = packLz4Block(bytes);
  return compressors.LZ4_RAW?.(packed, bytes.length) ?? packed;
}

test("any bytes come back from an LZ4 block, repeats, short ones and long runs too", () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat(400)).map(([bytes, times]) => {
      const run = new Uint8Array(bytes.length * times);
      for (let at = 0; at < run.length; at += bytes.length) run.set(bytes, at);
      return run;
    }),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
      const bytes = Buffer.concat(pieces);
      assert.ok(bytes.equals(roundTrip(bytes)));
    }),
  );
});

test("text packs to less, and a match never reaches back further than the format can say", () => {
  const far = Buffer.concat([
    Buffer.from("落霞与孤鹜齐飞".repeat(20)),
    Buffer.alloc(70_000),
    Buffer.from("落霞与孤鹜齐飞".repeat(20)),
  ]);
  assert.ok(packLz4Block(far).length < far.length / 50);
  assert.ok(far.equals(roundTrip(far)));
});
