/**
 * Runs on a real Slurm cluster: several nodes on loopback, as `bench/slurm.sh start 4` of the shared material makes it.
 *
 * Skipped where no cluster with a partition "loopback" answers.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { withoutSlurm } from "../support/slurm.js";
import {
  checksums,
  type Finished,
  inTemporaryFolder,
  root,
  start,
  startWith,
  wudao,
} from "../support/wudao.js";

const skip = withoutSlurm;

const folder = mkdtempSync(join(tmpdir(), "wudao-slurm-"));
const recipe = join(folder, "recipe.yaml");
let wanted: Readonly<Record<string, string>> = {};

before(async () => {
  const quickstart = readFileSync(join(root, "configs/quickstart.yaml"), "utf8");
  const absolute = quickstart.replaceAll("../data-samples", join(root, "data-samples"));
  writeFileSync(recipe, `split-bytes: 4KiB\n${absolute}`);
  if (skip !== false) return;
  const output = join(folder, "local");
  await wudao(["run", recipe, "--output", output, "--quiet", "--workers", "2"]);
  wanted = checksums(output);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const onLoopback = ["--executor", "slurm", "--sbatch=--partition=loopback"];

function slurm(output: string): string[] {
  return ["run", recipe, "--output", output, "--quiet", ...onLoopback];
}

/** Waits until at least `count` tasks of the first phase have left their receipts. */
async function receipts(running: ReturnType<typeof start>, output: string, count: number): Promise<void> {
  const phase = join(output, ".run/receipts/stream-0");
  while (!existsSync(phase) || readdirSync(phase).filter((name) => name.endsWith(".json")).length < count) {
    assert.equal(running.process.exitCode, null, "the run ended at once");
    await sleep(50);
  }
}

function jobNames(): string {
  return execFileSync("squeue", ["-h", "-o", "%j"], { encoding: "utf8" });
}

function clusterFault(part: "node" | "controller", word: "strike" | "mend"): void {
  execFileSync(join(root, "test/slurm/loopback-fault.sh"), [part, word]);
}

test("a corpus made on a cluster has the bytes of one made on a laptop", { skip }, () =>
  inTemporaryFolder(async (output) => {
    await wudao(slurm(output));
    assert.deepEqual(checksums(output), wanted);
  }),
);

test("a submitter that dies and a node that dies cost time, not documents", { skip }, () =>
  inTemporaryFolder(async (output) => {
    const running = start(...slurm(output));
    await receipts(running, output, 2);
    clusterFault("node", "strike");
    try {
      process.kill(-(running.process.pid ?? 0), "SIGKILL");
      await running.end;
      await wudao(slurm(output));
      assert.deepEqual(checksums(output), wanted);
    } finally {
      clusterFault("node", "mend");
    }
  }),
);

test("elements that a scheduler kills are submitted again, and only they", { skip }, () =>
  inTemporaryFolder(async (output) => {
    const running = start(...slurm(output));
    await receipts(running, output, 1);
    const [name = ""] = jobNames().split("\n");
    execFileSync("scancel", [`--name=${name}`]);
    assert.equal((await running.end).code, 0);
    assert.deepEqual(checksums(output), wanted);
    const lists = readdirSync(join(output, ".run/slurm"))
      .filter((file) => file.includes("-stream-0-") && file.endsWith(".tasks"))
      .map(
        (file) =>
          readFileSync(join(output, ".run/slurm", file), "utf8")
            .trim()
            .split("\n").length,
      );
    assert.equal(lists.length, 2);
    assert.ok(Math.min(...lists) < Math.max(...lists), "all tasks were submitted a second time");
  }),
);

test("a controller that is restarted loses no run", { skip }, () =>
  inTemporaryFolder(async (output) => {
    const running = start(...slurm(output));
    await receipts(running, output, 1);
    clusterFault("controller", "strike");
    await sleep(2000);
    clusterFault("controller", "mend");
    assert.equal((await running.end).code, 0);
    assert.deepEqual(checksums(output), wanted);
  }),
);

test("a controller that stays away is told to whoever waits for the run", { skip }, () =>
  inTemporaryFolder(async (output) => {
    const running = start(...slurm(output));
    await receipts(running, output, 1);
    clusterFault("controller", "strike");
    let told = "";
    running.process.stderr?.on("data", (words: Buffer) => {
      told += String(words);
    });
    try {
      const until = Date.now() + 120_000;
      while (!/controller has not answered for \d+ s/.test(told) && Date.now() < until) await sleep(200);
    } finally {
      clusterFault("controller", "mend");
    }
    const ended = await running.end;
    assert.equal(ended.code, 0);
    assert.equal(ended.stderr.match(/has not answered/g)?.length, 1);
    assert.deepEqual(checksums(output), wanted);
  }),
);

test("scancel ends a task in the middle of a split within ten seconds, and the run resumes", { skip }, () =>
  inTemporaryFolder(async (output) => {
    const slow = join(folder, "slow.mjs");
    // Slow only where the environment says so: the recipe, and so the run, stays the same.
    writeFileSync(
      slow,
      "export default (text) => { const until = Date.now() + Number(process.env.SLOW_MS ?? 0); while (Date.now() < until); return text; };\n",
    );
    const mine = join(folder, "slow.yaml");
    const text = readFileSync(recipe, "utf8").replace(
      /stages:\n( *- read-json.*\n)/,
      `stages:\n$1  - module: ${slow}\n`,
    );
    assert.match(text, /slow\.mjs/);
    writeFileSync(mine, text);
    const local = join(folder, "slow-local");
    await wudao(["run", mine, "--output", local, "--quiet"]);
    const run = ["run", mine, "--output", output, "--quiet", ...onLoopback];
    const running = startWith({ SLOW_MS: "3000" }, ...run);
    const late = performance.now() + 60_000;
    while (
      !execFileSync("squeue", ["-h", "-t", "RUNNING", "-o", "%j"], { encoding: "utf8" }).includes("wudao-")
    ) {
      assert.ok(performance.now() < late, "no task has begun after a minute");
      await sleep(100);
    }
    // Time to load the stages and take up a sample; nobody is to submit the tasks again.
    await sleep(4000);
    process.kill(-(running.process.pid ?? 0), "SIGKILL");
    await running.end;
    const [name = ""] = jobNames().split("\n");
    const told = performance.now();
    execFileSync("scancel", [`--name=${name}`]);
    while (jobNames().includes(name)) await sleep(100);
    assert.ok(performance.now() - told < 10_000);
    const seen = JSON.parse((await wudao(["status", output, "--json"])).stdout) as { state: string };
    assert.equal(seen.state, "stopped");
    await wudao(run);
    assert.deepEqual(checksums(output), checksums(local));
  }),
);

test("a stopped run leaves no job in the queue, and resumes", { skip }, () =>
  inTemporaryFolder(async (output) => {
    const running = start(...slurm(output));
    await receipts(running, output, 1);
    process.kill(running.process.pid ?? 0, "SIGTERM");
    const stopped: Finished = await running.end;
    assert.equal(stopped.code, 143);
    await sleep(1000);
    assert.doesNotMatch(jobNames(), /wudao-/);
    await wudao(slurm(output));
    assert.deepEqual(checksums(output), wanted);
  }),
);

test("what failed in jobs of a submitter that died is tried again by the one that resumes", { skip }, () =>
  inTemporaryFolder(async (output) => {
    const running = start(
      "run",
      recipe,
      "--output",
      output,
      "--quiet",
      ...onLoopback,
      "--sbatch=--begin=now+5",
    );
    while (!jobNames().includes("wudao-")) await sleep(50);
    process.kill(-(running.process.pid ?? 0), "SIGKILL");
    await running.end;
    const failures = join(output, ".run/failures/stream-0");
    mkdirSync(failures, { recursive: true });
    writeFileSync(
      join(failures, "000000.json"),
      JSON.stringify({ code: "disk-full", problem: "the disk was full", advice: "", place: {} }),
    );
    await wudao(["resume", output, "--quiet", ...onLoopback]);
    assert.deepEqual(checksums(output), wanted);
  }),
);

test("an error in a task on a node is told where the run was started, with its words", { skip }, () =>
  inTemporaryFolder(async (output) => {
    const ended = await wudao([...slurm(output), "--set", "pack.pad-id=2000000"], 3);
    assert.match(ended.stderr, /pad-id 2000000 is not below the vocabulary size/);
  }),
);
