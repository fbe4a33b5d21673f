/** Length buckets of whole datasets, through the command line: runs of one length stay whole whatever lays the rows out. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDataset } from "../../../pipeline/dataset/open-dataset.js";
import { locateToken } from "../../../pipeline/report/locate/locate-token.js";
import { wudao } from "../../support/served-wudao.js";
import { checksums, inTemporaryFolder } from "../../support/wudao.js";

const bucketRows = 4;

interface PaddedRow {
  readonly id: string;
  readonly length: number;
  readonly paddedLength: number;
}

function writeInputs(folder: string): void {
  for (const [name, count] of [
    ["news", 230],
    ["laws", 110],
  ] as const) {
    const lines = Array.from({ length: count }, (_, at) =>
      JSON.stringify({ id: `${name}-${at}`, text: `第${at}篇。${"大规模语料".repeat((at * 7) % 23)}` }),
    );
    writeFileSync(join(folder, `${name}.jsonl`), `${lines.join("\n")}\n`);
  }
}

async function run(folder: string, output: string, tail: string, order = "", workers = 1): Promise<string> {
  const recipe = join(folder, `${output}.yaml`);
  writeFileSync(
    recipe,
    `name: padded
seed: 5
split-bytes: 8KiB
input: [{ name: news, path: news.jsonl }, { name: laws, path: laws.jsonl }]
stages:
  - read-json
  - tokenize
  - pad: { sequence-length: 64, length-buckets: [8, 16, 32], bucket-rows: ${bucketRows}, tail: ${tail} }
${order}  - write-arrow: { shard-bytes: 8KiB }
`,
  );
  const out = join(folder, output);
  await wudao(["run", recipe, "--output", out, "--workers", String(workers), "--quiet"]);
  await wudao(["verify", out]);
  return out;
}

async function rowsOf(output: string): Promise<PaddedRow[]> {
  const dataset = await openDataset(output);
  assert.deepEqual(
    dataset.columns.map(({ name }) => name),
    ["id", "input_ids", "length", "padded_length"],
  );
  const found: PaddedRow[] = [];
  for await (const { id, input_ids: ids, length, padded_length: paddedLength } of dataset.readRows(
    0,
    dataset.rows,
  )) {
    assert.equal((ids as Uint16Array).length, paddedLength);
    found.push({ id: String(id), length: Number(length), paddedLength: Number(paddedLength) });
  }
  return found;
}

function checkRuns(rows: readonly PaddedRow[]): void {
  assert.ok(rows.length > 20 && rows.length % bucketRows === 0, String(rows.length));
  rows.forEach(({ paddedLength }, at) => {
    assert.equal(paddedLength, rows[at - (at % bucketRows)]!.paddedLength);
  });
}

const shuffle = "  - shuffle: { bucket-bytes: 4KiB }\n";

test("bucketed rows depend on no number of workers, none is lost, and the manifest tells rows and padding of each length", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder);
    const one = await run(folder, "one", "keep", "", 1);
    // The recipe's name stays in the plan, the file's does not.
    assert.deepEqual(checksums(await run(folder, "three", "keep", "", 3)), checksums(one));
    const rows = await rowsOf(one);
    assert.equal(new Set(rows.map(({ id }) => id)).size, 340);
    const { facts } = JSON.parse(readFileSync(join(one, "manifest.json"), "utf8")) as {
      facts: Readonly<Record<string, number>>;
    };
    for (const length of [8, 16, 32, 64]) {
      const own = rows.filter(({ paddedLength }) => paddedLength === length);
      assert.ok(own.length > 0);
      assert.equal(facts[`rows-${length}`], own.length);
      assert.equal(
        facts[`padding-tokens-${length}`],
        own.reduce((sum, row) => sum + length - row.length, 0),
      );
    }
  }));

test("a shuffle moves whole runs: batches of bucket-rows have one length, read from the front, in a new order", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder);
    const plain = await rowsOf(await run(folder, "plain", "drop"));
    checkRuns(plain);
    const output = await run(folder, "shuffled", "drop", shuffle);
    const shuffled = await rowsOf(output);
    checkRuns(shuffled);
    assert.deepEqual(checksums(await run(folder, "again", "drop", shuffle, 1)), checksums(output));
    const runsOf = (rows: readonly PaddedRow[]): string[] =>
      rows.flatMap((_, at) =>
        at % bucketRows === 0 ? [JSON.stringify(rows.slice(at, at + bucketRows))] : [],
      );
    assert.notDeepEqual(runsOf(shuffled), runsOf(plain));
    assert.deepEqual(runsOf(shuffled).sort(), runsOf(plain).sort());
  }));

test("a mixture repeats and leaves out whole runs, so that a batch of one length stays one", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder);
    const mix = "  - mix: { sources: { news: { epochs: 1.5 }, laws: { epochs: 2 } }, bucket-bytes: 4KiB }\n";
    for (const [name, order] of [
      ["mixed", mix],
      ["both", `${mix}${shuffle}`],
    ] as const) {
      const rows = await rowsOf(await run(folder, name, "drop", order));
      checkRuns(rows);
      // A document that is cut has rows of different lengths.
      const of = (source: string): string[] =>
        rows.flatMap(({ id, length }) => (id.startsWith(source) ? [`${id}:${length}`] : []));
      const laws = of("laws");
      assert.equal(laws.length, 2 * new Set(laws).size);
      const news = of("news");
      const distinct = new Set(news).size;
      const repeated = news.length - distinct;
      assert.ok(repeated > 0 && repeated < distinct, `${repeated} of ${distinct}`);
    }
  }));

test("a padded row leads back to its document, and padding to none", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder);
    const output = await run(folder, "located", "keep", shuffle);
    const dataset = await openDataset(output);
    let at = 0;
    for (const [shard, { rows }] of dataset.shards.entries()) {
      for await (const { id, length, padded_length: padded } of dataset.readRows(at, 1)) {
        const { document } = await locateToken(output, String(shard), `0:${Number(length) - 1}`);
        assert.equal(document?.id, id);
        // The rest of a document that is cut begins at a multiple of the row's length.
        assert.equal(Number(document?.offset) % 64, Number(length) - 1);
        if (Number(length) < Number(padded))
          assert.equal(
            (await locateToken(output, String(shard), `0:${length}`)).unknown,
            "the token is padding",
          );
      }
      at += rows;
    }
    assert.ok(dataset.shards.length > 2);
  }));

test("inspect shows padded rows as their documents, and padding as padding", () =>
  inTemporaryFolder(async (folder) => {
    writeInputs(folder);
    const output = await run(folder, "inspected", "keep");
    const { stdout } = await wudao(["inspect", output, "--rows", "40"]);
    assert.match(stdout, /row 0: \d+ tokens, 1 document/);
    assert.match(stdout, /\[0, (\d+)\) 第.*\n +\[\1, \d+\) padding/);
    assert.match(stdout, /rows-16: \d+/);
  }));
