/** Bzip2 and xz as other programs write them: every byte, however it arrives; damage told; memory bounded. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { type Compression, decompress } from "../../../../pipeline/storage/compression/compression.js";
import { CompressionFailure } from "../../../../pipeline/storage/compression/compression-failure.js";
import {
  deltaXz,
  poemBzip2,
  poemLines,
  poemXz,
  poemXzOtherContexts,
  zerosBzip2,
  zerosXz,
} from "../../../support/packed-files.js";

interface Unpacked {
  readonly blocks: readonly Buffer[];
  readonly bytes: Buffer;
  readonly failure: CompressionFailure | undefined;
}

async function* inBlocks(bytes: Buffer, blockBytes: number): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; at += blockBytes) yield bytes.subarray(at, at + blockBytes);
}

async function unpack(packed: Buffer, kind: Compression, blockBytes = packed.length): Promise<Unpacked> {
  const blocks: Buffer[] = [];
  let failure: CompressionFailure | undefined;
  try {
    for await (const block of decompress((start) => inBlocks(packed.subarray(start), blockBytes), kind))
      blocks.push(block);
  } catch (error) {
    if (!(error instanceof CompressionFailure)) throw error;
    failure = error;
  }
  return { blocks, bytes: Buffer.concat(blocks), failure };
}

const files: readonly (readonly [name: string, kind: Compression, packed: Buffer])[] = [
  ["two bzip2 streams and zeros", "bzip2", poemBzip2],
  ["three xz streams with padding and checks of three kinds", "xz", poemXz],
  ["an xz stream with other contexts and a small window", "xz", poemXzOtherContexts],
];

for (const [name, kind, packed] of files) {
  test(`${name} give the bytes that went in, however they arrive`, async () => {
    for (const blockBytes of [1, 7, packed.length]) {
      const { bytes, failure } = await unpack(packed, kind, blockBytes);
      assert.equal(failure, undefined);
      assert.equal(bytes.toString(), poemLines);
    }
  });

  test(`${name}: cut anywhere, the beginning of the text comes out, and the cut is told`, async () => {
    for (let length = 1; length < packed.length; length++) {
      const { bytes, failure } = await unpack(packed.subarray(0, length), kind);
      assert.ok(poemLines.startsWith(bytes.toString()), `${length} bytes`);
      if (bytes.length === poemLines.length) continue;
      // Between two streams a cut file is a whole one.
      if (failure !== undefined)
        assert.notEqual(failure.code, "corrupt-compression", `${length} bytes: ${failure.message}`);
      else assert.ok(bytes.length === 0 || poemLines[bytes.toString().length - 1] === "\n");
    }
  });

  test(`${name}: no changed bit is taken for text`, async () => {
    for (let bit = 0; bit < 8 * packed.length; bit += 11) {
      const spoiled = Buffer.from(packed);
      spoiled[bit >> 3]! ^= 1 << (bit & 7);
      const { bytes, failure } = await unpack(spoiled, kind);
      assert.ok(failure !== undefined || bytes.toString() === poemLines, `bit ${bit}`);
    }
  });
}

test("bytes behind the last stream are told, and what stands before is read", async () => {
  for (const [, kind, packed] of files) {
    const { bytes, failure } = await unpack(Buffer.concat([packed, Buffer.from("garbage")]), kind);
    assert.equal(bytes.toString(), poemLines);
    assert.equal(failure?.code, "trailing-garbage");
  }
});

test("a file that unpacks to a hundred thousand times its size goes by in small blocks", async () => {
  for (const [kind, packed] of [
    ["bzip2", zerosBzip2],
    ["xz", zerosXz],
  ] as const) {
    const { blocks, bytes, failure } = await unpack(packed, kind);
    assert.equal(failure, undefined);
    assert.ok(bytes.equals(Buffer.alloc(5_000_000)));
    assert.ok(blocks.every((block) => block.length <= 2 << 20));
  }
});

test("streams of nothing take no memory of a block each: a few megabytes of them kept a reader busy for minutes", async () => {
  const streams = 20_000;
  const nothing = Buffer.from("425a683917724538509000000000", "hex");
  const before = process.cpuUsage();
  const { bytes, failure } = await unpack(Buffer.alloc(streams * nothing.length, nothing), "bzip2", 1 << 16);
  const { user, system } = process.cpuUsage(before);
  assert.equal(failure, undefined);
  assert.equal(bytes.length, 0);
  // A block each takes 13 s, one for all 0.1 s.
  assert.ok((user + system) / 1e6 < 4, `${(user + system) / 1e6} s`);
});

test("a file that unpacks without end is given up, and what came before is kept", async () => {
  const source = (): AsyncGenerator<Buffer> => inBlocks(Buffer.concat([poemBzip2, zerosBzip2]), 4096);
  let bytes = 0;
  const limits = { freeBytes: 1 << 20, ratio: 100 };
  await assert.rejects(
    async () => {
      for await (const block of decompress(source, "bzip2", undefined, limits)) bytes += block.length;
    },
    { code: "unpacks-without-end", message: /more than 1048576 bytes and 100 times its size/ },
  );
  assert.ok(bytes >= poemLines.length && bytes < 2 << 20);
});

test("an xz file that asks for a filter or for gigabytes of memory is refused with what to do", async () => {
  const filtered = await unpack(deltaXz, "xz");
  assert.equal(filtered.failure?.code, "unsupported-compression");
  const greedy = Buffer.from(poemXzOtherContexts);
  // The header of the first block: size, flags, LZMA2, one byte of properties, the window.
  const header = greedy.subarray(12, 12 + 4 * (greedy.readUInt8(12) + 1));
  header[4] = 40;
  header.writeUInt32LE(crc32(header.subarray(0, -4)), header.length - 4);
  const { failure } = await unpack(greedy, "xz");
  assert.equal(failure?.code, "unsupported-compression");
  assert.match(failure?.message ?? "", /window of \d+ bytes, more than 134217728; compress the file again/);
});
