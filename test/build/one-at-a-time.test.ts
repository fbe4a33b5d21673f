import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inTemporaryFolder, root } from "../support/wudao.js";

/** A checkout with the script alone. */
function checkout(folder: string): string {
  mkdirSync(join(folder, "dist"));
  mkdirSync(join(folder, "build"));
  const script = join(folder, "build/one-at-a-time.mjs");
  cpSync(join(root, "build/one-at-a-time.mjs"), script);
  return script;
}

test("builds in two terminals wait for one another, and each tells how it ended", () =>
  inTemporaryFolder(async (folder) => {
    const script = checkout(folder);
    const log = join(folder, "log");
    const ends = await Promise.all(
      [0, 3].map(async (code) => {
        const command = `echo begin >> ${log}; sleep 0.3; echo end >> ${log}; exit ${code}`;
        const child = spawn(process.execPath, [script, command], { stdio: "inherit" });
        const [ended] = (await once(child, "exit")) as [number];
        return ended;
      }),
    );
    assert.deepEqual(ends, [0, 3]);
    assert.equal(readFileSync(log, "utf8"), "begin\nend\nbegin\nend\n");
  }));

test("a build that was killed keeps no later one waiting", () =>
  inTemporaryFolder(async (folder) => {
    const script = checkout(folder);
    const dead = spawnSync(process.execPath, ["--version"]).pid;
    writeFileSync(join(folder, "dist/.building"), `${dead}`);
    const { status, stdout } = spawnSync(process.execPath, [script, "echo built"], { encoding: "utf8" });
    assert.deepEqual([status, stdout], [0, "built\n"]);
    // In a container every first process has the same number. The shell becomes the script, and keeps its own.
    const again = `echo -n $$ > dist/.building; exec ${process.execPath} ${script} echo built`;
    const next = spawnSync("sh", ["-c", again], { cwd: folder, encoding: "utf8", timeout: 10_000 });
    assert.deepEqual([next.status, next.stdout], [0, "built\n"]);
  }));

test("two builds that find the lock of a killed one do not both build: the later removal took the other's own lock", () =>
  inTemporaryFolder(async (folder) => {
    const script = checkout(folder);
    const dead = spawnSync(process.execPath, ["--version"]).pid;
    writeFileSync(join(folder, "dist/.building"), `${dead}`);
    const log = join(folder, "log");
    const slow = join(folder, "slow.mjs");
    // Reads the lock, and knows what it read when the other has begun to build.
    writeFileSync(
      slow,
      `import fs from "node:fs";
      import { syncBuiltinESMExports } from "node:module";
      const read = fs.readFileSync;
      fs.readFileSync = (file, ...rest) => {
        const text = read(file, ...rest);
        if (!\`\${file}\`.endsWith(".building") || text !== "${dead}") return text;
        fs.writeFileSync("${folder}/has-read", "");
        for (let tries = 0; !fs.existsSync("${log}") && tries < 1000; tries++)
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
        return text;
      };
      syncBuiltinESMExports();`,
    );
    const command = `echo begin >> ${log}; sleep 0.5; echo end >> ${log}`;
    const later = spawn(process.execPath, ["--import", slow, script, command], { stdio: "inherit" });
    const ended = once(later, "exit", { signal: AbortSignal.timeout(20_000) });
    for (let tries = 0; !existsSync(join(folder, "has-read")); tries++) {
      assert.ok(tries < 1000, "the lock was never read");
      await sleep(10);
    }
    spawnSync(process.execPath, [script, command], { timeout: 20_000 });
    assert.deepEqual(await ended, [0, null]);
    assert.equal(readFileSync(log, "utf8"), "begin\nend\nbegin\nend\n");
    assert.deepEqual(readdirSync(join(folder, "dist")), []);
  }));
