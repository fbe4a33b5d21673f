import assert from "node:assert/strict";
import { test } from "node:test";
import { xxh32 } from "../../../../pipeline/storage/compression/xxh32.js";

/** What `xxhash.xxh32(text).hexdigest()` of Python gives. */
const known: readonly (readonly [Uint8Array, string])[] = [
  [Buffer.from(""), "02cc5d05"],
  [Buffer.from("a"), "550d7456"],
  [Buffer.from("abc"), "32d153ff"],
  [Buffer.from("message digest"), "7c948494"],
  [Buffer.from("abcdefghijklmnopqrstuvwxyz"), "63a14d5f"],
  [Buffer.from("1234567890".repeat(8)), "9c05f475"],
  [Uint8Array.from({ length: 1 << 20 }, (_, index) => index), "f7123868"],
];

test("checksums of LZ4 frames are those that other programs compute", () => {
  for (const [bytes, expected] of known)
    assert.equal(xxh32(bytes).toString(16).padStart(8, "0"), expected, `${bytes.length} bytes`);
});
