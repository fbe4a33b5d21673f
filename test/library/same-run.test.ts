/** YAML, command line and library are three ways to say the same thing: one can resume what another began. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  clean,
  compose,
  custom,
  dedup,
  filter,
  pipeline,
  read,
  tokenize,
  UserError,
  write,
} from "../../pipeline/index.js";
import { wudao } from "../support/served-wudao.js";
import { checksums, inTemporaryFolder, root } from "../support/wudao.js";
import { soundLedger, writtenIds } from "./ledger.js";

async function hashOf(...args: readonly string[]): Promise<string> {
  const { hash } = JSON.parse((await wudao(["plan", ...args, "--json"])).stdout) as { hash: string };
  return hash;
}

const quickstart = {
  name: "any-name",
  baseDir: join(root, "configs"),
  input: [
    { name: "zh", path: "../data-samples/zh.jsonl" },
    { name: "en", path: "../data-samples/en.jsonl" },
    { name: "wudao", path: "../data-samples/wudao.json" },
  ],
  stages: [
    read.json(),
    filter.garbledShare(),
    clean.unicodeRepair(),
    clean.garbledRemains(),
    clean.markupRemains(),
    clean.width(),
    clean.simplify(),
    clean.hanSpaces(),
    clean.abnormalSymbols(),
    clean.privacy(),
    clean.incompleteSentence(),
    filter.textLength({ min: 20 }),
    filter.sensitiveWords(),
    filter.repetition(),
    dedup.exact(),
    dedup.minhash({ threshold: 0.7 }),
    tokenize(),
    compose.pack({ sequenceLength: 512 }),
    write.arrow(),
  ],
} as const;

test("the quickstart written in code has the plan hash of its YAML", async () => {
  const { hash } = await pipeline(quickstart).plan();
  assert.equal(hash, await hashOf("configs/quickstart.yaml"));
});

test("values from the command line, the recipe and code give one hash; another value gives another", () =>
  inTemporaryFolder(async (folder) => {
    const stages = (min: number): string =>
      `stages:\n  - read-json\n  - text-length: { min: ${min} }\n  - write-jsonl: { shard-bytes: 1MiB }\n`;
    const [ten, thirty] = [join(folder, "ten.yaml"), join(folder, "thirty.yaml")];
    const guards = "guards: { source-removal: 0.5, cluster-share: 0.4 }\n";
    for (const [file, name, min, path] of [
      [ten, "ten", 10, "nowhere.jsonl"],
      [thirty, "thirty", 30, "zh.jsonl"],
    ] as const)
      writeFileSync(file, `name: ${name}\ninput: { name: zh, path: ${path} }\n${guards}${stages(min)}`);
    cpSync(join(root, "data-samples/zh.jsonl"), join(folder, "zh.jsonl"), { preserveTimestamps: true });
    const input = join(folder, "zh.jsonl");
    const written = await hashOf(thirty);
    assert.equal(await hashOf(ten, "--input", input, "--set", "text-length.min=30"), written);
    assert.notEqual(await hashOf(ten, "--input", input), written);
    const short = join(folder, "short.yaml");
    writeFileSync(short, `name: short\ninput: zh.jsonl\n${guards}${stages(30)}`);
    assert.equal(await hashOf(short), written);
    const inCode = (shardBytes: number | string) =>
      pipeline({
        name: "in-code",
        input,
        guards: { sourceRemoval: 0.5, clusterShare: 0.4 },
        stages: [read.json(), filter.textLength({ min: 30 }), write.jsonl({ shardBytes })],
      }).plan();
    assert.equal((await inCode("1MiB")).hash, written);
    assert.equal((await inCode(2 ** 20)).hash, written);
    assert.notEqual((await inCode("2MiB")).hash, written);
  }));

test("a run from the command line is finished for the library too, and back", () =>
  inTemporaryFolder(async (folder) => {
    const output = join(folder, "out");
    await wudao(["run", "configs/quickstart.yaml", "--output", output, "--workers", "1", "--quiet"]);
    const before = checksums(output);
    const outcome = await pipeline(quickstart).run({ output, workers: 2 });
    assert.equal(outcome.alreadyDone, true);
    assert.deepEqual(checksums(output), before);
    const inCode = join(folder, "in-code");
    await pipeline({ ...quickstart, name: "quickstart" }).run({ output: inCode, workers: 2 });
    const { stdout } = await wudao(["run", "configs/quickstart.yaml", "--output", inCode, "--quiet"]);
    assert.match(stdout, /all is done/);
    for (const [file, sum] of Object.entries(before))
      if (/\.arrow$|rejects|quarantine|ledger/.test(file)) assert.equal(checksums(inCode)[file], sum, file);
  }));

describe("a mistake in code is refused before anything runs, with the key", () => {
  test("no workers", () =>
    assert.rejects(pipeline(quickstart).run({ output: "nowhere", workers: 0 }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /workers is 0, expected a whole number of 1 or more/);
      return true;
    }));
  for (const [name, stages, expected] of [
    [
      "wrong value",
      [read.json(), filter.minHan({ min: -1 }), write.jsonl()],
      /stages\.1\.min-han\.min: "min"/,
    ],
    ["wrong order", [filter.minHan(), read.json(), write.jsonl()], /"min-han" does not read anything/],
    ["no such module", [read.json(), custom("nowhere.mjs"), write.jsonl()], /nowhere\.mjs does not exist/],
  ] as const) {
    test(name, () =>
      assert.rejects(pipeline({ ...quickstart, stages }).plan(), (error) => {
        assert.ok(error instanceof UserError);
        assert.equal(error.code, "bad-recipe");
        assert.match(error.message, expected);
        return true;
      }),
    );
  }
});

describe("stages of the user's own", () => {
  test("run inside worker threads, as functions and declared stages, and their files are part of the plan", () =>
    inTemporaryFolder(async (folder) => {
      const plain = join(folder, "plain.mjs");
      const source = `
        import { isMainThread } from "node:worker_threads";
        export default (text, { title }) => [isMainThread, title, text.length].join("|");
      `;
      writeFileSync(plain, source);
      const own = pipeline({
        name: "own",
        input: { path: join(root, "data-samples/zh.jsonl") },
        splitBytes: 4096,
        stages: [
          read.json(),
          custom(plain),
          custom(join(root, "examples/stages/question-share.mjs"), "questionShare", { max: 0.5 }),
          write.jsonl(),
        ],
      });
      const output = join(folder, "out");
      const before = (await own.plan()).hash;
      const { manifest } = await own.run({ output, workers: 1 });
      const [shard] = manifest.shards;
      const rows = readFileSync(join(output, shard?.file ?? ""), "utf8")
        .trimEnd()
        .split("\n");
      assert.equal(rows.length, writtenIds(output).length);
      assert.ok(rows.length > 20);
      for (const row of rows) {
        const { text, title, scores } = JSON.parse(row) as {
          text: string;
          title: string;
          scores: Record<string, number>;
        };
        assert.match(text, /^false\|.*\|\d+$/);
        assert.ok(text.startsWith(`false|${title}|`));
        assert.equal(scores["question-share"], 0);
      }
      soundLedger(output);
      writeFileSync(plain, source.replace("text.length", "text.length + 1"));
      assert.notEqual((await own.plan()).hash, before);
    }));

  test("parameters of a declared stage are checked like any other's", () =>
    assert.rejects(
      pipeline({
        ...quickstart,
        stages: [
          read.json(),
          custom(join(root, "examples/stages/question-share.mjs"), "questionShare", { mox: 1 }),
          write.jsonl(),
        ],
      }).plan(),
      /unknown key "mox"\. Did you mean "max"\?/,
    ));

  test("an export that is not there is named with those that are", () =>
    assert.rejects(
      pipeline({
        ...quickstart,
        stages: [
          read.json(),
          custom(join(root, "examples/stages/question-share.mjs"), "share"),
          write.jsonl(),
        ],
      }).plan(),
      /has no stage "share".*it exports: questionShare/,
    ));
});

describe("the examples do what they say in a plain clone", () => {
  const runExample = (name: string, folder: string): string =>
    execFileSync(process.execPath, [join(root, "examples", name)], { cwd: folder, encoding: "utf8" });

  test("library.mjs ends with a dataset that verifies", () =>
    inTemporaryFolder(async (folder) => {
      assert.match(runExample("library.mjs", folder), /^plan [0-9a-f]{64}: 1 split, 11 stages\n/);
      soundLedger(join(folder, "out/library-example"));
      await wudao(["verify", join(folder, "out/library-example")]);
      assert.match(runExample("library.mjs", folder), /\(all was done\)\n$/);
    }));

  test("own-stages.mjs drops, changes and filters, and is the same run as own-stages.yaml", () =>
    inTemporaryFolder(async (folder) => {
      const said = runExample("own-stages.mjs", folder);
      assert.match(said, /^drop-replies: .*'no-output': \d/m);
      assert.match(said, /^shorten-laughter: .* [1-9]\d* changed/m);
      assert.match(said, /^question-share: .*'too-many-questions': \d/m);
      const output = join(folder, "out/own-stages");
      soundLedger(output);
      const { stdout } = await wudao(["run", "examples/own-stages.yaml", "--output", output, "--quiet"]);
      assert.match(stdout, /all is done/);
    }));
});
