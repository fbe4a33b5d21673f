/** `wudao gc`: disk space comes back, results do not go. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { wudao } from "../support/served-wudao.js";
import { checksums, inTemporaryFolder, startWith } from "../support/wudao.js";

test("what a killed run left behind is freed, what it has done is kept until --all", () =>
  inTemporaryFolder(async (output) => {
    await wudao(["plan", "configs/quickstart.yaml", "--output", output, "--prepare"]);
    await wudao(["task", output, "--phase", "stream-0", "--index", "0-2"]);
    const dead = spawnSync(process.execPath, ["--version"]).pid;
    const host = hostname().replace(/[^\w-]/g, "_");
    const left = join(output, `.run/payload/stream-0/00001.${host}.${dead}.1.tmp`);
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, "spill"), Buffer.alloc(5000));

    assert.equal(
      (JSON.parse((await wudao(["gc", output, "--json"])).stdout) as { freedBytes: number }).freedBytes,
      5000,
    );
    assert.ok(!existsSync(left));
    assert.ok(existsSync(join(output, ".run/payload/stream-0/00001")));
    await wudao(["gc", output, "--all"]);
    assert.ok(!existsSync(join(output, ".run/payload")));
    await wudao(["run", "configs/quickstart.yaml", "--output", output, "--quiet"]);

    const finished = checksums(output);
    await wudao(["gc", output, "--all"]);
    assert.deepEqual(checksums(output), finished);
    assert.match((await wudao(["resume", output, "--quiet"])).stdout, /all is done/);
  }));

test("who waits half a minute for gc, because another machine may be at work, is told so", () =>
  inTemporaryFolder(async (output) => {
    await wudao(["plan", "configs/quickstart.yaml", "--output", output, "--prepare"]);
    const long = Date.now() - 3_600_000;
    const claim = { host: "elsewhere", pid: 7, executor: "local", started: long, renewed: long };
    writeFileSync(join(output, ".run/claim.json"), JSON.stringify(claim));
    const { process: gc, end } = startWith({}, "gc", output);
    gc.stderr?.once("data", () => gc.kill("SIGKILL"));
    assert.match(
      (await end).stderr,
      /process 7 on elsewhere was at work on this run.*: looking whether it still is/,
    );
  }));
