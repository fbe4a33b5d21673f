import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openDataset } from "../../pipeline/dataset/open-dataset.js";
import { wudao } from "../support/served-wudao.js";
import { inTemporaryFolder } from "../support/wudao.js";

const sinks = {
  "write-jsonl": "{ shard-bytes: 4KiB }",
  "write-arrow": "{ shard-bytes: 4KiB }",
  "write-parquet": "{ shard-bytes: 4KiB }",
};

async function makeDataset(folder: string, sink: keyof typeof sinks, ...options: string[]): Promise<string> {
  const lines = Array.from({ length: 60 }, (_, number) =>
    JSON.stringify({
      id: `doc-${number}`,
      url: `https://example.com/${number}`,
      content: number === 7 ? "短" : `第${number}篇：${"中文语料。".repeat(30)}${number}`,
    }),
  );
  writeFileSync(join(folder, "in.jsonl"), lines.join("\n"));
  writeFileSync(
    join(folder, "recipe.yaml"),
    `name: small\ninput: { path: in.jsonl }\nstages:\n  - read-json: { id: id, url: url }\n  - text-length: { min: 10 }\n  - exact-dedup\n  - ${sink}: ${sinks[sink]}\n`,
  );
  const output = join(folder, "out");
  await wudao(["run", join(folder, "recipe.yaml"), "--output", output, "--quiet", ...options]);
  return output;
}

async function idsOf(output: string): Promise<string[]> {
  const dataset = await openDataset(output);
  const ids: string[] = [];
  for await (const row of dataset.readRows(0, dataset.rows)) ids.push(String(row.id));
  return ids;
}

for (const sink of ["write-jsonl", "write-arrow", "write-parquet"] as const) {
  test(`${sink}: what must be forgotten is nowhere in the folder, every other row and shard is as before`, () =>
    inTemporaryFolder(async (folder) => {
      const output = await makeDataset(folder, sink);
      const before = await idsOf(output);
      const stamps = new Map(readdirSync(output).map((name) => [name, statSync(join(output, name)).mtimeMs]));
      writeFileSync(join(folder, "ids.txt"), "doc-3\ndoc-7\nno-such-id\n");
      writeFileSync(join(folder, "urls.txt"), "https://example.com/4\n");
      const { stdout } = await wudao([
        "forget",
        output,
        "--ids",
        join(folder, "ids.txt"),
        "--urls",
        join(folder, "urls.txt"),
        "--json",
      ]);
      const result = JSON.parse(stdout) as {
        documents: number;
        rewrittenShards: number;
        shards: number;
        blankedLines: number;
        notFound: string[];
      };
      // A mistyped id would leave its document where it is.
      assert.deepEqual(result.notFound, ["no-such-id"]);
      assert.equal(result.documents, 2);
      assert.equal(result.blankedLines, 1);
      assert.ok(result.shards > 3 && result.rewrittenShards < result.shards, stdout);
      assert.deepEqual(
        await idsOf(output),
        before.filter((id) => id !== "doc-3" && id !== "doc-4"),
      );
      await wudao(["verify", output]);
      const untouched = readdirSync(output).filter(
        (name) => name.startsWith("data-") && !name.includes("-r1"),
      );
      for (const name of untouched) assert.equal(statSync(join(output, name)).mtimeMs, stamps.get(name));
      for (const name of readdirSync(output, { recursive: true, encoding: "utf8" })) {
        if (!statSync(join(output, name)).isFile()) continue;
        assert.ok(!readFileSync(join(output, name)).includes("第3篇"), name);
      }
      // Once more: another revision, and nothing to do for the same ids.
      assert.match(
        (await wudao(["forget", output, "--ids", join(folder, "ids.txt")])).stdout,
        /^0 documents[\s\S]*\nnot found: 3 of those named, doc-3, doc-7, no-such-id\n$/,
      );
      writeFileSync(join(folder, "ids.txt"), before.slice(5, 40).join("\n"));
      await wudao(["forget", output, "--ids", join(folder, "ids.txt")]);
      assert.equal((await idsOf(output)).length, before.length - 37);
      await wudao(["verify", output]);
    }));
}

test("a forget that was killed leaves nothing of a withdrawn document for good: the next one removes it", () =>
  inTemporaryFolder(async (folder) => {
    const output = await makeDataset(folder, "write-jsonl", "--index", "kept");
    const before = join(folder, "before");
    cpSync(output, before, { recursive: true });
    const ids = join(folder, "ids.txt");
    writeFileSync(ids, "doc-3\ndoc-7\n");
    const rejects = "rejects/stream-0/00000.jsonl";
    const whole = readFileSync(join(output, rejects));
    // Stops it behind the new manifest.
    writeFileSync(join(output, rejects), "no JSON\n");
    const { stderr } = await wudao(["forget", output, "--ids", ids], 4);
    assert.match(stderr, /error \[bad-rejects\]: .*00000\.jsonl: line 1 is broken/);
    assert.ok(!(await idsOf(output)).includes("doc-3"));
    assert.ok(!existsSync(join(output, "report.html")) && !existsSync(join(output, ".run")));
    writeFileSync(join(output, rejects), whole);
    // As if killed before it removed the old shard, and within a new one and a new file of rejects.
    const kept = readdirSync(output);
    const [old = ""] = readdirSync(before).filter((name) => /^data-00000-/.test(name));
    for (const name of [old, `${old.replace(".", "-r7.")}.tmp`])
      cpSync(join(before, old), join(output, name));
    const abandoned = join(
      output,
      `${rejects}.new.${hostname().replace(/[^\w-]/g, "_")}.${spawnSync("true").pid}.0.tmp`,
    );
    writeFileSync(abandoned, "第3篇");
    await wudao(["forget", output, "--ids", ids]);
    // And again, before it removed the old part of the index.
    cpSync(join(before, "index/exact-dedup"), join(output, "index/exact-dedup"), { recursive: true });
    writeFileSync(join(output, "data.jsonl"), "mine");
    await wudao(["forget", output, "--ids", ids]);
    rmSync(join(output, "data.jsonl"));
    assert.deepEqual(readdirSync(output), kept);
    for (const name of readdirSync(output, { recursive: true, encoding: "utf8" })) {
      if (!statSync(join(output, name)).isFile()) continue;
      assert.ok(!/第3篇|doc-3"|doc-7"/.test(readFileSync(join(output, name), "utf8")), name);
    }
    assert.deepEqual(
      readdirSync(join(output, "index/exact-dedup")).filter((name) => !name.endsWith("-r1")),
      [],
    );
    await wudao(["verify", output]);
  }));
