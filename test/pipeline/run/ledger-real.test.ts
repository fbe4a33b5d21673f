/** The ledger of a run over real corpora, against a count that shares no code with the reader. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { Decoder } from "@toondepauw/node-zstd";
import type { WholeLedger } from "../../../pipeline/run/ledger-file.js";
import { wudao } from "../../support/served-wudao.js";
import { inTemporaryFolder, sharedData, withoutData } from "../../support/wudao.js";

const folder = join(sharedData ?? "", "zh-web");

/** Lines of a file that hold anything, decoded by the libraries alone. */
function* linesOf(file: string): Generator<string> {
  const packed = readFileSync(file);
  const bytes = file.endsWith(".gz")
    ? gunzipSync(packed)
    : file.endsWith(".zst")
      ? new Decoder().decodeSync(packed)
      : packed;
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed;
    const line = bytes.toString("utf8", start, end);
    if (line.trim() !== "") yield line;
    start = end + 1;
  }
}

/** How often each key stands in the files, counted into `into`. Every line must have one. */
function countKeys(
  files: readonly string[],
  key: RegExp,
  into = new Map<string, number>(),
): Map<string, number> {
  for (const file of files) {
    for (const line of linesOf(file)) {
      const value = key.exec(line)?.[1];
      assert.ok(value !== undefined, `a line of ${file} has no key`);
      into.set(value, (into.get(value) ?? 0) + 1);
    }
  }
  return into;
}

function filesUnder(parent: string, ending: RegExp): string[] {
  return readdirSync(parent, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

test(
  "every record of the real corpora is written or set aside with a reason, and none twice",
  {
    skip: withoutData,
  },
  () =>
    inTemporaryFolder(async (temporary) => {
      const recipe = join(temporary, "recipe.yaml");
      const output = join(temporary, "out");
      writeFileSync(
        recipe,
        `name: account\ninput: {path: ${folder}}\nstages:\n  - read-json\n  - text-length: {min: 40, max: 20000}\n  - write-jsonl\n`,
      );
      await wudao(["run", recipe, "--output", output, "--quiet"]);
      const ledger = JSON.parse(readFileSync(join(output, "ledger.json"), "utf8")) as WholeLedger;

      const sources = filesUnder(folder, /./);
      assert.ok(sources.length >= 8);
      const inFile = new Map<string, number>();
      const wanted = new Map<string, number>();
      for (const file of sources) {
        const before = total(wanted);
        countKeys([file], /"uniqueKey": ?"([^"]+)"/, wanted);
        inFile.set(file, total(wanted) - before);
      }

      const readFrom = new Map<string, number>();
      for (const { file, stages } of ledger.splits) {
        const [read] = stages;
        readFrom.set(file, (readFrom.get(file) ?? 0) + (read?.in ?? 0));
        assert.deepEqual(read?.failed, {}, `failures of ${file}`);
      }
      assert.deepEqual(readFrom, inFile);
      assert.equal(ledger.records, total(wanted));
      assert.equal(ledger.written + ledger.dropped, ledger.records);
      assert.ok(ledger.dropped > 1000, "the filter has something to do");

      const id = /"id": ?"([^"]+)"/;
      const written = countKeys(filesUnder(output, /^data-.*jsonl/), id);
      assert.equal(total(written), ledger.written);
      const rejected = countKeys(filesUnder(join(output, "rejects"), /./), id);
      assert.equal(total(rejected), ledger.dropped);
      const accounted = new Map(written);
      for (const [key, times] of rejected) accounted.set(key, (accounted.get(key) ?? 0) + times);
      assert.equal(accounted.size, wanted.size);
      for (const [key, times] of wanted) assert.equal(accounted.get(key), times, `record ${key}`);
    }),
);

function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const each of counts.values()) sum += each;
  return sum;
}
