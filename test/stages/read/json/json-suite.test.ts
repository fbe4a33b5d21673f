/** JSONTestSuite (Nicolas Seriot): each of its texts as a field of a record, on a line and in an array. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { inTemporaryFolder, sharedData, withoutData } from "../../../support/wudao.js";
import { readRecords } from "../read-records.js";

/** The regular files of a tar archive (ustar: a header of 512 bytes, the content padded to 512). */
function membersOf(tar: Buffer): { name: string; content: Buffer }[] {
  const members: { name: string; content: Buffer }[] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const name = tar.toString("latin1", at, at + 100).replace(/\0.*$/s, "");
    const size = Number.parseInt(tar.toString("latin1", at + 124, at + 136), 8);
    const kind = tar.toString("latin1", at + 156, at + 157);
    if (kind === "0" || kind === "\0") {
      members.push({ name: basename(name), content: tar.subarray(at + 512, at + 512 + size) });
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return members;
}

const suite =
  sharedData === undefined
    ? []
    : membersOf(gunzipSync(readFileSync(join(sharedData, "bad-input/jsontestsuite.tar.gz"))));

const goodRecord = '{"content":"好"}';

function embed(content: Buffer, before: string, after: string): Buffer {
  return Buffer.concat([Buffer.from(before), content, Buffer.from(after)]);
}

test("valid JSON of any kind in a record's other fields costs no record", { skip: withoutData }, () =>
  inTemporaryFolder(async (folder) => {
    const valid = suite.filter(({ name }) => name.startsWith("y_"));
    assert.equal(valid.length, 61);
    for (const { name, content } of valid) {
      // A line feed between tokens is valid JSON, but ends a line.
      const oneLine = Buffer.from(content.toString("latin1").replace(/[\r\n]/g, " "), "latin1");
      for (const [ending, bytes] of [
        ["jsonl", embed(oneLine, '{"content":"文","extra":', `}\n${goodRecord}\n`)],
        ["json", embed(content, '[\n{"content":"文","extra":', `},\n${goodRecord}]`)],
      ] as const) {
        const file = join(folder, `${name}.${ending}`);
        writeFileSync(file, bytes);
        const { samples, failures } = await readRecords(file);
        assert.deepEqual(failures, [], `${name} as ${ending}`);
        assert.deepEqual(
          samples.map(({ text }) => text),
          ["文", "好"],
          name,
        );
      }
    }
  }),
);

test("broken JSON is never taken for a record, and on lines costs only its own", { skip: withoutData }, () =>
  inTemporaryFolder(async (folder) => {
    const broken = suite.filter(({ name }) => name.startsWith("n_"));
    assert.equal(broken.length, 114);
    for (const { name, content } of broken) {
      const oneLine = Buffer.from(content.toString("latin1").replace(/[\r\n]/g, " "), "latin1");
      const lines = join(folder, `${name}.jsonl`);
      writeFileSync(lines, embed(oneLine, '{"content":"文","extra":', `}\n${goodRecord}\n`));
      const onLines = await readRecords(lines);
      assert.equal(onLines.failures.length, 1, name);
      assert.ok(onLines.failures[0]?.origin.endsWith(":1"), name);
      assert.deepEqual(
        onLines.samples.map(({ text }) => text),
        ["好"],
        name,
      );
      const array = join(folder, `${name}.json`);
      writeFileSync(array, embed(content, '[\n{"content":"文","extra":', `},\n${goodRecord}]`));
      const inArray = await readRecords(array);
      assert.ok(inArray.failures.length > 0, name);
      assert.ok(
        // `{}}` closes the record itself; the brace that is left over is what fails.
        content.toString() === "{}}" || inArray.samples.every(({ text }) => text === "好"),
        name,
      );
    }
  }),
);

test(
  "every text of the suite as a file of its own ends in records or told failures",
  { skip: withoutData },
  () =>
    inTemporaryFolder(async (folder) => {
      assert.equal(suite.length, 211);
      for (const { name, content } of suite) {
        const file = join(folder, name);
        writeFileSync(file, content);
        const { samples, failures } = await readRecords(file);
        assert.deepEqual(samples, [], `${name} holds no text`);
        if (content.toString("latin1").trim() !== "" && !/^\s*\[\s*\]\s*$/.test(content.toString("latin1")))
          assert.ok(failures.length > 0, name);
      }
    }),
);
