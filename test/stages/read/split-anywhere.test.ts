/** Cutting: no byte range, compression member or block of bytes may lose or double a record. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Encoder } from "@toondepauw/node-zstd";
import fc from "fast-check";
import type { ReadResult } from "../../../pipeline/contracts/stage.js";
import { decompress } from "../../../pipeline/storage/compression/compression.js";
import { wholeUnits } from "../../../stages/read/bytes/block-streams.js";
import { decoderOf } from "../../../stages/read/bytes/encoding.js";
import { LineCutter } from "../../../stages/read/bytes/line-cutter.js";
import type { RecordCutter } from "../../../stages/read/bytes/record-sink.js";
import { ArrayCutter } from "../../../stages/read/json/array-cutter.js";
import { JsonRecords } from "../../../stages/read/json/json-record.js";
import { readJson } from "../../../stages/read/read-json.js";
import { documentShape } from "../../../stages/read/records/document-record.js";
import { splitOf } from "../../support/split-of.js";
import { inTemporaryFolder } from "../../support/wudao.js";
import { type ReadRecords, readRecords } from "./read-records.js";

/** Lines of a corpus with its dirt: Chinese, escapes, blank and broken lines, carriage returns. */
const line = fc.oneof(
  { weight: 6, arbitrary: record() },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", " \t", "NaN", '["a"]', '{"content":', '{"content":1}', "中文"),
  },
);
const lines = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n")), { maxLength: 12 }), fc.boolean())
  .map(([all, ends]) => all.map(([text, end]) => text + end).join("") + (ends ? "" : '{"content":"末行"}'));

function record(): fc.Arbitrary<string> {
  const text = fc.string({
    unit: fc.constantFrom("中", "文", "a", '"', "\\", "{", "[", "]", "\n", "𠮷", "é"),
  });
  return fc
    .record({ id: fc.nat(), content: text }, { requiredKeys: ["content"] })
    .map((value) => JSON.stringify(value));
}

/** What must not depend on cuts. The place is a line number or an offset, which does. */
function essence({ samples, failures }: ReadRecords): object {
  return {
    samples: samples.map(({ id, text, meta }) => ({ id, text, meta })),
    failures: failures.map(({ code, message, raw }) => ({ code, message, raw: raw.toString("hex") })),
  };
}

test("a file cut into byte ranges anywhere gives every record exactly once", () =>
  inTemporaryFolder(async (folder) => {
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        async (text, splitBytes, marked) => {
          const file = join(folder, "cut.jsonl");
          writeFileSync(file, (marked ? "\uFEFF" : "") + text);
          assert.deepEqual(
            essence(await readRecords(file, {}, splitBytes)),
            essence(await readRecords(file)),
          );
        },
      ),
      { numRuns: 150 },
    );
  }));

test("a file cut at each single byte gives the same records", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "cut.jsonl");
    writeFileSync(file, '\uFEFF{"content":"一"}\r\n\n{"content":"二\\n"}\nbroken\n{"content":"三"}');
    const whole = essence(await readRecords(file));
    for (let splitBytes = 1; splitBytes <= 70; splitBytes++)
      assert.deepEqual(essence(await readRecords(file, {}, splitBytes)), whole, `${splitBytes} bytes`);
  }));

/** Bytes cut into blocks at the given shares of their length. */
function blocksOf(bytes: Buffer, shares: readonly number[]): Buffer[] {
  const cuts = [...new Set(shares.map((share) => Math.floor(share * bytes.length)))].sort((a, b) => a - b);
  return [0, ...cuts].map((from, index) => Buffer.from(bytes.subarray(from, cuts[index] ?? bytes.length)));
}
const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

async function cutBlocks(
  blocks: AsyncIterable<Buffer> | Iterable<Buffer>,
  records: JsonRecords,
  cutter: RecordCutter,
): Promise<readonly ReadResult[]> {
  for await (const block of blocks) cutter.push(block);
  cutter.end(false);
  return records.take();
}

function newRecords(encoding: "utf-8" | "utf-16le"): JsonRecords {
  const fields = {
    text: "content",
    textFallback: "text",
    id: ["id"],
    title: "title",
    url: "url",
    lang: "lang",
  };
  return new JsonRecords(
    "f",
    documentShape({ input: "test", root: "f", file: "f" }, fields),
    decoderOf(encoding),
    false,
  );
}

function cutLines(blocks: AsyncIterable<Buffer> | Iterable<Buffer>, unitBytes: 1 | 2, maxBytes = 1 << 20) {
  const records = newRecords(unitBytes === 1 ? "utf-8" : "utf-16le");
  const limit = Number.POSITIVE_INFINITY;
  const options = { unitBytes, offset: 0, line: 1, skipFirst: false, limit, maxBytes };
  return cutBlocks(blocks, records, new LineCutter(records, options));
}

function cutArray(blocks: Iterable<Buffer>, wrapped: boolean, maxBytes = 1 << 20) {
  const records = newRecords("utf-8");
  return cutBlocks(blocks, records, new ArrayCutter(records, { offset: 0, wrapped, maxBytes }));
}

test("lines come out the same however their bytes arrive, too long ones included", async () => {
  const limits = fc.constantFrom(16, 40, 1 << 20);
  await fc.assert(
    fc.asyncProperty(lines, shares, limits, async (text, at, maxBytes) => {
      const bytes = Buffer.from(text);
      assert.deepEqual(
        await cutLines(blocksOf(bytes, at), 1, maxBytes),
        await cutLines([bytes], 1, maxBytes),
      );
    }),
  );
});

test("a line longer than many splits is read once, not once a split", () => {
  const records = newRecords("utf-8");
  const limits = { limit: 100, maxBytes: 1 << 20 };
  const cutter = new LineCutter(records, {
    unitBytes: 1,
    offset: 0,
    line: undefined,
    skipFirst: true,
    ...limits,
  });
  cutter.push(Buffer.alloc(99, "a"));
  assert.equal(cutter.done, false, "its last byte may yet end the line");
  cutter.push(Buffer.alloc(1, "a"));
  assert.equal(cutter.done, true, "whatever follows begins in another split");
});

test("UTF-16 lines come out the same however their bytes arrive, in either byte order", async () => {
  await fc.assert(
    fc.asyncProperty(lines, shares, fc.boolean(), async (text, at, swap) => {
      const bytes = Buffer.from(text, "utf16le");
      const stored = swap ? Buffer.from(bytes).swap16() : bytes;
      const blocks = wholeUnits(asynchronous(blocksOf(stored, at)), swap);
      assert.deepEqual(await cutLines(blocks, 2), await cutLines([bytes], 2));
    }),
  );
});

test("the records of an array come out the same however its bytes arrive, broken ones included", async () => {
  const space = fc.constantFrom("", " ", "\n", "\r\n  ");
  const element = fc.oneof(
    { weight: 5, arbitrary: record() },
    { weight: 1, arbitrary: fc.constantFrom('"s"', "1", "null", "[1]", '{"content":"a\nb"}', "{,}", "") },
  );
  const elements = fc.array(fc.tuple(space, element, space), { maxLength: 10 });
  const tails = fc.constantFrom("", "]", "]}", "]\n", '] {"content":"nach"}', "]]");
  await fc.assert(
    fc.asyncProperty(elements, tails, shares, fc.boolean(), async (all, tail, at, wrapped) => {
      const bytes = Buffer.from(all.map((parts) => parts.join("")).join(",") + tail);
      assert.deepEqual(await cutArray(blocksOf(bytes, at), wrapped), await cutArray([bytes], wrapped));
    }),
    { numRuns: 400 },
  );
});

async function* asynchronous(blocks: readonly Buffer[]): AsyncGenerator<Buffer, void, undefined> {
  yield* blocks;
}

async function decompressed(packed: Buffer, at: readonly number[], kind: "gzip" | "zstd"): Promise<string> {
  const parts: Buffer[] = [];
  const source = (start: number) => asynchronous(blocksOf(packed.subarray(start), at));
  for await (const block of decompress(source, kind)) parts.push(block);
  return Buffer.concat(parts).toString("hex");
}

test("gzip members and zstd frames give the same bytes wherever they and their blocks are cut", async () => {
  await fc.assert(
    fc.asyncProperty(lines, shares, shares, async (text, members, at) => {
      const bytes = Buffer.from(text);
      const parts = blocksOf(bytes, members);
      const gzip = Buffer.concat(parts.map((part) => gzipSync(part)));
      const zstd = Buffer.concat(await Promise.all(parts.map((part) => new Encoder(3).encode(part))));
      assert.equal(await decompressed(gzip, at, "gzip"), bytes.toString("hex"));
      assert.equal(await decompressed(zstd, at, "zstd"), bytes.toString("hex"));
    }),
    { numRuns: 60 },
  );
});

test("a file packed in many members or frames gives the records of the plain file", () =>
  inTemporaryFolder(async (folder) => {
    await fc.assert(
      fc.asyncProperty(lines, shares, async (text, members) => {
        const parts = blocksOf(Buffer.from(text), members);
        const plain = join(folder, "p.jsonl");
        const gzip = join(folder, "p.jsonl.gz");
        const zstd = join(folder, "p.jsonl.zst");
        writeFileSync(plain, text);
        writeFileSync(gzip, Buffer.concat(parts.map((part) => gzipSync(part))));
        const frames = await Promise.all(parts.map((part) => new Encoder(3).encode(part)));
        writeFileSync(zstd, Buffer.concat(frames));
        const same = ({ samples, failures }: ReadRecords): object => ({
          texts: samples.map((sample) => sample.text),
          failures: failures.map(({ code, raw }) => [code, raw.toString("hex")]),
        });
        const wanted = same(await readRecords(plain));
        assert.deepEqual(same(await readRecords(gzip)), wanted);
        assert.deepEqual(same(await readRecords(zstd)), wanted);
      }),
      { numRuns: 60 },
    );
  }));

test("parts of a file that is one zstd frame share its records, so that no worker has them all", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "frame.jsonl.zst");
    const texts = Array.from({ length: 6000 }, (_, id) =>
      createHash("sha512").update(String(id)).digest("hex").repeat(8),
    );
    const lines = texts.map((content, id) => `${JSON.stringify({ id: String(id), content })}\n`).join("");
    writeFileSync(file, await new Encoder(1).encode(Buffer.from(lines)));
    const { size } = statSync(file);
    const read: string[] = [];
    for (let part = 0; part < 4; part++) {
      const [start, end] = [Math.floor((size * part) / 4), Math.floor((size * (part + 1)) / 4)];
      const split = splitOf(file, { index: part, start, end });
      const before = read.length;
      for await (const batch of readJson.read(split, readJson.parameters.parse({})))
        for (const result of batch) if ("sample" in result) read.push(result.sample.text);
      assert.ok(read.length - before > 750, `part ${part} has ${read.length - before} of 6,000 records`);
    }
    assert.deepEqual(read, texts);
  }));
