import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { wudao as served } from "../support/served-wudao.js";
import { checksums, inTemporaryFolder, mainFile, wudao } from "../support/wudao.js";

const folder = mkdtempSync(join(tmpdir(), "wudao-test-"));
const output = join(folder, "out");
const run = ["run", "configs/quickstart.yaml", "--output", output, "--workers", "2"];
const again = ["run", "configs/quickstart.yaml", "--output", output, "--workers", "1"];
let first = { stdout: "", stderr: "" };

before(async () => {
  first = await wudao(run);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe("wudao run", () => {
  test("ends with a table of all stages, and names what it wrote", () => {
    for (const stage of ["read-json", "privacy", "minhash-dedup", "tokenize"])
      assert.match(first.stdout, new RegExp(`^${stage} +\\d+ +\\d+`, "m"));
    for (const [, path = ""] of first.stdout.matchAll(/^(?:dataset|ledger|report) {2,}(.+)$/gm))
      assert.ok(existsSync(path), path);
    assert.match(first.stdout, new RegExp(`^report +${join(output, "report.html")}$`, "m"));
  });

  test("a log gets plain lines of progress with times, no bars and no colours", () => {
    const lines = first.stderr.trimEnd().split("\n");
    for (const line of lines) assert.match(line, /^\d{4}-\d\d-\d\dT[\d:.]+Z [\w-]+: \d/);
    assert.match(lines[0] ?? "", /stream-0: 3 tasks: read-json → /);
    assert.ok(!`${first.stdout}${first.stderr}`.includes("\u001b"));
  });

  test("run again: says that all is done, and changes no byte", async () => {
    const written = checksums(output);
    const { stdout, stderr } = await wudao(again);
    assert.match(stdout, /^all is done: nothing was left to run$/m);
    assert.match(stderr, /stream-0: 3 tasks, all done before/);
    assert.deepEqual(checksums(output), written);
  });

  test("--quiet: nothing but the result", async () => {
    const { stdout, stderr } = await served([...again, "--quiet"]);
    assert.equal(stderr, "");
    assert.match(stdout, /all is done/);
  });

  test("--json: a script reads the result and nothing else", async () => {
    const { stdout, stderr } = await wudao([...again, "--json"]);
    const result = JSON.parse(stdout) as {
      output: string;
      alreadyDone: boolean;
      manifest: { rows: number; plan: string };
    };
    assert.equal(stderr, "");
    assert.equal(result.output, output);
    assert.equal(result.alreadyDone, true);
    assert.ok(result.manifest.rows > 0);
  });

  test("--log-format json: a log collector gets objects only, errors too", async () => {
    const objects = (stderr: string) =>
      stderr
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { time: string; event: string; code?: string; rows?: number });
    const logged = objects((await served([...again, "--log-format", "json"])).stderr);
    assert.equal(logged[0]?.event, "started");
    assert.ok(logged.some(({ event }) => event === "phase"));
    assert.ok((logged.at(-1)?.rows ?? 0) > 0 && logged.at(-1)?.event === "finished");
    const [failed] = objects((await wudao(["run", "nowhere.yaml", "--log-format=json"], 3)).stderr);
    assert.deepEqual([failed?.event, failed?.code], ["failed", "no-recipe"]);
  });

  test("--json: an error is an object too, with its place", async () => {
    const { stdout } = await wudao(["run", "nowhere.yaml", "--json"], 3);
    const { error } = JSON.parse(stdout) as { error: Record<string, unknown> };
    assert.equal(error.code, "no-recipe");
    assert.equal(error.file, "nowhere.yaml");
    const usage = await wudao(["run", "--json"], 2);
    assert.equal((JSON.parse(usage.stdout) as { error: { code: string } }).error.code, "usage");
  });
});

describe("wudao plan", () => {
  test("shows splits, phases, memory and temporary disk, and writes nothing", async () => {
    const { stdout } = await served(["plan", "configs/quickstart.yaml", "--workers", "3"]);
    assert.match(stdout, /^plan {7}[0-9a-f]{64}$/m);
    assert.match(stdout, /^input {6}3 files, [\d.]+ KiB/m);
    assert.match(stdout, /^memory {5}up to about [\d.]+ GiB: 3 workers of [\d.]+ MiB$/m);
    assert.match(stdout, /^temporary {2}about [\d.]+ KiB of disk/m);
    assert.match(stdout, /stream-0 +3 tasks +read-json → garbled-share → unicode-repair → /);
    assert.match(stdout, /match-\d+ +4 tasks +match minhash-dedup$/m);
    assert.match(stdout, /^ +2 {2}wudao +[\d.]+ KiB {2}\S+wudao\.json$/m);
  });

  test("tells of files in the inputs' folders that the source does not read: a part of the corpus would be missing", () =>
    inTemporaryFolder(async (folder) => {
      for (const name of ["in.jsonl", "more.parquet", "deep/more.csv"]) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), "");
      }
      // Nobody reads what it leads to.
      symlinkSync("nowhere", join(folder, "deep/more.txt"));
      const planned = async (input: string): Promise<string> =>
        (await served(["plan", "configs/quickstart.yaml", "--input", input])).stdout;
      assert.match(
        await planned(folder),
        /^not read {3}as input: 3 files in its folders \(of another format, or a link to a folder\), such as \S+\.csv$/m,
      );
      assert.doesNotMatch(await planned(join(folder, "in.jsonl")), /not read/);
    }));

  test("a log has all reasons of a stage: there is no terminal whose width would cut them", () =>
    inTemporaryFolder(async (folder) => {
      const bad = ['{"content"', "7", "{}", '{"content": 7}', '{"content": "a", "content": "b"}'];
      writeFileSync(join(folder, "a.jsonl"), [...bad, '{"content": "第一篇文章。"}'].join("\n"));
      const recipe = join(folder, "a-recipe.yaml");
      writeFileSync(recipe, "name: mine\ninput: a.jsonl\nstages: [read-json, write-jsonl]\n");
      const { stdout } = await served(["run", recipe, "--output", join(folder, "out")]);
      const reasons = ["invalid-json", "not-an-object", "missing-text", "wrong-type", "duplicate-key"];
      const line = stdout.split("\n").find((each) => each.startsWith("read-json")) ?? "";
      for (const reason of reasons) assert.ok(line.includes(`${reason} 1`), line);
    }));

  test("a run tells of them too: who makes no plan first would not know", () =>
    inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, "in"));
      writeFileSync(join(folder, "in/a.jsonl"), '{"content": "第一篇文章讲的是怎样种菜。"}\n');
      writeFileSync(join(folder, "in/b.csv"), "content\n第二篇\n");
      const recipe = join(folder, "mine.yaml");
      writeFileSync(recipe, "name: mine\ninput: { path: in }\nstages: [read-json, write-jsonl]\n");
      const args = ["run", recipe, "--output", join(folder, "out")];
      assert.match((await served(args)).stdout, /^not read as input: 1 file in its folders .*b\.csv$/m);
      const { stdout } = await served([...args, "--json"]);
      assert.equal((JSON.parse(stdout) as { notRead: number }).notRead, 1);
      const { stdout: all } = await served([...args, "--input", join(folder, "in/a.jsonl"), "--force"]);
      assert.doesNotMatch(all, /not read/);
    }));

  test("--json: the plan that the run stores, with the hash in its manifest", async () => {
    const plan = JSON.parse((await served(["plan", "configs/quickstart.yaml", "--json"])).stdout) as {
      hash: string;
      splits: unknown[];
      forecast: Record<string, number>;
    };
    const { manifest } = JSON.parse((await served([...again, "--json"])).stdout) as {
      manifest: { plan: string };
    };
    assert.equal(manifest.plan, plan.hash);
    assert.equal(plan.splits.length, 3);
    assert.ok((plan.forecast.workerMemoryBytes ?? 0) > 0 && (plan.forecast.temporaryDiskBytes ?? 0) > 0);
  });
});

describe("a terminal", () => {
  test("obeys no file name: plan and errors show escape sequences instead of sending them", async () => {
    const odd = join(folder, "\u001b[31mred.jsonl");
    writeFileSync(odd, `${JSON.stringify({ text: "一个文件" })}\n`);
    const { stdout } = await served(["plan", "configs/quickstart.yaml", "--input", odd]);
    assert.ok(stdout.includes("<U+001B>[31mred.jsonl") && !stdout.includes("\u001b"), stdout);
    const missing = ["plan", "configs/quickstart.yaml", "--input", `${odd}.not`];
    const { stderr } = await served(missing, 4);
    assert.ok(stderr.includes("<U+001B>[31mred.jsonl.not") && !stderr.includes("\u001b"), stderr);
  });

  test("a full disk behind `> file` is told as such, with the exit code of files", {
    skip: existsSync("/dev/full") ? false : "needs /dev/full",
  }, () => {
    const full = openSync("/dev/full", "w");
    const command = [mainFile, "stages"];
    const { status, stderr } = spawnSync(process.execPath, command, { stdio: ["ignore", full, "pipe"] });
    closeSync(full);
    assert.equal(status, 4);
    assert.match(String(stderr), /^error \[disk-full\]: standard output: the disk is full \(ENOSPC\)\. Free/);
  });
});

describe("wudao stages", () => {
  test("documents a stage: what it does, its source, parameters with defaults, reasons, examples", async () => {
    const { stdout } = await served(["stages", "min-han"]);
    assert.match(stdout, /^# min-han \(filter\)$/m);
    assert.match(stdout, /^Source: \S/m);
    assert.match(stdout, /^- `min` \(integer.*default 10\): \S/m);
    assert.match(stdout, /^## Drop reasons\n\n- `\S+`: \S/m);
    assert.match(stdout, /^## Examples\n\n- "/m);
  });

  test("tells of a stage whether it changes titles", async () => {
    const told = /^Titles are treated like texts\.$/m;
    assert.match((await served(["stages", "simplify"])).stdout, told);
    assert.doesNotMatch((await served(["stages", "han-spaces"])).stdout, told);
  });

  test("--json lists every stage with a schema of its parameters", async () => {
    const stages = JSON.parse((await served(["stages", "--json"])).stdout) as {
      name: string;
      summary: string;
      source: string;
      parameters: { properties?: Record<string, { description?: string }> };
    }[];
    assert.ok(stages.length > 20);
    for (const { name, summary, source, parameters } of stages) {
      assert.ok(summary !== "" && source !== "", name);
      for (const [key, { description }] of Object.entries(parameters.properties ?? {}))
        assert.ok(description !== undefined && description !== "", `${name}.${key}`);
    }
  });
});

describe("--help", () => {
  for (const command of [
    [],
    ["run"],
    ["plan"],
    ["stages"],
    ["recipe"],
    ["recipe", "check"],
    ["recipe", "explain"],
    ["recipe", "schema"],
    ["inspect"],
    ["verify"],
  ]) {
    const name = ["wudao", ...command].join(" ");
    test(`${name} shows how it is used`, async () => {
      const { stdout, stderr } = await served([...command, "--help"]);
      assert.equal(stderr, "");
      assert.match(stdout, new RegExp(`^Usage: ${name}`));
      const examples = stdout.slice(stdout.indexOf("\nExamples:\n"));
      assert.match(examples, new RegExp(`^\\nExamples:\\n(  .*\\n)*  ${name} \\S`));
    });
  }

  test("wudao --help lists every exit code", async () => {
    const { stdout } = await served(["--help"]);
    for (const code of [0, 1, 2, 3, 4, 5, 130]) assert.match(stdout, new RegExp(`^ +${code} {2}\\S`, "m"));
  });
});
