/** The same corpus in every encoding that Chinese files come in. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { TextDecoder } from "node:util";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { inTemporaryFolder, root, sharedData, withoutData } from "../../../support/wudao.js";
import { countCodes, type ReadRecords, readRecords } from "../read-records.js";

const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  "UTF-8": (text) => Buffer.from(text),
  "UTF-8 with mark": (text) => Buffer.from(`\uFEFF${text}`),
  "UTF-16LE": (text) => Buffer.from(text, "utf16le"),
  "UTF-16LE with mark": (text) => Buffer.from(`\uFEFF${text}`, "utf16le"),
  "UTF-16BE": (text) => Buffer.from(text, "utf16le").swap16(),
  "UTF-16BE with mark": (text) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16(),
  GB18030: gb18030,
};

/**
 * Encodes by looking every two-byte and four-byte code up in the decoder's own table; Node has no GB18030 encoder.
 * Enough for the characters of these tests: ASCII, GBK's two bytes and the four-byte codes of plane 0 and 2.
 */
function gb18030(text: string): Buffer {
  const parts: Buffer[] = [];
  for (const character of text) {
    const code = gbCodes().get(character);
    assert.ok(code !== undefined, `no GB18030 code for ${character}`);
    parts.push(code);
  }
  return Buffer.concat(parts);
}

let codes: Map<string, Buffer> | undefined;
function gbCodes(): ReadonlyMap<string, Buffer> {
  if (codes !== undefined) return codes;
  codes = new Map();
  const decoder = new TextDecoder("gb18030", { fatal: false });
  for (let byte = 0; byte < 0x80; byte++) codes.set(String.fromCharCode(byte), Buffer.from([byte]));
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const code = Buffer.from([lead, trail]);
      const text = decoder.decode(code);
      if (trail !== 0x7f && [...text].length === 1 && text !== "\uFFFD" && !codes.has(text))
        codes.set(text, code);
    }
  }
  // 0x95328236 is U+20000; codes of plane 2 follow in order. "é" and its like stand at 0x8130....
  const fourBytes = (linear: number): Buffer =>
    Buffer.from([
      0x81 + Math.floor(linear / 12600),
      0x30 + (Math.floor(linear / 1260) % 10),
      0x81 + (Math.floor(linear / 10) % 126),
      0x30 + (linear % 10),
    ]);
  for (const [from, count] of [
    [0, 2000],
    [254536, 3000],
  ] as const) {
    for (let linear = from; linear < from + count; linear++) {
      const text = decoder.decode(fourBytes(linear));
      if ([...text].length === 1 && text !== "\uFFFD" && !codes.has(text)) codes.set(text, fourBytes(linear));
    }
  }
  return codes;
}

/** With characters whose bytes hold JSON's own: 嬢 U+5B22, 筛 U+7B5B in UTF-16; 乕 815B, 乗 815C, 亄 817B, 亇 817D. */
const characters = fc.constantFrom(
  ...[
    "中",
    "国",
    "的",
    "嬢",
    "筛",
    "笢",
    "乗",
    "乕",
    "亄",
    "亇",
    "匼",
    "體",
    "𠀀",
    "é",
    "a",
    " ",
    '"',
    "\\",
    "[",
    "{",
    "\n",
    "，",
  ],
);
const records = fc.array(
  fc.record({
    id: fc.nat(),
    title: fc.string({ unit: characters, maxLength: 8 }),
    content: fc
      .string({ unit: characters, maxLength: 60 })
      .map((text) => `这一段正文总比标题长一些，${text}`),
  }),
  { minLength: 1, maxLength: 6 },
);

function samplesOf({ samples, failures }: ReadRecords): readonly object[] {
  assert.deepEqual(failures, []);
  return samples.map(({ id, title, text }) => ({ id, title, text }));
}

for (const [shape, write] of [
  ["lines", (all: readonly object[]) => all.map((each) => `${JSON.stringify(each)}\n`).join("")],
  ["an array", (all: readonly object[]) => JSON.stringify(all)],
  ["a pretty-printed array", (all: readonly object[]) => JSON.stringify(all, null, 2)],
  ["a table export", (all: readonly object[]) => JSON.stringify({ RECORDS: all })],
] as const) {
  test(`the same texts as ${shape} are read alike in UTF-8, UTF-16 and GB18030, with and without mark`, () =>
    inTemporaryFolder(async (folder) => {
      await fc.assert(
        fc.asyncProperty(records, async (all) => {
          const wanted = all.map(({ id, title, content }) => ({ id: String(id), title, text: content }));
          for (const [encoding, encode] of Object.entries(encodings)) {
            const file = join(folder, `e.${shape === "lines" ? "jsonl" : "json"}`);
            writeFileSync(file, encode(write(all)));
            assert.deepEqual(samplesOf(await readRecords(file)), wanted, encoding);
          }
        }),
        { numRuns: 40 },
      );
    }));
}

test("the project's own samples are read alike in every encoding", () =>
  inTemporaryFolder(async (folder) => {
    const text = readFileSync(join(root, "data-samples/wudao.json"), "utf8");
    const plain = join(folder, "plain.json");
    writeFileSync(plain, text);
    const wanted = samplesOf(await readRecords(plain));
    assert.ok(wanted.length > 3);
    for (const [encoding, encode] of Object.entries(encodings)) {
      const file = join(folder, "other.json");
      writeFileSync(file, encode(text));
      assert.deepEqual(samplesOf(await readRecords(file)), wanted, encoding);
    }
  }));

test("a real file in GB18030 gives the texts of the same file in UTF-8", {
  skip: withoutData,
}, async (context) => {
  const bytes = readFileSync(join(sharedData ?? "", "bad-input/jsonl-in-gb18030.jsonl.gz"));
  const iconv = spawnSync("iconv", ["-f", "GB18030", "-t", "UTF-8"], {
    input: gunzipSync(bytes),
    maxBuffer: 1 << 28,
  });
  if (iconv.error !== undefined) return context.skip("needs iconv");
  const wanted = iconv.stdout
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { content: string }).content);
  const read = await readRecords(join(sharedData ?? "", "bad-input/jsonl-in-gb18030.jsonl.gz"));
  assert.deepEqual(
    read.samples.map(({ text }) => text),
    wanted,
  );
});

test("characters that look like brackets in UTF-16 or GB18030 do not make a long record too deep", () =>
  inTemporaryFolder(async (folder) => {
    const content = '嬢[筛{笢[乗乕{亇"'.repeat(100_000);
    for (const [encoding, encode] of Object.entries({
      "UTF-16LE": encodings["UTF-16LE"],
      "UTF-16BE": encodings["UTF-16BE"],
      GB18030: encodings.GB18030,
    })) {
      const file = join(folder, "long.jsonl");
      writeFileSync(file, encode?.(`${JSON.stringify({ content })}\n`) ?? "");
      const { samples, failures } = await readRecords(file);
      assert.deepEqual(countCodes(failures), {}, encoding);
      assert.ok(samples[0]?.text === content, encoding);
    }
  }));

test("half a UTF-16 unit at the end of a file is told, and the lines before it are read", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "half.jsonl");
    writeFileSync(file, Buffer.from('{"content":"一"}\n{"content":"二"}', "utf16le").subarray(0, -1));
    const { samples, failures } = await readRecords(file);
    assert.deepEqual(
      samples.map(({ text }) => text),
      ["一"],
    );
    assert.deepEqual(countCodes(failures), { "invalid-encoding": 1 });
    assert.match(failures[0]?.origin ?? "", /:2$/);
  }));

test("a few broken lines do not turn a UTF-8 file into a GB18030 one", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "mixed.jsonl");
    const good = Buffer.from('{"content":"汉字"}\n');
    const broken = Buffer.concat([
      Buffer.from('{"content":"'),
      Buffer.from([0xba, 0xba]),
      Buffer.from('"}\n'),
    ]);
    writeFileSync(file, Buffer.concat([broken, good, good, good]));
    const { samples, failures } = await readRecords(file);
    assert.equal(samples.length, 3);
    assert.deepEqual(countCodes(failures), { "invalid-utf8": 1 });
  }));

test("a short GB18030 line that is valid UTF-8 by chance does not hide the file's encoding", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "chance.json");
    writeFileSync(file, gb18030('[\n{"title":"筛",\n"lang":"筛",\n"content":"汉字正文"}\n]'));
    const { samples } = await readRecords(file);
    assert.equal(samples[0]?.text, "汉字正文");
    assert.equal(samples[0]?.title, "筛");
  }));

test("an encoding that the recipe names is used, whatever the bytes look like", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "named.jsonl");
    writeFileSync(file, gb18030('{"content":"汉"}\n'));
    const { samples } = await readRecords(file, { encoding: "gb18030" });
    assert.equal(samples[0]?.text, "汉");
    const wrong = await readRecords(file, { encoding: "utf-8" });
    assert.deepEqual(countCodes(wrong.failures), { "invalid-utf8": 1 });
  }));

test("UTF-32 is told as such", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "wide.jsonl");
    const bytes = Buffer.alloc(64);
    bytes.writeUInt32LE(0xfeff, 0);
    writeFileSync(file, bytes);
    const { failures } = await readRecords(file);
    assert.deepEqual(countCodes(failures), { "invalid-encoding": 1 });
    assert.match(failures[0]?.message ?? "", /UTF-32; convert it to UTF-8/);
  }));
