/** What a user is told of a record that cannot be used, and that its neighbours are read all the same. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { jsonReason } from "../../../stages/read/json/json-record.js";
import { readArrow } from "../../../stages/read/read-arrow.js";
import { readHtml } from "../../../stages/read/read-html.js";
import { readParquet } from "../../../stages/read/read-parquet.js";
import { inTemporaryFolder } from "../../support/wudao.js";
import { foreignHeads, zipHeader } from "./foreign-heads.js";
import { readRecords, readWith } from "./read-records.js";

interface Case {
  readonly record: string | Buffer;
  readonly code: string;
  readonly says: RegExp;
}

const cases: Readonly<Record<string, Case>> = {
  "no text": {
    record: '{"id":1,"body":"文"}',
    code: "missing-text",
    says: /the record has "id", "body"; expected a string in "content" or "text" \(read-json text names another field\)/,
  },
  "no fields": { record: "{}", code: "missing-text", says: /has no fields; expected a string in "content"/ },
  "text null": {
    record: '{"content":null}',
    code: "missing-text",
    says: /"content" is null; expected a string/,
  },
  "text null under its other name": {
    record: '{"text":null}',
    code: "missing-text",
    says: /^"text" is null; expected a string in "content" or "text"/,
  },
  "text a number": {
    record: '{"content":7}',
    code: "wrong-type",
    says: /"content" is a number; expected a string/,
  },
  "text an array": {
    record: '{"content":["a"]}',
    code: "wrong-type",
    says: /"content" is an array; expected a string/,
  },
  "text twice": {
    record: '{"content":"一","title":"x","content":"二"}',
    code: "duplicate-key",
    says: /has "content" twice; expected it once/,
  },
  "an array": { record: '["文"]', code: "not-an-object", says: /is an array; expected an object/ },
  "a string": { record: '"文"', code: "not-an-object", says: /is a string; expected an object/ },
  "cut short": { record: '{"content":"文', code: "invalid-json", says: /expected one whole JSON object/ },
  "two on a line": {
    record: '{"content":"一"}{"content":"二"}',
    code: "invalid-json",
    says: /expected one whole JSON object/,
  },
  "a raw NUL": { record: '{"content":"a\0b"}', code: "invalid-json", says: /expected one whole JSON object/ },
  "NUL bytes of a torn write": { record: "\0".repeat(100), code: "invalid-json", says: /expected one whole/ },
  "broken UTF-8": {
    record: Buffer.concat([Buffer.from('{"content":"'), Buffer.from([0xe4, 0xb8]), Buffer.from('"}')]),
    code: "invalid-utf8",
    says: /not valid UTF-8; mend it, or name the file's encoding/,
  },
  "nested deeply": {
    record: `{"content":"文","meta":${"[".repeat(100)}${"]".repeat(100)}}`,
    code: "too-deep",
    says: /nests deeper than 64 levels/,
  },
  "nested a million times": {
    record: `{"content":"文","meta":${'{"a":'.repeat(400_000)}1${"}".repeat(400_000)}}`,
    code: "too-deep",
    says: /nests deeper than 64 levels/,
  },
  "open brackets without end": {
    record: `{"content":${"[".repeat(2_000_000)}`,
    code: "too-deep",
    says: /nests deeper/,
  },
};

const good = '{"content":"好"}';

for (const [name, { record, code, says }] of Object.entries(cases)) {
  test(`${name}: told with its line, its reason and what was expected; neighbours are read`, () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, "a.jsonl");
      const bytes = Buffer.from(record);
      writeFileSync(file, Buffer.concat([Buffer.from(`${good}\n`), bytes, Buffer.from(`\n${good}\n`)]));
      const { samples, failures } = await readRecords(file);
      assert.equal(samples.length, 2);
      assert.deepEqual(
        failures.map((failure) => [failure.code, failure.origin]),
        [[code, `${file}:2`]],
      );
      assert.match(failures[0]?.message ?? "", says);
      assert.ok(failures[0]?.raw.equals(bytes), "the record is kept as it was");
    }));
}

test("a broken record lies in quarantine with the same bytes under every version of Node", () => {
  const said = "Unterminated string in JSON at position 114";
  for (const error of [new SyntaxError(said), new SyntaxError(`${said} (line 1 column 115)`)])
    assert.equal(jsonReason(error), said);
});

test("a record may hold the name of its text field in other places", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "a.jsonl");
    writeFileSync(
      file,
      [
        '{"content":"a \\"content\\": b \\"content\\":","meta":{"content":"x"}}',
        '{"meta":{"content":"x","content":"y"},"content":"文"}',
        '{"field":"content","content":"文","kind":"content"}',
        '{"tags":["content","content"],"content":"文"}',
      ].join("\n"),
    );
    const { samples, failures } = await readRecords(file);
    assert.deepEqual(failures, []);
    assert.equal(samples.length, 4);
  }));

test("lone surrogates, NUL escapes and odd keys are kept as they are", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "a.jsonl");
    writeFileSync(file, '{"content":"\\ud800 a\\u0000b \\udc00","__proto__":1,"constructor":"c"}\n');
    const { samples } = await readRecords(file);
    assert.equal(samples[0]?.text, "\ud800 a\0b \udc00");
    assert.deepEqual(Object.entries(samples[0]?.meta ?? {}), [
      ["__proto__", 1],
      ["constructor", "c"],
    ]);
  }));

test("blank lines, a mark, carriage returns and a missing last line feed lose nothing", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "a.jsonl");
    writeFileSync(file, `\uFEFF\r\n${good}\r\n \t\r\n\n\uFEFF${good}\r\n${good}`);
    const { samples, failures } = await readRecords(file);
    assert.deepEqual(failures, []);
    assert.deepEqual(
      samples.map(({ origin }) => Number(origin.split(":").at(-1))),
      [2, 5, 6],
    );
  }));

test("a document of 20 MB in one line is read whole, and above the limit told with its size", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "a.jsonl");
    const content = "汉字与标点，一行到底。".repeat(620_000);
    writeFileSync(file, `${good}\n${JSON.stringify({ content })}\n${good}\n`);
    assert.equal((await readRecords(file)).samples[1]?.text.length, content.length);
    const { samples, failures } = await readRecords(file, { "max-record-bytes": 1 << 20 });
    assert.equal(samples.length, 2);
    assert.equal(failures[0]?.code, "record-too-large");
    assert.match(failures[0]?.message ?? "", /has 20460014 bytes; expected at most 1048576 \(max-rec/);
    assert.equal(failures[0]?.raw.length, 64 << 10);
  }));

test("one broken element of an array costs only itself", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "a.json");
    writeFileSync(
      file,
      `[\n${good},\n{"content":"never closed,\n"id":2},\n${good},\n{"content":1},\n${good}\n]\n`,
    );
    const { samples, failures } = await readRecords(file);
    assert.equal(samples.length, 3);
    assert.deepEqual(
      failures.map(({ code, origin }) => [code, origin]),
      [
        ["invalid-json", `${file}@21`],
        ["wrong-type", `${file}@75`],
      ],
    );
  }));

test("an array that ends too soon is told, and its whole records are read", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "a.json");
    for (const [tail, says] of [
      ["", /^the file ends before its array is closed; expected "\]"/],
      [',{"content":"ha', /^the file ends inside a record; expected its end/],
    ] as const) {
      writeFileSync(file, `[${good},${good}${tail}`);
      const { samples, failures } = await readRecords(file);
      assert.equal(samples.length, 2);
      assert.match(failures[0]?.message ?? "", says);
    }
  }));

test("a file that is no JSON is told once, by its name, and not once a line", () =>
  inTemporaryFolder(async (folder) => {
    for (const [format, head] of Object.entries(foreignHeads)) {
      for (const [ending, bytes] of [
        ["jsonl", head],
        ["jsonl.gz", gzipSync(head)],
      ] as const) {
        const file = join(folder, `x.${ending}`);
        writeFileSync(file, bytes);
        const { samples, failures } = await readRecords(file, {}, 100);
        assert.deepEqual(samples, []);
        assert.equal(failures.length, 1, format);
        assert.equal(failures[0]?.code, "unsupported-format");
        assert.ok(failures[0]?.message.startsWith(`the file is ${format}; expected JSON Lines`), format);
      }
    }
  }));

test("a compression that is not read is named", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "x.jsonl");
    for (const [name, head] of [
      ["zip", zipHeader],
      ["7z", Buffer.from("377abcaf271c0004", "hex")],
      ["rar", Buffer.from("526172211a0700", "hex")],
      ["lz4", Buffer.from("04224d186440a7", "hex")],
    ] as const) {
      writeFileSync(file, head);
      assert.ok(
        (await readRecords(file)).failures[0]?.message.startsWith(
          `the file is compressed with ${name}; expected plain, gzip`,
        ),
        name,
      );
    }
    writeFileSync(file, gzipSync(gzipSync(good)));
    assert.match((await readRecords(file)).failures[0]?.message ?? "", /compressed twice \(gzip inside\)/);
  }));

test("an archive or picture among pages, Parquet or Arrow is named once, and becomes no document of noise", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "x");
    for (const [own, read] of [
      ["HTML or XML", () => readWith(readHtml, file)],
      ["Parquet", () => readWith(readParquet, file, {}, 100)],
      ["Arrow", () => readWith(readArrow, file, {}, 100)],
    ] as const) {
      for (const [format, head] of Object.entries(foreignHeads)) {
        if (format === own) continue;
        writeFileSync(file, head);
        const { samples, failures } = await read();
        assert.deepEqual(samples, []);
        assert.equal(failures.length, 1, format);
        assert.ok(failures[0]?.message.startsWith(`the file is ${format}; expected ${own}: `), format);
      }
      writeFileSync(file, zipHeader);
      assert.equal(
        (await read()).failures[0]?.message,
        `the file is packed with zip; expected ${own}: unpack it`,
      );
    }
  }));
