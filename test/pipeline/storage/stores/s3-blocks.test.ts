import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { readObject } from "../../../../pipeline/storage/stores/s3-read.js";

test("an object comes in the same blocks however the network cuts it, or parts of a packed file would lose or double records", async () => {
  const content = Buffer.alloc((3 << 20) + 12_345, "一二三");
  const lengths = async (chunk: number): Promise<number[]> => {
    const chunks = Array.from({ length: Math.ceil(content.length / chunk) }, (_, index) =>
      content.subarray(index * chunk, (index + 1) * chunk),
    );
    const answer = { Body: Readable.from(chunks), ContentLength: content.length };
    const s3 = { sdk: { GetObjectCommand: class {} }, client: { send: () => Promise.resolve(answer) } };
    const blocks: Buffer[] = [];
    for await (const block of readObject(s3 as never, "s3://bucket/key", {})) blocks.push(block);
    assert.ok(Buffer.concat(blocks).equals(content));
    return blocks.map((block) => block.length);
  };
  const expected = [1 << 20, 1 << 20, 1 << 20, 12_345];
  for (const chunk of [16_384, 99_991, 1 << 20, 3 << 20]) assert.deepEqual(await lengths(chunk), expected);
});
