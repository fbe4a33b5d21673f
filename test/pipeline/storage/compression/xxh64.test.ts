import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Xxh64 } from "../../../../pipeline/storage/compression/zstd/xxh64.js";

/** Lower halves of what `xxhash.xxh64(text).hexdigest()` of Python gives. */
const known: readonly (readonly [Uint8Array, string])[] = [
  [Buffer.from(""), "51d8e999"],
  [Buffer.from("a"), "a98c6e5b"],
  [Buffer.from("abc"), "ad770999"],
  [Buffer.from("message digest"), "fceeb3be"],
  [Buffer.from("abcdefghijklmnopqrstuvwxyz"), "fa89835c"],
  [Buffer.from("1234567890".repeat(8)), "19ee145d"],
  [Uint8Array.from({ length: 1 << 20 }, (_, index) => index), "579dd3f0"],
];

function sumOf(...pieces: readonly Uint8Array[]): string {
  const sum = new Xxh64();
  for (const piece of pieces) sum.update(piece);
  return sum.low32().toString(16).padStart(8, "0");
}

test("checksums of zstd frames are those that other programs compute", () => {
  for (const [bytes, expected] of known) assert.equal(sumOf(bytes), expected, `${bytes.length} bytes`);
});

test("a checksum does not depend on the pieces that its bytes come in, whatever their number", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 8 });
  fc.assert(fc.property(pieces, (all) => assert.equal(sumOf(...all), sumOf(Buffer.concat(all)))));
  const large = Buffer.alloc(500_001, "落霞与孤鹜齐飞");
  for (const at of [1, 31, 32, 131_071, 131_072, 131_073, 400_000])
    assert.equal(sumOf(large.subarray(0, at), large.subarray(at)), sumOf(large), `cut at ${at}`);
});
