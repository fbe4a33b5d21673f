/** Two posts must not get one id: `wudao forget` would take out the wrong one, and none by the id that its platform gave. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { RecordBatchStreamWriter, tableFromArrays } from "apache-arrow";
import { readArrow } from "../../../../stages/read/read-arrow.js";
import { readImageRecords } from "../../../../stages/read/read-image-records.js";
import { inTemporaryFolder } from "../../../support/wudao.js";
import { readRecords, readWith } from "../read-records.js";

const lines = [
  '{"id":1234567890123456789,"content":"甲"}',
  '{"id": 1234567890123456790 ,"content":"乙"}',
  '{"content":"\\"id\\":5","nested":{"id":7},"id"\t:-9007199254740993}',
  '{"uniqueKey":"","id":18446744073709551615,"content":"丁"}',
  '{"uniqueKey":"key","id":18446744073709551615,"content":"戊"}',
  '{"id":12,"content":"己"}',
  '{"id":1e300,"content":"庚"}',
  '{"id":1.5,"content":"辛"}',
];

test("numbers of 19 digits stay the ids that they are, in lines and in an array", () =>
  inTemporaryFolder(async (folder) => {
    const expected = [
      ...["1234567890123456789", "1234567890123456790", "-9007199254740993", "18446744073709551615"],
      ...["key", "12", "1e+300", "1.5"],
    ];
    for (const content of [lines.join("\n"), `[${lines.join(",\n")}]`]) {
      const file = join(folder, "in.json");
      writeFileSync(file, content);
      const { samples, failures } = await readRecords(file);
      assert.deepEqual(failures, []);
      assert.deepEqual(
        samples.map(({ id }) => id),
        expected,
      );
    }
  }));

test("nor are those in fields and in lists rounded, and other numbers stay numbers", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "in.jsonl");
    const notes = '"user":{"ids":[1234567890123456789, 12]},"n":-12345678901234567890,"e":1e300,"t":true';
    writeFileSync(file, `{${notes},"r":0.12345678901234567891,"content":"\\"12345678901234567890 \\\\"}\n`);
    const { samples } = await readRecords(file);
    assert.equal(samples[0]?.text, '"12345678901234567890 \\');
    assert.deepEqual(samples[0].meta, {
      user: { ids: ["1234567890123456789", 12] },
      n: "-12345678901234567890",
      e: 1e300,
      t: true,
      r: Number("0.12345678901234567891"),
    });
  }));

test("numbers beyond what a number holds do not become null", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "in.jsonl");
    writeFileSync(file, '{"content":"甲","a":1e400,"b":[-1E309,true],"c":1e308}\n');
    const { samples } = await readRecords(file);
    assert.deepEqual(samples[0]?.meta, { a: "1e400", b: ["-1E309", true], c: 1e308 });
  }));

test("nor are those in the notes of a dataset of texts, when it is read again from a table", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "again.arrow");
    const columns = ["id", "source", "origin", "title", "lang", "url", "text", "meta", "scores"];
    const row = { ...Object.fromEntries(columns.map((name) => [name, [name]])), scores: ["{}"] };
    const table = tableFromArrays({ ...row, meta: ['{"post":1234567890123456789,"n":12}'] });
    writeFileSync(file, await RecordBatchStreamWriter.writeAll(table).toUint8Array());
    const { samples } = await readWith(readArrow, file);
    assert.deepEqual(samples[0]?.meta.post, "1234567890123456789");
  }));

test("pictures keep theirs, too", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "in.jsonl");
    writeFileSync(file, '{"id":1234567890123456789,"image":"data:image/gif;base64,R0lGODlhAQABAAAAACw="}\n');
    const { samples } = await readWith(readImageRecords, file);
    assert.equal(samples[0]?.id, "1234567890123456789");
  }));
