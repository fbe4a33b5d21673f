/** Zstd frames too large to decode in one call: what other programs would refuse is told, not read as text. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type ReadRecords, readRecords } from "../../../stages/read/read-records.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

const blockBytes = 128 << 10;
/** 75 MiB, more than is decoded in one call. */
const emptyBlocks = 600;
const line = Buffer.from('{"content":"落霞与孤鹜齐飞"}\n');
/** Of 75 MiB of line feeds and the line, as Python's xxhash has it. */
const checksum = 0x3588f8d1;

/** Blocks of line feeds, each a byte and how often it is repeated, and behind them the text as it is. */
function frameOf({
  text = line,
  blocks = emptyBlocks,
  stated = emptyBlocks * blockBytes + line.length,
} = {}) {
  // A checksum, a content size of 4 bytes, a window of 128 KiB.
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x84, 0x38, 0, 0, 0, 0]);
  head.writeUInt32LE(stated, 6);
  const repeated = Buffer.from([0, 0, 0, 0x0a]);
  repeated.writeUIntLE((blockBytes << 3) | 2, 0, 3);
  const last = Buffer.alloc(3);
  last.writeUIntLE((text.length << 3) | 1, 0, 3);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(checksum);
  return Buffer.concat([head, ...new Array<Buffer>(blocks).fill(repeated), last, text, tail]);
}

function read(frame: Buffer): Promise<ReadRecords & { readonly bytes: number }> {
  return inTemporaryFolder(async (folder) => {
    const file = join(folder, "large.jsonl.zst");
    writeFileSync(file, frame);
    return { ...(await readRecords(file)), bytes: frame.length };
  });
}

test("a letter changed in a large zstd frame is told, where only the checksum can tell", async () => {
  const text = Buffer.from(line.toString().replace("孤", "弧"));
  const { failures, bytes } = await read(frameOf({ text }));
  const [failure, ...others] = failures;
  assert.equal(others.length, 0);
  assert.equal(failure?.code, "corrupt-compression");
  assert.match(failure.message, /checksum [0-9a-f]{8}, and 3588f8d1 is stored/);
  assert.match(failure.origin, new RegExp(`large\\.jsonl\\.zst.*${bytes}`));
});

test("a block lost from a large zstd frame is told with both sizes", async () => {
  const { failures } = await read(frameOf({ blocks: emptyBlocks - 1 }));
  assert.deepEqual(
    failures.map(({ message }) => /gives (\d+) bytes, and states (\d+)/.exec(message)?.slice(1).map(Number)),
    [[(emptyBlocks - 1) * blockBytes + line.length, emptyBlocks * blockBytes + line.length]],
  );
});

test("a large zstd frame that is sound gives its records and no failure", async () => {
  const { samples, failures } = await read(frameOf());
  assert.deepEqual(failures, []);
  assert.deepEqual(
    samples.map(({ text }) => text),
    ["落霞与孤鹜齐飞"],
  );
});

test("a zstd frame without a checksum whose blocks are larger than it allows is told, as every other program tells it", async () => {
  // A window of 1 KiB, and one raw block of more.
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0, 0]);
  const text = Buffer.concat([line, Buffer.alloc(2000, "\n")]);
  head.writeUIntLE((text.length << 3) | 1, 6, 3);
  const { samples, failures } = await read(Buffer.concat([head, text]));
  assert.deepEqual(samples, []);
  assert.deepEqual(
    failures.map(({ code }) => code),
    ["corrupt-compression"],
  );
});
