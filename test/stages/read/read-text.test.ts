import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { TextDecoder } from "node:util";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { ReadResult } from "../../../pipeline/contracts/stage.js";
import { readText } from "../../../stages/read/read-text.js";
import { poemBzip2, poemLines, poemXz } from "../../support/packed-files.js";
import { inTemporaryFolder, sharedData, withoutData, wudao } from "../../support/wudao.js";
import { readCut } from "./cut-file.js";
import { foreignHeads } from "./foreign-heads.js";
import { countCodes, readRecords, readWith } from "./read-records.js";

const novel =
  "第一回　甄士隐梦幻识通灵\n\n　　列位看官：你道此书从何而来？说起根由虽近荒唐，细按则深有趣味。\n　　原来女娲氏炼石补天之时。\n　\n　　却说那年，士隐于书房闲坐。\n";
const paragraphs = [
  "第一回　甄士隐梦幻识通灵",
  "　　列位看官：你道此书从何而来？说起根由虽近荒唐，细按则深有趣味。\n　　原来女娲氏炼石补天之时。",
  "　　却说那年，士隐于书房闲坐。",
];
const lines = paragraphs.flatMap((paragraph) => paragraph.split("\n"));

type Unit = "document" | "paragraph" | "line";
const wanted: Readonly<Record<Unit, readonly string[]>> = {
  document: [novel],
  paragraph: paragraphs,
  line: lines,
};
const units = Object.keys(wanted) as Unit[];

/** Encodes by looking up all codes of two bytes in the decoder's table: Node has no such encoders. */
function encoded(label: string, text: string): Buffer {
  const codes = new Map<string, Buffer>();
  const decoder = new TextDecoder(label);
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const code = Buffer.from([lead, trail]);
      const character = decoder.decode(code);
      if ([...character].length === 1 && character !== "\uFFFD") codes.set(character, code);
    }
  }
  return Buffer.concat(
    [...text].map((character) => {
      const code = character < "\x80" ? Buffer.from(character) : codes.get(character);
      assert.ok(code !== undefined, `no code for ${character} in ${label}`);
      return code;
    }),
  );
}

async function textsOf(file: string, params: object): Promise<readonly string[]> {
  const { samples, failures } = await readWith(readText, file, params);
  assert.deepEqual(failures, []);
  return samples.map(({ text }) => text);
}

const traditional =
  "話說天下大勢，分久必合，合久必分。\n\n周末七國分爭，并入於秦。及秦滅之後，楚、漢分爭。\n";
const encodings: Readonly<Record<string, readonly [text: string, bytes: Buffer]>> = {
  "UTF-8": [novel, Buffer.from(novel)],
  "UTF-8 with mark": [novel, Buffer.from(`\uFEFF${novel}`)],
  "UTF-16LE with mark": [novel, Buffer.from(`\uFEFF${novel}`, "utf16le")],
  "UTF-16BE with mark": [novel, Buffer.from(`\uFEFF${novel}`, "utf16le").swap16()],
  "UTF-16LE": [novel, Buffer.from(novel, "utf16le")],
  GBK: [novel, encoded("gb18030", novel)],
  Big5: [traditional, encoded("big5", traditional)],
};

test("a book in any charset gives its text, whole, by paragraphs and by lines", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "book.txt");
    for (const [name, [text, bytes]] of Object.entries(encodings)) {
      writeFileSync(file, bytes);
      assert.deepEqual(await textsOf(file, {}), [text], name);
      const parts = text.trimEnd().split(/\n\u3000?\n/);
      assert.deepEqual(await textsOf(file, { "sample-by": "paragraph" }), parts, name);
      const all = text.split("\n").filter((line) => line.trim() !== "");
      assert.deepEqual(await textsOf(file, { "sample-by": "line" }), all, name);
    }
  }));

test("a charset that the recipe names is used where the bytes tell too little", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "short.txt");
    writeFileSync(file, encoded("big5", "功夫"));
    for (const unit of units)
      assert.deepEqual(await textsOf(file, { "sample-by": unit, encoding: "Big5" }), ["功夫"]);
    assert.throws(() => readText.parameters.parse({ encoding: "klingon" }), /a charset, or auto/);
  }));

test("lines that end as on Windows are the same paragraphs and lines; a document keeps its bytes", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "windows.txt");
    const text = novel.replaceAll("\n", "\r\n");
    for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`, "utf16le")]) {
      writeFileSync(file, bytes);
      assert.deepEqual(await textsOf(file, {}), [text]);
      assert.deepEqual(await textsOf(file, { "sample-by": "paragraph" }), paragraphs);
      assert.deepEqual(await textsOf(file, { "sample-by": "line" }), lines);
    }
  }));

test("packed books are read in every packing", () =>
  inTemporaryFolder(async (folder) => {
    const packed = { gz: gzipSync(poemLines), bz2: poemBzip2, xz: poemXz };
    for (const [ending, bytes] of Object.entries(packed)) {
      const file = join(folder, `poems.txt.${ending}`);
      writeFileSync(file, bytes);
      assert.deepEqual(await textsOf(file, {}), [poemLines], ending);
      assert.deepEqual(await textsOf(file, { "sample-by": "line" }), poemLines.trimEnd().split("\n"), ending);
      assert.ok(readText.endings.some((each) => file.endsWith(each)));
    }
  }));

test("each document, paragraph and line has an id and a place of its own, and a document tells its charset", () =>
  inTemporaryFolder(async (folder) => {
    mkdirSync(join(folder, "books"));
    const file = join(folder, "books/红楼梦.txt");
    writeFileSync(file, novel);
    const told = async (unit: Unit) =>
      (await readWith(readText, file, { "sample-by": unit })).samples.map(({ id, origin }) => [
        id,
        origin.slice(file.length),
      ]);
    const offsetOf = (words: string) => Buffer.byteLength(novel.slice(0, novel.indexOf(words)));
    assert.deepEqual(await told("document"), [["test/红楼梦.txt", "@0"]]);
    assert.deepEqual(await told("paragraph"), [
      ["test/红楼梦.txt#0", ":1"],
      [`test/红楼梦.txt#${offsetOf("　　列位")}`, ":3"],
      [`test/红楼梦.txt#${offsetOf("　　却说")}`, ":6"],
    ]);
    assert.deepEqual(
      (await told("line")).map(([, origin]) => origin),
      [":1", ":3", ":4", ":6"],
    );
    const { samples } = await readWith(readText, file);
    assert.deepEqual(samples[0]?.meta, {
      charset: "utf-8",
      charsetConfidence: 0.999,
      charsetEvidence: "structure",
    });
  }));

test("a file without text is counted as such, and gives no empty document", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "empty.txt");
    for (const content of ["", "\uFEFF", " \r\n\u3000\n"]) {
      writeFileSync(file, content);
      for (const unit of units) assert.deepEqual(await textsOf(file, { "sample-by": unit }), []);
      const [result] = await readCut(readText, file, []);
      assert.ok(result !== undefined && "passedOver" in result);
      assert.equal(result.passedOver.reason, "empty-file");
      assert.ok(readText.reasons?.[result.passedOver.reason]);
    }
  }));

test("a file that is no text is told once with what reads it, whatever becomes a sample", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "odd.txt");
    // Any bytes are valid UTF-16.
    const noise = Buffer.concat(
      Array.from({ length: 60 }, (_, number) => createHash("sha512").update(`${number}`).digest()),
    );
    const binary = Buffer.concat([
      Buffer.from("\x7fELF\x02\x01\x01"),
      Buffer.alloc(300),
      Buffer.from("a\n文\n"),
    ]);
    const odd: readonly (readonly [what: string, bytes: Buffer])[] = [
      ...Object.entries(foreignHeads),
      ["binary, or in an encoding that cannot be told", binary],
      ["binary, or in an encoding that cannot be told", noise],
      ["compressed twice", gzipSync(gzipSync(novel))],
    ];
    for (const [what, bytes] of odd) {
      writeFileSync(file, bytes);
      for (const unit of units) {
        const { samples, failures } = await readWith(readText, file, { "sample-by": unit });
        assert.deepEqual([samples.length, countCodes(failures)], [0, { "unsupported-format": 1 }], what);
        assert.match(
          failures[0]?.message ?? "",
          new RegExp(`the file is ${what}; expected plain text: take it`),
        );
      }
    }
    writeFileSync(file, Buffer.from("PK\x03\x04\x14\0\0\0", "latin1"));
    assert.deepEqual(countCodes((await readWith(readText, file)).failures), { "unsupported-compression": 1 });
  }));

test("a wrong byte costs a book a character, and of lines and paragraphs the one that holds it", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "broken.txt");
    const [first, ...others] = novel.split("\n\n");
    writeFileSync(
      file,
      Buffer.concat([Buffer.from(`${first}`), Buffer.from([0xff]), Buffer.from(`\n\n${others}`)]),
    );
    assert.deepEqual(await textsOf(file, {}), [`${first}\uFFFD\n\n${others}`]);
    for (const unit of ["paragraph", "line"] as const) {
      const { samples, failures } = await readWith(readText, file, { "sample-by": unit });
      assert.deepEqual(
        samples.map(({ text }) => text),
        wanted[unit].slice(1),
      );
      assert.deepEqual(countCodes(failures), { "invalid-encoding": 1 });
      assert.equal(failures[0]?.origin, `${file}:1`);
      assert.equal(failures[0]?.raw.at(-1), 0xff);
    }
    writeFileSync(file, `${novel}\uFFFD 是原有的字。`);
    assert.equal((await textsOf(file, { "sample-by": "line" })).length, lines.length + 1);
  }));

test("what is larger than the limit is told with its place, and the rest is read", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "large.txt");
    const long = "长".repeat(300);
    writeFileSync(file, `一\n\n${long}\n${long}\n\n二\n${long}${long}\n三\n`);
    const told = async (unit: Unit) => {
      const { samples, failures } = await readWith(readText, file, {
        "sample-by": unit,
        "max-record-bytes": 1024,
      });
      for (const { message } of failures) assert.match(message, /1024 .*max-record-bytes/);
      const places = failures.map(({ code, origin }) => `${code}${origin.slice(file.length)}`);
      return [samples.map(({ text }) => text).filter((text) => text !== long), places];
    };
    assert.deepEqual(await told("document"), [[], ["record-too-large@0"]]);
    assert.deepEqual(await told("paragraph"), [
      ["一", "二", "三"],
      ["record-too-large:3", "record-too-large:7"],
    ]);
    assert.deepEqual(await told("line"), [["一", "二", "三"], ["record-too-large:7"]]);
  }));

test("a packed book that breaks off is told, and whole paragraphs and lines before the break are read", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "cut.txt.gz");
    const numbers = Array.from({ length: 9000 }, (_, row) => `${Math.imul(row, 2654435761) >>> 0}`);
    writeFileSync(file, gzipSync(numbers.join("\n\n")).subarray(0, -9000));
    for (const unit of units) {
      const { samples, failures } = await readWith(readText, file, { "sample-by": unit });
      assert.deepEqual(countCodes(failures), { "truncated-compression": 1 }, unit);
      assert.match(failures[0]?.message ?? "", /what follows was not read/);
      const texts = samples.map(({ text }) => text);
      assert.deepEqual(texts, unit === "document" ? [] : numbers.slice(0, texts.length));
      assert.ok(unit === "document" || texts.length > 1000);
    }
  }));

test("lines and paragraphs are the same wherever a file is cut, plain or packed", () =>
  inTemporaryFolder(async (folder) => {
    const line = fc.oneof(
      fc.constantFrom("", "", " ", "\u3000", "\uFFFD", "中".repeat(400)),
      fc.string({ unit: fc.constantFrom("中", "a", "，", "\r", " "), maxLength: 9 }),
    );
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });
    const bytesOf = fc.constantFrom<(text: string) => Buffer>(
      (text) => Buffer.from(text),
      (text) => Buffer.from(`\uFEFF${text}`),
      (text) => Buffer.from(`\uFEFF${text}`, "utf16le"),
      (text) => gzipSync(text),
    );
    const file = join(folder, "a.txt");
    const read = async (unit: Unit, cuts: readonly number[], divisible: boolean): Promise<ReadResult[]> => {
      const stage = {
        ...readText,
        parameters: {
          parse: () => readText.parameters.parse({ "sample-by": unit, "max-record-bytes": 1024 }),
        },
        read: (split: Parameters<typeof readText.read>[0], params: Parameters<typeof readText.read>[1]) =>
          readText.read({ ...split, divisible }, params),
      };
      return readCut(stage, file, cuts);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), bytesOf, shares, async (all, encode, at) => {
        writeFileSync(file, encode(all.join("\n")));
        const { size } = statSync(file);
        const cuts = at.map((share) => Math.floor(share * size));
        for (const unit of units)
          assert.deepEqual(await read(unit, cuts, false), await read(unit, [], false));
        // Cut at any byte, lines are told by their offsets, whose numbers nobody knows.
        const unplaced = (results: readonly ReadResult[]) =>
          results.map((result) =>
            "sample" in result
              ? [result.sample.id, result.sample.text]
              : "error" in result && [result.error.code, `${result.raw}`],
          );
        assert.deepEqual(unplaced(await read("line", cuts, true)), unplaced(await read("line", [], false)));
      }),
      { numRuns: 200 },
    );
  }));

test("a large plain file of lines is read by many workers", () => {
  const line = readText.parameters.parse({ "sample-by": "line" });
  assert.ok(readText.divisible("a.TXT", line));
  assert.ok(!readText.divisible("a.txt.gz", line));
  assert.ok(!readText.divisible("a.txt", readText.parameters.parse({})));
});

test("who reads plain text or CSV as JSON is told which source reads it", () =>
  inTemporaryFolder(async (folder) => {
    for (const [name, advice] of [
      ["a.txt", /expected one whole JSON object \(read-text reads plain text\)$/],
      ["a.csv", /expected one whole JSON object \(read-csv reads CSV and TSV\)$/],
      ["a.jsonl", /expected one whole JSON object$/],
    ] as const) {
      writeFileSync(join(folder, name), novel);
      const { failures } = await readRecords(join(folder, name));
      assert.match(failures[0]?.message ?? "", advice);
    }
  }));

test("a folder of books becomes a dataset of texts, with the same bytes for any number of workers", () =>
  inTemporaryFolder(async (folder) => {
    const books = join(folder, "books");
    mkdirSync(books);
    writeFileSync(join(books, "a.txt"), encoded("gb18030", novel));
    writeFileSync(join(books, "b.txt.gz"), gzipSync(novel));
    writeFileSync(join(books, "cover.jpg"), foreignHeads["a JPEG picture"] ?? "");
    const recipe = join(folder, "recipe.yaml");
    writeFileSync(
      recipe,
      `name: books\ninput: { path: ${books} }\nstages:\n  - read-text\n  - write-jsonl\n`,
    );
    const written: string[] = [];
    for (const workers of ["1", "2"]) {
      const output = join(folder, workers);
      const { stderr, code } = await wudao([
        "run",
        recipe,
        "--output",
        output,
        "--workers",
        workers,
        "--quiet",
      ]);
      assert.equal(code, 0, stderr);
      written.push(readFileSync(join(output, "data-00000-of-00001.jsonl"), "utf8"));
    }
    assert.equal(written[1], written[0]);
    const rows = written[0]
      ?.trimEnd()
      .split("\n")
      .map((row) => JSON.parse(row) as { id: string; text: string });
    assert.deepEqual(
      rows?.map(({ id, text }) => [id, text]),
      [
        ["books/a.txt", novel],
        ["books/b.txt.gz", novel],
      ],
    );
  }));

test("real lists of words are read line by line", { skip: withoutData }, async () => {
  const file = join(sharedData ?? "", "lists/stopwords-hit.txt");
  const expected = readFileSync(file, "utf8")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  assert.deepEqual(await textsOf(file, { "sample-by": "line" }), expected);
});
