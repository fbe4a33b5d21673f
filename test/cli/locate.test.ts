/** `wudao locate` against the truth: the token that it is asked for must stand where it says, in the text that it leads to. */
import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { loadCatalogue } from "../../pipeline/cli/load.js";
import { openDataset } from "../../pipeline/dataset/open-dataset.js";
import { locateToken } from "../../pipeline/report/locate/locate-token.js";
import { retrace } from "../../pipeline/report/locate/retrace.js";
import { wudao } from "../support/served-wudao.js";
import { inTemporaryFolder, root } from "../support/wudao.js";

interface Told {
  readonly token: number;
  readonly text: string;
  readonly document: { readonly id: string; readonly origin: string };
  readonly trace: {
    readonly source: string;
    readonly file: string;
    readonly textRead: string;
    readonly stages: readonly {
      readonly stage: string;
      readonly change?: { readonly before: string; readonly after: string };
      readonly scores?: Readonly<Record<string, number>>;
    }[];
  };
}

const zh = join(root, "data-samples/zh.jsonl");

async function run(folder: string, stages: string): Promise<string> {
  const recipe = join(folder, "recipe.yaml");
  writeFileSync(
    recipe,
    `name: located
seed: 2
input: [{ name: zh, path: ${zh} }, { name: mine, path: mine.jsonl }]
stages:
  - read-json
  - unicode-repair
  - han-spaces
  - min-han: { min: 2 }
  - exact-dedup
  - simplify
  - tokenize
${stages}`,
  );
  const mine = Array.from({ length: 60 }, (_, at) =>
    JSON.stringify({ id: `mine-${at}`, text: `第 ${at} 篇 繁體 文本，${"內容".repeat(at % 7)}結束。` }),
  );
  writeFileSync(join(folder, "mine.jsonl"), `${mine.join("\n")}\n`);
  const output = join(folder, "out");
  await wudao(["run", recipe, "--output", output, "--force", "--quiet"]);
  await wudao(["verify", output]);
  return output;
}

/** Asks for every 23rd token of every shard; tells how many were found, and how many are padding. */
async function locateAll(output: string): Promise<{ found: number; padding: number }> {
  const catalogue = await loadCatalogue();
  const tokenizer = await catalogue.tokenizers.open("default", root);
  const dataset = await openDataset(output);
  const texts = new Map<string, Uint32Array>();
  let found = 0;
  let padding = 0;
  for (const [index, shard] of dataset.shards.entries()) {
    for (let at = 0; at < shard.rows * 64; at += 23) {
      const { document, token, unknown } = await locateToken(output, String(index), String(at));
      if (document === undefined) {
        assert.equal(unknown, "the token is padding");
        padding++;
        continue;
      }
      let ids = texts.get(document.id);
      if (ids === undefined) {
        const { textWritten } = await retrace(output, catalogue, document);
        ids = tokenizer.encode(textWritten).slice();
        texts.set(document.id, ids);
      }
      // Behind its text a document has the end-of-text token.
      if (document.offset < ids.length) assert.equal(token, ids[document.offset], JSON.stringify(document));
      else assert.ok(document.offset === ids.length && tokenizer.specialIds.has(token ?? -1));
      found++;
    }
  }
  return { found, padding };
}

for (const [how, stages] of [
  ["packed", "  - pack: { sequence-length: 64 }\n"],
  [
    "mixed, shuffled, packed and shuffled again",
    `  - mix: { sources: { zh: { epochs: 1.5 }, mine: { epochs: 2 } } }
  - shuffle: { bucket-bytes: 4KiB }
  - pack: { sequence-length: 64 }
  - shuffle: { bucket-bytes: 4KiB }
`,
  ],
  [
    "fitted and shuffled",
    "  - pack-best-fit: { sequence-length: 64 }\n  - shuffle: { bucket-bytes: 4KiB }\n",
  ],
] as const) {
  test(`any token of a ${how} dataset is found in its document, at its very place`, () =>
    inTemporaryFolder(async (folder) => {
      const output = await run(folder, `${stages}  - write-arrow: { shard-bytes: 4KiB }\n`);
      const { found, padding } = await locateAll(output);
      assert.ok(
        found > 100 && (how !== "fitted and shuffled" || padding > 1),
        JSON.stringify({ found, padding }),
      );
    }));
}

test("the command tells the record, what each stage changed and what filters measured", () =>
  inTemporaryFolder(async (folder) => {
    const output = await run(folder, "  - pack: { sequence-length: 64 }\n  - write-arrow\n");
    const dataset = await openDataset(output);
    const last = `${dataset.rows - 1}:1`;
    const told = JSON.parse((await wudao(["locate", output, "0", last, "--json"])).stdout) as Told;
    assert.match(told.document.origin, /mine\.jsonl/);
    assert.equal(told.trace.source, "mine");
    const stages = new Map(told.trace.stages.map((stage) => [stage.stage, stage]));
    assert.match(stages.get("han-spaces")?.change?.before ?? "", /篇 繁體 文本/);
    assert.match(stages.get("simplify")?.change?.after ?? "", /繁体文本/);
    assert.ok((stages.get("min-han")?.scores?.["min-han"] ?? 0) > 5);
    const { stdout } = await wudao(["locate", output, "data-00000-of-00001.arrow", last]);
    assert.match(stdout, /record .*mine\.jsonl/);
    assert.match(stdout, /exact-dedup +kept it/);
    assert.match((await wudao(["locate", output, "3", "0:0"], 2)).stderr, /has no shard "3"/);
    assert.match((await wudao(["locate", output, "0", "99999:0"], 2)).stderr, /no row 99999/);
    appendFileSync(join(folder, "mine.jsonl"), "\n");
    assert.match((await wudao(["locate", output, "0", last], 4)).stderr, /changed since the run/);
    await wudao(["locate", output, "0", last, "--no-trace"]);
  }));

test("a document that an earlier version called by another name has its place told all the same", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = join(folder, "recipe.yaml");
    const output = join(folder, "out");
    mkdirSync(join(folder, "data/a"), { recursive: true });
    writeFileSync(join(folder, "data/a/1.txt"), "床前明月光。");
    const stages = ["read-text", "tokenize", { pack: { "sequence-length": 8 } }, "write-arrow"];
    writeFileSync(recipe, JSON.stringify({ name: "named", input: "data", stages }));
    await wudao(["run", recipe, "--output", output, "--quiet"]);
    const path = join(output, ".run/plan.json");
    // Plans of these versions did not tell where an input begins.
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(/,"root":"[^"]*"/g, ""));
    const { stderr } = await wudao(["locate", output, "0", "0:0"], 4);
    assert.match(stderr, /does not give the document data\/a\/1\.txt any more.* --no-trace tells its place/);
    assert.match((await wudao(["locate", output, "0", "0:0", "--no-trace"])).stdout, /data\/a\/1\.txt/);
  }));

test("a document of a text dataset is led back to its record, which a forget leaves as the only thing to tell", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = join(folder, "recipe.yaml");
    const lines = Array.from({ length: 40 }, (_, at) =>
      JSON.stringify({ id: `t-${at}`, text: `第 ${at} 篇` }),
    );
    writeFileSync(join(folder, "in.jsonl"), lines.join("\n"));
    writeFileSync(
      recipe,
      "name: texts\nsplit-bytes: 200\ndecide: later\ninput: { path: in.jsonl }\nstages: [read-json, min-han, shuffle, write-jsonl]\n",
    );
    const output = join(folder, "out");
    await wudao(["run", recipe, "--output", output, "--quiet"]);
    const places = new Set<string>();
    for (const row of [0, 13, 39]) {
      const told = JSON.parse((await wudao(["locate", output, "0", `${row}`, "--json"])).stdout) as Told;
      assert.equal(told.trace.textRead, told.document.id.replace(/^t-(.*)/, "第 $1 篇"));
      // Kept scores are told, too.
      assert.deepEqual(told.trace.stages[0]?.scores, { "min-han": 2 });
      places.add(told.document.origin.replace(/.*in\.jsonl(.).*/, "$1"));
    }
    // Records of the file's beginning are known by their lines, others by their bytes.
    assert.deepEqual([...places].sort(), [":", "@"]);
    writeFileSync(join(folder, "ids.txt"), "t-5\n");
    await wudao(["forget", output, "--ids", join(folder, "ids.txt")]);
    assert.match(
      (await wudao(["locate", output, "0", "0"], 4)).stderr,
      /no-run.*those that forget has changed/,
    );
    await wudao(["locate", output, "0", "0", "--no-trace"]);
  }));

test("a title that a stage mended is told, of a text that it left as it was: nothing changed, it was said", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = join(folder, "recipe.yaml");
    writeFileSync(join(folder, "in.jsonl"), '{"title": "登西樓", "text": "白日依山尽"}\n');
    writeFileSync(
      recipe,
      "name: poems\ninput: { path: in.jsonl }\nstages: [read-json, simplify, unicode-repair, write-jsonl]\n",
    );
    const output = join(folder, "out");
    await wudao(["run", recipe, "--output", output, "--quiet"]);
    const { stdout } = await wudao(["locate", output, "0", "0"]);
    assert.match(stdout, /^ {2}simplify +title changed: "登西樓" to "登西楼"$/m);
    assert.match(stdout, /^ {2}unicode-repair +nothing changed$/m);
  }));

test("a document is led back to its own file, whatever other file's name its own begins with", () =>
  inTemporaryFolder(async (folder) => {
    const [plain, packed] = [join(folder, "in/a.jsonl"), join(folder, "in/a.jsonl.gz")];
    mkdirSync(join(folder, "in"));
    writeFileSync(plain, '{"id": "plain", "text": "白日依山尽"}\n');
    writeFileSync(packed, gzipSync('{"id": "packed", "text": "黄河入海流"}\n'));
    const recipe = join(folder, "recipe.yaml");
    writeFileSync(recipe, "name: two\ninput: { path: in }\nstages: [read-json, write-jsonl]\n");
    const output = join(folder, "out");
    await wudao(["run", recipe, "--output", output, "--quiet"]);
    rmSync(plain);
    const { trace } = JSON.parse((await wudao(["locate", output, "0", "1", "--json"])).stdout) as Told;
    assert.deepEqual([trace.file, trace.textRead], [packed, "黄河入海流"]);
  }));

test("rows of GLM tell the documents that they join, and never a wrong one", () =>
  inTemporaryFolder(async (folder) => {
    const output = await run(
      folder,
      "  - glm-blocks: { sequence-length: 64 }\n  - shuffle\n  - write-arrow\n",
    );
    const dataset = await openDataset(output);
    let joined = 0;
    let row = 0;
    for await (const { length } of dataset.readRows(0, dataset.rows)) {
      const { documents, document } = await locateToken(output, "0", `${row++}:0`);
      assert.ok(documents.length > 0 && Number(length) > 0);
      assert.equal(document !== undefined, documents.length === 1);
      if (documents.length > 1) joined++;
    }
    assert.ok(joined > 0, String(joined));
  }));

test("a dataset that keeps no origins says so", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = join(folder, "recipe.yaml");
    writeFileSync(
      recipe,
      `name: bare\norigins: none\ninput: { path: ${zh} }\nstages: [read-json, tokenize, pack: { sequence-length: 64 }, write-arrow]\n`,
    );
    await wudao(["run", recipe, "--output", join(folder, "out"), "--quiet"]);
    assert.match((await wudao(["locate", join(folder, "out"), "0", "0:0"], 4)).stderr, /origins: keep/);
  }));
