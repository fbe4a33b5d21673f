/** CSV and TSV: quotes, line ends in fields, dialects, and records that are none. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { CsvCutter } from "../../../stages/read/csv/csv-cutter.js";
import { detectDelimiter } from "../../../stages/read/csv/csv-dialect.js";
import { readCsv } from "../../../stages/read/read-csv.js";
import { inTemporaryFolder } from "../../support/wudao.js";
import { countCodes, type ReadRecords, readWith } from "./read-records.js";

async function read(content: string | Buffer, params: object = {}, name = "a.csv"): Promise<ReadRecords> {
  let result: ReadRecords = { samples: [], failures: [] };
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    result = await readWith(readCsv, file, params);
  });
  return result;
}

const texts = ({ samples }: ReadRecords): string[] => samples.map(({ text }) => text);

test("quotes, delimiters and line ends inside a field are text", async () => {
  const result = await read('id,content,url\r\n1,"他說：""好"", 走\r\n了",https://a\r\n2,平常,\r\n');
  assert.deepEqual(texts(result), ['他說："好", 走\r\n了', "平常"]);
  assert.deepEqual(
    result.samples.map(({ id, url }) => [id, url]),
    [
      ["1", "https://a"],
      ["2", undefined],
    ],
  );
  assert.deepEqual(
    result.samples.map(({ origin }) => origin.replace(/.*:/, "")),
    ["2", "4"],
  );
});

test("a mark, UTF-16, GB18030, gzip and tabs are told from the content", async () => {
  const csv = "content\tpage\n中文，測試\t1\n又一行，文字\t2\n";
  const expected = ["中文，測試", "又一行，文字"];
  const gb = Buffer.from("636f6e74656e742c700a", "hex");
  for (const [content, name] of [
    [csv, "a.tsv"],
    [`\uFEFF${csv}`, "a.csv"],
    [Buffer.from(`\uFEFF${csv}`, "utf16le"), "a.csv"],
    [gzipSync(csv), "a.csv.gz"],
  ] as const) {
    const result = await read(content, {}, name);
    assert.deepEqual(texts(result), expected, name);
    assert.deepEqual(result.samples[1]?.meta, { page: "2" });
  }
  const result = await read(
    Buffer.concat([gb, Buffer.from("d6d0cec4b2e2cad4d6d0cec4b2e2cad42c310a", "hex")]),
  );
  assert.deepEqual(texts(result), ["中文测试中文测试"]);
});

test("a record of another width, a stray quote and broken UTF-8 cost that record, and are told with its line", async () => {
  const content = Buffer.concat([
    Buffer.from('content,n\n一,1\n二,2,3\n"三"x,3\n"四,4\n五,5\n'),
    Buffer.from([0xff, 0xfe, 0x2c, 0x31, 0x0a]),
    Buffer.from("六,6\n"),
  ]);
  const result = await read(content, { encoding: "utf-8" });
  assert.deepEqual(texts(result), ["一", "五", "六"]);
  assert.deepEqual(
    result.failures.map(({ code, origin }) => [code, origin.replace(/.*:/, "")]),
    [
      ["wrong-columns", "3"],
      ["bad-quoting", "4"],
      ["bad-quoting", "5"],
      ["invalid-utf8", "7"],
    ],
  );
  assert.equal(result.failures[0]?.raw.toString(), "二,2,3\n");
});

test("a record without end or above the limit costs its line, not the rest of the file", async () => {
  const long = "長".repeat(2000);
  const result = await read(`content,n\n一,1\n${long},2\n"${long}\n二,3\n${"三,4\n".repeat(2000)}`, {
    "max-record-bytes": 2048,
  });
  assert.equal(texts(result).length, 2002);
  assert.deepEqual(countCodes(result.failures), { "record-too-large": 1, "bad-quoting": 1 });
});

test("a record of more fields than memory holds costs its line, and is not made anew with each block that comes", async () => {
  const result = await read(`content,b\n${",".repeat(1 << 20)}\n好,1\n`);
  assert.deepEqual(texts(result), ["好"]);
  assert.deepEqual(
    result.failures.map(({ code, origin }) => [code, origin.replace(/.*:/, "")]),
    [["too-many-fields", "2"]],
  );
});

test("a file without header is read by the names that the recipe gives", async () => {
  const result = await read("a|甲\nb|乙\n", { columns: ["key", "body"], text: "body", id: "key" });
  assert.deepEqual(
    result.samples.map(({ id, text }) => [id, text]),
    [
      ["a", "甲"],
      ["b", "乙"],
    ],
  );
});

test("half a record, where a packed file was cut, is not taken for a whole one", async () => {
  const rows = Array.from(
    { length: 500 },
    (_, at) => `${at},"${createHash("sha256").update(String(at)).digest("hex")}",x\n`,
  );
  const packed = gzipSync(`id,content,last\n${rows.join("")}`);
  for (let cut = 5000; cut < 5100; cut += 9) {
    const { samples, failures } = await read(packed.subarray(0, cut), {}, "a.csv.gz");
    for (const { id, text } of samples) assert.equal(`${id},"${text}",x\n`, rows[Number(id)]);
    assert.deepEqual(countCodes(failures), { "truncated-compression": 1 });
    assert.ok(samples.length > 0);
  }
});

test("whole records behind a long one are read where the packed file is cut", async () => {
  const long = createHash("shake256", { outputLength: 75_000 }).update("long").digest("hex");
  const rows = Array.from({ length: 40 }, (_, at) => `${at},${at}\n`).join("");
  const packed = gzipSync(`id,content\nlong,${long}\n${rows}`);
  const { samples, failures } = await read(packed.subarray(0, -8), {}, "a.csv.gz");
  assert.equal(samples.length, 41);
  assert.deepEqual(countCodes(failures), { "truncated-compression": 1 });
});

test("a file whose lines end in carriage returns alone does not vanish into its header", async () => {
  const { samples, failures } = await read("id,content\r1,一\r2,二\r");
  assert.deepEqual([samples, countCodes(failures)], [[], { "bad-line-ends": 1 }]);
  for (const name of ["con\r\ntent", "con\rtent", 'a ""name""\rcontent']) {
    const { samples, failures } = await read(`id,"${name}",content\r\n1,一,二\r\n`);
    assert.deepEqual([texts({ samples, failures }), failures], [["二"], []]);
  }
});

test("columns without a name or with the same one are kept apart", async () => {
  const result = await read("content,,tag,tag\n一,x,y,z\n");
  assert.deepEqual(result.samples[0]?.meta, { "column 2": "x", tag: "y", "tag (column 4)": "z" });
});

test("what any CSV writer quotes comes back, however the stream is cut", () => {
  const field = fc.string({ unit: fc.constantFrom("a", "文", '"', ",", "\n", "\r", " ", ";"), maxLength: 8 });
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      (rows, step) => {
        const bytes = Buffer.from(
          rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(",")).join("\r\n"),
        );
        const found: string[][] = [];
        const cutter = new CsvCutter(
          {
            wants: () => true,
            record: (fields) => found.push(fields.map((each) => each.toString())),
            failed: (code) => assert.fail(code),
          },
          { delimiter: 0x2c, maxBytes: 1 << 20, offset: 0 },
        );
        for (let at = 0; at < bytes.length; at += step) cutter.push(bytes.subarray(at, at + step));
        cutter.end(false);
        assert.deepEqual(found, rows);
      },
    ),
  );
});

test("any bytes are cut the same, however they come, and every line is told of", () => {
  const anything = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r"), maxLength: 40 });
  const cutBy = (bytes: Buffer, step: number): string => {
    const hash = createHash("sha256");
    const cutter = new CsvCutter(
      {
        wants: () => true,
        record: (fields, place) => hash.update(JSON.stringify([fields.map(String), place])),
        failed: (code, _message, raw, place) => hash.update(JSON.stringify([code, raw.toString(), place])),
      },
      { delimiter: 0x2c, maxBytes: 1 << 20, offset: 0 },
    );
    for (let at = 0; at < bytes.length; at += step) cutter.push(bytes.subarray(at, at + step));
    cutter.end(false);
    return hash.digest("hex");
  };
  fc.assert(
    fc.property(anything, fc.integer({ min: 1, max: 7 }), (text, step) => {
      assert.equal(cutBy(Buffer.from(text), step), cutBy(Buffer.from(text), 1000));
    }),
    { numRuns: 2000 },
  );
});

test("a line with a stray quote that does not end is given up at the limit, not held until the file ends", () => {
  const told: [code: string, line: number][] = [];
  const cutter = new CsvCutter(
    {
      wants: () => true,
      record: (fields, { line }) => told.push([fields.join(), line]),
      failed: (code, _message, _raw, { line }) => told.push([code, line]),
    },
    { delimiter: 0x2c, maxBytes: 1024, offset: 0 },
  );
  cutter.push(Buffer.from(`"a"${"x".repeat(1000)}`));
  cutter.push(Buffer.from("x".repeat(1000)));
  assert.deepEqual(told, [["record-too-large", 1]]);
  cutter.push(Buffer.from("xxx\nb,c\n"));
  cutter.end(false);
  assert.deepEqual(told.slice(1), [["b,c", 2]]);
});

test("the delimiter is the one that cuts records of equal width", () => {
  const told = (text: string): string => String.fromCharCode(detectDelimiter(Buffer.from(text), true));
  assert.equal(told("a;b\n1,5;2\n3,7;4\n"), ";");
  assert.equal(told('a,b\n"x;y;z",2\n'), ",");
  assert.equal(told("one column\nof text\n"), ",");
});
