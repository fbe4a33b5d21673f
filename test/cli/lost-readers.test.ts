import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { inTemporaryFolder, mainFile, root, start } from "../support/wudao.js";

const quickstart = (output: string): string[] => [
  ...["run", "configs/quickstart.yaml", "--workers", "1", "--output", output],
];

async function appears(file: string): Promise<void> {
  while (!existsSync(file)) await wait(20);
}

test("a run under nohup outlives its terminal: Node took the protection back, and it ended without a word", () =>
  inTemporaryFolder(async (folder) => {
    const output = join(folder, "out");
    const running = start(...quickstart(output));
    await appears(join(output, ".run", "plan.json"));
    running.process.kill("SIGHUP");
    assert.equal((await running.end).code, 0);
  }));

test(
  "a run whose log fills its disk goes on to the end: it broke off without a word",
  {
    skip: existsSync("/dev/full") ? false : "needs /dev/full",
  },
  () =>
    inTemporaryFolder(async (folder) => {
      const full = openSync("/dev/full", "w");
      const command = [mainFile, ...quickstart(join(folder, "out"))];
      const run = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", full] });
      closeSync(full);
      assert.deepEqual(await once(run, "exit"), [0, null]);
    }),
);

test(
  "a run goes on to the end when its terminal is gone, though nobody can read what it tells",
  {
    skip: existsSync("/usr/bin/script") && existsSync("/usr/bin/setsid") ? false : "needs script and setsid",
  },
  () =>
    inTemporaryFolder(async (folder) => {
      const output = join(folder, "out");
      const ended = join(folder, "ended");
      const command = [process.execPath, mainFile, ...quickstart(output)]
        .map((word) => `"${word}"`)
        .join(" ");
      const inSession = `setsid --wait sh -c '${command}; touch "${ended}"'`;
      const terminal = spawn("script", ["-qc", inSession, join(folder, "seen")], {
        cwd: root,
        stdio: "ignore",
      });
      await appears(join(output, ".run", "plan.json"));
      terminal.kill("SIGKILL");
      await appears(ended);
      assert.ok(existsSync(join(output, "manifest.json")));
    }),
);
