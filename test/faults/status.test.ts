/** What an operator sees of a run from another shell, and how a run ends when it is told to. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inTemporaryFolder, sharedData, start, withoutData, wudao } from "../support/wudao.js";

interface Seen {
  readonly state: string;
  readonly claim?: {
    readonly pid: number;
    readonly atWork?: { readonly phase: string; readonly samples: number };
  };
}

type Started = ReturnType<typeof start>;

const input = join(sharedData ?? "", "zh-web/*.jsonl.*");

/** Waits until the run is at work. */
async function claimed(running: Started, output: string): Promise<void> {
  while (!existsSync(join(output, ".run/claim.json"))) {
    const { exitCode, signalCode } = running.process;
    assert.ok(exitCode === null && signalCode === null, "the run ended at once");
    await sleep(20);
  }
}

test(
  "a run that is told to end does so within 10 seconds, is seen from outside and resumes",
  {
    skip: withoutData,
  },
  () =>
    inTemporaryFolder(async (folder) => {
      const output = join(folder, "out");
      const run = ["run", "configs/wudaocorpora.yaml", "--input", input, "--output", output, "--quiet"];
      const status = async (): Promise<Seen> =>
        JSON.parse((await wudao(["status", output, "--json"])).stdout) as Seen;
      const running = start(...run);
      await claimed(running, output);
      const seen = await status();
      assert.equal(seen.state, "running");
      assert.equal(seen.claim?.pid, running.process.pid);
      // Long before the first task is done.
      let later = seen;
      while (later.state === "running" && (later.claim?.atWork?.samples ?? 0) === 0) later = await status();
      assert.equal(later.claim?.atWork?.phase, "stream-0");
      assert.match(
        (await wudao(["status", output])).stdout,
        /at work +stream-0: [1-9][\d,]* samples? so far/,
      );
      assert.match((await wudao([...run, "--force"], 4)).stderr, /is at work on this run/);

      const told = performance.now();
      process.kill(running.process.pid ?? 0, "SIGTERM");
      assert.equal((await running.end).code, 143);
      assert.ok(performance.now() - told < 10_000);
      assert.equal((await status()).state, "stopped");
    }),
);

test("a run whose process was killed can be resumed at once", { skip: withoutData }, () =>
  inTemporaryFolder(async (folder) => {
    const output = join(folder, "out");
    const small = join(sharedData ?? "", "zh-web/lctt-00001.jsonl.zst");
    const run = ["run", "configs/wudaocorpora.yaml", "--input", small, "--output", output, "--quiet"];
    const running = start(...run);
    await claimed(running, output);
    process.kill(-(running.process.pid ?? 0), "SIGKILL");
    await running.end;
    await wudao(run);
    assert.match((await wudao(["status", output])).stdout, /state +finished/);
  }),
);
