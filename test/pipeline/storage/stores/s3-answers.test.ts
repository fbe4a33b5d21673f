/** Answers that stores and what stands in front of them give wrongly: their bytes would be taken for those of the object. */
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { collectBlocks } from "../../../../pipeline/storage/collect-blocks.js";
import type { ReadOptions } from "../../../../pipeline/storage/store.js";
import { readObject } from "../../../../pipeline/storage/stores/s3-read.js";

interface Answer {
  readonly body: readonly string[];
  readonly length: number;
  readonly range?: string;
  readonly etag?: string;
}

/** What is read from a store that gives these answers, one after another. */
async function readFrom(answers: readonly Answer[], options: ReadOptions): Promise<string> {
  const left = answers.map(({ body, length, range, etag }) => ({
    Body: Readable.from(body.map((each) => Buffer.from(each))),
    ContentLength: length,
    ContentRange: range,
    ETag: etag,
  }));
  const s3 = { sdk: { GetObjectCommand: class {} }, client: { send: async () => left.shift() } };
  return (await collectBlocks(readObject(s3 as never, "s3://bucket/key", options))).toString();
}

test("a store that sends the whole object for a part of it does not put the rest behind that part", async () => {
  const whole = { body: ["abc", "def", "ghi"], length: 9 };
  assert.equal(await readFrom([whole], { end: 3 }), "abc");
  assert.equal(await readFrom([whole], { end: 4 }), "abcd");
  await assert.rejects(
    readFrom([whole], { start: 3, end: 6 }),
    /from byte 0 on when it was asked for byte 3/,
  );
});

test("bytes of another range than the one asked for are told, not taken", async () => {
  const other = { body: ["abc"], length: 3, range: "bytes 0-2/9" };
  await assert.rejects(readFrom([other], { start: 3, end: 6 }), { code: "store-failed" });
  const right = { body: ["def"], length: 3, range: "bytes 3-5/9" };
  assert.equal(await readFrom([right], { start: 3, end: 6 }), "def");
});

test("an object that was replaced while it was read is told, not mixed, by a store that does not know If-Match", async () => {
  const old = { body: ["abc"], length: 6, etag: "old" };
  const rest = { body: ["def"], length: 3, range: "bytes 3-5/6" };
  await assert.rejects(readFrom([old, { ...rest, etag: "new" }], {}), { code: "input-changed" });
  assert.equal(await readFrom([old, { ...rest, etag: "old" }], {}), "abcdef");
  await assert.rejects(readFrom([old], { version: "planned" }), { code: "input-changed" });
});
