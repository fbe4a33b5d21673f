/** Real records in the form that WuDaoCorpora is released in (one array a file), and in the others that people have. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { Encoder } from "@toondepauw/node-zstd";
import { inTemporaryFolder, sharedData, withoutData } from "../../support/wudao.js";
import { readRecords } from "./read-records.js";

test(
  "a real corpus reads the same as lines, as an array, as a table export, packed or not",
  {
    skip: withoutData,
  },
  () =>
    inTemporaryFolder(async (folder) => {
      const packed = readFileSync(join(sharedData ?? "", "zh-web/pingcap-docs-00000.jsonl.gz"));
      const lines = gunzipSync(packed).toString("utf8").trimEnd().split("\n");
      const records = lines.map((line) => JSON.parse(line) as { uniqueKey: string; content: string });
      const wanted = records.map(({ uniqueKey, content }) => [uniqueKey, content]);
      const array = `[${lines.join(",")}]`;
      const halves = [lines.slice(0, 600), lines.slice(600)].map((half) =>
        Buffer.from(`${half.join("\n")}\n`),
      );
      const frames = await Promise.all(halves.map((half) => new Encoder(3).encode(half)));
      for (const [name, bytes] of Object.entries({
        "lines.jsonl": `${lines.join("\n")}\n`,
        "part-2021000.json": array,
        "pretty.json": JSON.stringify(records, null, 4),
        "one-a-line.json": `[\n${lines.join(",\n")}\n]\n`,
        "table.json": `{"RECORDS":${array}}`,
        "array.json.gz": gzipSync(array),
        "frames.jsonl.zst": Buffer.concat(frames),
        "members.jsonl.gz": Buffer.concat(halves.map((half) => gzipSync(half))),
        "packed-under-a-plain-name.jsonl": packed,
      })) {
        const file = join(folder, name);
        writeFileSync(file, bytes);
        // Small splits: files that are not lines must be read once all the same.
        const { samples, failures } = await readRecords(file, {}, 1 << 20);
        assert.deepEqual(failures, [], name);
        assert.equal(samples.length, wanted.length, name);
        for (const [index, { id, text }] of samples.entries())
          assert.ok(id === wanted[index]?.[0] && text === wanted[index]?.[1], `${name}: record ${index}`);
      }
    }),
);
