/** Runs that read from a store, through every fault of the way, against the same run over local files. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Spoiling, startSpoiling } from "../../pipeline/chaos/spoiling-proxy.js";
import { type S3Server, secret, startS3, withoutS3 } from "../support/s3-server.js";
import { checksums, endOf, inTemporaryFolder, root, startWith, wudao } from "../support/wudao.js";

const samples = join(root, "data-samples");

describe("inputs in a store", { skip: withoutS3 }, () => {
  let server: S3Server;
  let wanted: Readonly<Record<string, string>>;
  before(async () => {
    server = await startS3("corpus");
    for (const name of readdirSync(samples))
      await server.put(join(samples, name), `s3://corpus/samples/${name}`);
    wanted = await inTemporaryFolder(async (folder) => {
      await wudao(args(join(samples, "*.jsonl"), folder));
      return shards(folder);
    });
    assert.ok(Object.keys(wanted).length > 0);
  });
  after(() => server.stop());

  const args = (input: string, output: string): string[] => [
    ...["run", "configs/quickstart.yaml", "--quiet", "--workers", "2"],
    ...["--input", input, "--output", output],
  ];
  const run = (input: string, output: string, port?: number, code = 0) =>
    endOf(startWith(server.environment(port), ...args(input, output)), args(input, output), code);

  for (const input of ["s3://corpus/samples/*.jsonl", "s3://corpus/*/*.jsonl"]) {
    test(`a run over ${input} gives the rows of the run over local files`, () =>
      inTemporaryFolder(async (folder) => {
        await run(input, folder);
        assert.deepEqual(shards(folder), wanted);
        assert.ok(!everything(folder).includes(secret), "the secret key stands in a file of the run");
      }));
  }

  test("a folder of a store is searched for the files that the source reads", () =>
    inTemporaryFolder(async (folder) => {
      for (const name of ["a.jsonl", "deep/b.JSONL", ".hidden/c.jsonl", "d.txt"])
        await server.put(join(samples, "zh.jsonl"), `s3://corpus/only/${name}`);
      const { stdout } = await run("s3://corpus/only", folder);
      assert.match(stdout, /^not read as input: 1 file in its folders .*d\.txt$/m);
      const { files } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
        files: { file: string; version: string }[];
      };
      assert.deepEqual(
        files.map(({ file }) => file),
        ["s3://corpus/only/a.jsonl", "s3://corpus/only/deep/b.JSONL"],
      );
      assert.ok(files.every(({ version }) => /\w/.test(version)));
    }));

  test("a folder of a store with nothing but hidden objects is told as one, not as a wrong name", () =>
    inTemporaryFolder(async (folder) => {
      await server.put(join(samples, "zh.jsonl"), "s3://corpus/hidden/.run/zh.jsonl");
      const { stderr } = await run("s3://corpus/hidden", folder, undefined, 4);
      assert.match(stderr, /the folder holds no object that this source reads \(\S+.*\)\. Name the objects/);
    }));

  const faults: readonly Spoiling[] = ["reset", "slow-down", "cut-body", "slow"];
  for (const fault of faults) {
    test(`with every third answer spoilt (${fault}) a run reads every byte once`, () =>
      inTemporaryFolder(async (folder) => {
        let requests = 0;
        const proxy = await startSpoiling(server.port, {
          choose: () => (requests++ % 3 === 1 ? fault : undefined),
        });
        try {
          await run("s3://corpus/samples/*.jsonl", folder, proxy.port);
          assert.ok(proxy.struck[fault] > 0);
          assert.deepEqual(shards(folder), wanted);
        } finally {
          await proxy.close();
        }
      }));
  }

  test("a byte that changes on its way stops the run with a clear error instead of entering the corpus", () =>
    inTemporaryFolder(async (folder) => {
      const proxy = await startSpoiling(server.port, {
        choose: (method, url) => (method === "GET" && url.includes("zh.jsonl") ? "flip-body" : undefined),
      });
      try {
        const { stderr } = await run("s3://corpus/samples/*.jsonl", folder, proxy.port, 1);
        assert.match(stderr, /damaged-transfer/);
      } finally {
        await proxy.close();
      }
    }));

  test("many small objects, which share tasks and are fetched ahead, give the rows of local files", () =>
    inTemporaryFolder(async (folder) => {
      const many = join(server.folder, "corpus/many");
      mkdirSync(many);
      const lines = readFileSync(join(samples, "zh.jsonl"), "utf8").trim().split("\n");
      for (let index = 0; index < 700; index++)
        writeFileSync(join(many, `${index}.jsonl`), `${lines[index % lines.length]}\n`);
      const recipe = join(folder, "recipe.yaml");
      const stages = ["read-json", "unicode-repair", "tokenize", "pack", "write-arrow"];
      writeFileSync(recipe, JSON.stringify({ name: "many", input: { path: many }, stages }));
      const plain = ["run", recipe, "--quiet", "--workers", "2", "--output"];
      await wudao([...plain, join(folder, "local")]);
      const stored = [...plain, join(folder, "store"), "--input", "s3://corpus/many"];
      await endOf(startWith(server.environment(), ...stored), stored);
      assert.deepEqual(shards(join(folder, "store")), shards(join(folder, "local")));
      assert.ok(Object.keys(shards(join(folder, "store"))).length > 0);
    }));

  test("pictures in a folder of a store come with the captions beside them, as from a disk", () =>
    inTemporaryFolder(async (folder) => {
      const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
      const pictures = join(server.folder, "corpus/pictures");
      mkdirSync(pictures);
      for (let index = 0; index < 30; index++) {
        writeFileSync(join(pictures, `${index}.gif`), gif);
        writeFileSync(join(pictures, `${index}.txt`), `第${index}只猫`);
      }
      const recipe = join(folder, "recipe.yaml");
      const stages = ["read-image-folder", "write-jsonl"];
      writeFileSync(recipe, JSON.stringify({ name: "pictures", input: { path: pictures }, stages }));
      const rows = (output: string): unknown[] => {
        const name = readdirSync(output).find((file) => file.startsWith("data-")) ?? "";
        const lines = readFileSync(join(output, name), "utf8").trim().split("\n");
        return lines.map((line) => ({ ...(JSON.parse(line) as object), origin: undefined }));
      };
      const plain = ["run", recipe, "--quiet", "--workers", "2", "--output"];
      await wudao([...plain, join(folder, "local")]);
      const stored = [...plain, join(folder, "store"), "--input", "s3://corpus/pictures"];
      await endOf(startWith(server.environment(), ...stored), stored);
      const local = rows(join(folder, "local"));
      assert.equal(local.length, 30);
      assert.deepEqual(rows(join(folder, "store")), local);
    }));

  test("an object that was replaced after the plan was made is refused", () =>
    inTemporaryFolder(async (folder) => {
      await server.put(join(samples, "zh.jsonl"), "s3://corpus/replaced/zh.jsonl");
      const plan = ["plan", "configs/quickstart.yaml", "--prepare", "--output", folder];
      await endOf(startWith(server.environment(), ...plan, "--input", "s3://corpus/replaced"), plan);
      await server.put(join(samples, "en.jsonl"), "s3://corpus/replaced/zh.jsonl");
      const { stderr } = await endOf(startWith(server.environment(), "resume", folder), ["resume"], 4);
      assert.match(stderr, /input-changed/);
    }));

  test("a store that is down is told in words, without keys", () =>
    inTemporaryFolder(async (folder) => {
      const { stderr } = await run("s3://nowhere/x", folder, undefined, 4);
      assert.match(stderr, /no-bucket|no-input/);
      assert.ok(!stderr.includes(secret));
    }));
});

function shards(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(checksums(folder)).filter(([name]) => name.endsWith(".arrow")));
}

function everything(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n");
}
