/** Arrays, tables and archives that are cut: wherever, each record is read once, under the same id and place as from the whole file. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { readCsv } from "../../../stages/read/read-csv.js";
import { readJson } from "../../../stages/read/read-json.js";
import { readWarc } from "../../../stages/read/read-warc.js";
import { splitOf } from "../../support/split-of.js";
import { inTemporaryFolder, sharedData, withoutData } from "../../support/wudao.js";
import { readCut } from "./cut-file.js";

const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });

async function assertCut(source: object, file: string, at: readonly number[]): Promise<number> {
  const { size } = statSync(file);
  const whole = await readCut(source, file, []);
  const cuts = at.map((share) => Math.floor(share * size));
  assert.deepEqual(await readCut(source, file, cuts), whole, `${file} cut at ${cuts.join(", ")}`);
  return whole.length;
}

/** What text looks like that only seems to be a boundary. */
const text = fc.string({
  unit: fc.constantFrom("中", '"', "\\", "{", "}", "[", "]", ",", '},{"content":"', "\n", "a"),
  maxLength: 12,
});

test("an array of objects gives the same records wherever it is cut, with texts that look like JSON and with broken elements", () =>
  inTemporaryFolder(async (folder) => {
    const element = fc.oneof(
      { weight: 6, arbitrary: text.map((content) => JSON.stringify({ content })) },
      { weight: 1, arbitrary: fc.constantFrom('{"content":"a\nb"}', '"s"', "1", "{,}", "", '{"id":1}') },
    );
    const space = fc.constantFrom("", "\n", " \r\n");
    const file = join(folder, "a.json");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(space, element), { maxLength: 8 }),
        fc.constantFrom("]", "", '] {"content":"after"}\n', "]]"),
        fc.constantFrom<BufferEncoding>("utf8", "utf16le"),
        shares,
        async (elements, tail, encoding, at) => {
          const json = `[${elements.map((parts) => parts.join("")).join(",")}${tail}`;
          writeFileSync(file, Buffer.from(encoding === "utf8" ? json : `\uFEFF${json}`, encoding));
          await assertCut(readJson, file, at);
        },
      ),
      { numRuns: 120 },
    );
  }));

test("a table gives the same records wherever it is cut, with line ends and quotes inside of fields and with broken quotes", () =>
  inTemporaryFolder(async (folder) => {
    const field = fc.oneof(
      { weight: 5, arbitrary: text.map((value) => `"${value.replaceAll('"', '""')}"`) },
      { weight: 2, arbitrary: fc.constantFrom("", "x", 'bare"quote', '"open', '"a"b') },
    );
    const file = join(folder, "a.csv");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, field), { maxLength: 8 }),
        fc.constantFrom("\n", "\r\n"),
        shares,
        async (rows, feed, at) => {
          writeFileSync(
            file,
            ["id,content", ...rows.map((row) => row.join(","))].map((row) => row + feed).join(""),
          );
          await assertCut(readCsv, file, at);
        },
      ),
      { numRuns: 120 },
    );
  }));

test("a web archive gives the same records wherever it is cut, packed or not, also one that holds an archive and damage", () =>
  inTemporaryFolder(async (folder) => {
    const page = (number: number, body: Buffer): Buffer =>
      Buffer.concat([
        Buffer.from(
          `WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a/${number}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n`,
        ),
        body,
        Buffer.from("\r\n\r\n"),
      ]);
    const inner = [1, 2].map((number) => page(100 + number, Buffer.from(`里面 ${number}`)));
    const nested = Buffer.concat(inner.map((record) => gzipSync(record)));
    const bodies = fc.oneof(
      fc.string({ maxLength: 40 }).map((value) => Buffer.from(`网页 ${value}`)),
      fc.constantFrom(nested, Buffer.concat(inner)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(bodies, { maxLength: 6 }),
        fc.boolean(),
        fc.option(fc.double({ min: 0, max: 0.99, noNaN: true })),
        shares,
        async (all, packed, damagedAt, at) => {
          const records = all.map((body, number) => page(number, body));
          const bytes = Buffer.concat(packed ? records.map((record) => gzipSync(record)) : records);
          if (damagedAt !== null && bytes.length > 20) bytes[Math.floor(damagedAt * bytes.length)]! ^= 0x10;
          const file = join(folder, packed ? "a.warc.gz" : "a.warc");
          writeFileSync(file, bytes);
          await assertCut(readWarc, file, at);
        },
      ),
      { numRuns: 120 },
    );
  }));

test("the parts of a large array, table or archive share its records, packed or not, so that no worker is left with all of them", () =>
  inTemporaryFolder(async (folder) => {
    // Hashes, so that it hardly packs: what is packed is shared by pieces of 64 KiB.
    const hashes = Array.from({ length: 6000 }, (_, row) =>
      createHash("sha512").update(`${row}`).digest("base64"),
    );
    const record = (body: string): string =>
      `WARC/1.0\r\nWARC-Type: info\r\nContent-Length: ${body.length}\r\n\r\n${body}\r\n\r\n`;
    const files = {
      "a.json": Buffer.from(`[${hashes.map((hash) => `{"content":"${hash}文"}`).join(",\n")}]`),
      "a.csv": Buffer.from(`content\n${hashes.map((hash) => `"${hash}\n文"`).join("\n")}\n`),
      "a.warc": Buffer.from(hashes.map(record).join("")),
    };
    for (const [name, bytes] of Object.entries(files)) {
      const source = name === "a.json" ? readJson : name === "a.csv" ? readCsv : readWarc;
      for (const [path, content] of [
        [join(folder, name), bytes],
        [join(folder, `${name}.gz`), gzipSync(bytes)],
      ] as const) {
        writeFileSync(path, content);
        assert.equal(await assertCut(source, path, [0.25, 0.5, 0.75]), hashes.length, path);
        const half = Math.floor(content.length / 2);
        const first = splitOf(path, { end: half });
        let count = 0;
        for await (const batch of source.read(first, source.parameters.parse({}) as never))
          count += batch.length;
        assert.ok(count > hashes.length / 4 && count < (3 * hashes.length) / 4, `${path}: ${count}`);
      }
    }
  }));

test("real arrays, archives and damaged files give the same when they are cut", {
  skip: withoutData,
}, async () => {
  const data = sharedData ?? "";
  const at = [0.2, 0.21, 0.5, 0.9];
  for (const name of ["example.warc", "example.arc.gz", "iana.warc.gz", "example.warc.gz"])
    assert.ok((await assertCut(readWarc, join(data, "warc", "pywb", name), at)) > 0);
  await assertCut(readJson, join(data, "bad-input", "blns.json"), at);
  await inTemporaryFolder(async (folder) => {
    // A packed array that breaks off, and one with a wrong byte.
    const array = gzipSync(
      `[${Array.from({ length: 3000 }, (_, row) => JSON.stringify({ content: `第 ${row * 7919} 条` })).join(",")}]`,
    );
    const damaged = Buffer.from(array);
    damaged[array.length >> 1]! ^= 0x55;
    for (const [name, bytes] of Object.entries({ cut: array.subarray(0, -2000), damaged })) {
      const file = join(folder, `${name}.json.gz`);
      writeFileSync(file, bytes);
      await assertCut(readJson, file, at);
      await assertCut(readCsv, file, at);
    }
  });
});
