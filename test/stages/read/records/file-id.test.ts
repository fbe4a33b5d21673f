/** Documents without an id of their own. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { inputRoot } from "../../../../pipeline/recipe/input-root.js";
import { fileId } from "../../../../stages/read/records/file-id.js";
import { wudao } from "../../../support/served-wudao.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

const texts = {
  "read-text": { ending: "txt", content: "床前明月光。" },
  "read-html": { ending: "html", content: "<p>床前明月光。</p>" },
  "read-json": { ending: "jsonl", content: '{"text":"床前明月光。"}' },
  "read-csv": { ending: "csv", content: "text,year\n床前明月光。,726" },
  "read-fasta": { ending: "fasta", content: ">\nMKV" },
} as const;
const files = ["a/x/1", "a/y/1", "b/x/1", "1"];

/** The ids of a run over some paths. */
async function idsOf(
  reader: string,
  input: object,
  folder: string,
  output = join(folder, "out"),
): Promise<string[]> {
  const recipe = join(folder, `${reader}.yaml`);
  writeFileSync(recipe, JSON.stringify({ name: "ids", input, stages: [reader, "write-jsonl"] }));
  await wudao(["run", recipe, "--output", output, "--quiet"]);
  return readFileSync(join(output, "data-00000-of-00001.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { id: string }).id);
}

for (const [reader, { ending, content }] of Object.entries(texts))
  test(`two files of one name in different folders have different ids, and keep them when the data moves (${reader})`, () =>
    inTemporaryFolder(async (folder) => {
      for (const name of files) {
        const file = join(folder, "here/data", `${name}.${ending}`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
      cpSync(join(folder, "here"), join(folder, "there"), { recursive: true });
      const ids = await idsOf(reader, { path: "here/data" }, folder);
      assert.deepEqual(
        ids.map((id) => id.replace(/#\d+$/, "")),
        files.map((name) => `data/${name}.${ending}`).sort(),
      );
      assert.deepEqual(await idsOf(reader, { path: "there/data" }, folder, join(folder, "moved")), ids);
    }));

test("files of one name in two inputs, or in two paths of one, have different ids", () =>
  inTemporaryFolder(async (folder) => {
    for (const name of ["a", "b"]) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "1.txt"), "床前明月光。");
    }
    const inputs = ["a", "b"].map((name) => ({ name: `of-${name}`, path: `${name}/1.txt` }));
    assert.deepEqual(await idsOf("read-text", inputs, folder), ["of-a/1.txt", "of-b/1.txt"]);
    const paths = { name: "both", path: ["a", "b"] };
    assert.deepEqual(await idsOf("read-text", paths, folder, join(folder, "both")), [
      "both/a/1.txt",
      "both/b/1.txt",
    ]);
  }));

test("files of one name on a disk and in a store have different ids", () => {
  const input = { input: "news", root: inputRoot(["s3://raw/news", "/data/news"]) };
  const files = ["s3://raw/news/2023/a.jsonl", "s3://raw/news/2024/a.jsonl", "/data/news/2024/a.jsonl"];
  assert.deepEqual(
    files.map((file) => fileId({ ...input, file })),
    ["news/s3://raw/news/2023/a.jsonl", "news/s3://raw/news/2024/a.jsonl", "news/data/news/2024/a.jsonl"],
  );
});

test("an object of a store has its name below the folder of the input", () => {
  const split = { input: "news", root: "s3://raw/news", file: "s3://raw/news/2024/a.jsonl" };
  assert.equal(fileId(split), "news/2024/a.jsonl");
});
