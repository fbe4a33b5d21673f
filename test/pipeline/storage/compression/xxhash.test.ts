import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { xxh32 } from "../../../../pipeline/storage/compression/xxh32.js";
import { Xxh64 } from "../../../../pipeline/storage/compression/zstd/xxh64.js";

/** What `xxhash.xxh32(text).hexdigest()` of Python gives, and the lower half of `xxh64`. */
const known: readonly (readonly [Uint8Array, xxh32: string, xxh64: string])[] = [
  [Buffer.from(""), "02cc5d05", "51d8e999"],
  [Buffer.from("a"), "550d7456", "a98c6e5b"],
  [Buffer.from("abc"), "32d153ff", "ad770999"],
  [Buffer.from("message digest"), "7c948494", "fceeb3be"],
  [Buffer.from("abcdefghijklmnopqrstuvwxyz"), "63a14d5f", "fa89835c"],
  [Buffer.from("1234567890".repeat(8)), "9c05f475", "19ee145d"],
  [Uint8Array.from({ length: 1 << 20 }, (_, index) => index), "f7123868", "579dd3f0"],
];

function hexadecimal(sum: number): string {
  return sum.toString(16).padStart(8, "0");
}

function xxh64(...pieces: readonly Uint8Array[]): string {
  const sum = new Xxh64();
  for (const piece of pieces) sum.update(piece);
  return hexadecimal(sum.low32());
}

test("checksums of LZ4 and zstd frames are those that other programs compute", () => {
  for (const [bytes, ...expected] of known)
    assert.deepEqual([hexadecimal(xxh32(bytes)), xxh64(bytes)], expected, `${bytes.length} bytes`);
});

test("a checksum does not depend on the pieces that its bytes come in, whatever their number", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 8 });
  fc.assert(fc.property(pieces, (all) => assert.equal(xxh64(...all), xxh64(Buffer.concat(all)))));
  const large = Buffer.alloc(500_001, "落霞与孤鹜齐飞");
  for (const at of [1, 31, 32, 131_071, 131_072, 131_073, 400_000])
    assert.equal(xxh64(large.subarray(0, at), large.subarray(at)), xxh64(large), `cut at ${at}`);
});
