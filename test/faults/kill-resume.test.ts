/**
 * Kills real process groups with SIGKILL at random moments and resumes them with other numbers of workers.
 *
 * KILLS sets the number of killed runs (20).
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { checksums, inTemporaryFolder, sharedData, start, withoutData, wudao } from "../support/wudao.js";

const kills = Number(process.env.KILLS ?? 20);
const input = join(sharedData ?? "", "zh-web/lctt-00001.jsonl.zst");
const base = [
  "run",
  "configs/wudaocorpora.yaml",
  "--input",
  input,
  "--set",
  "write-arrow.shard-bytes=2MiB",
  "--quiet",
];

function run(output: string, workers: number): string[] {
  return [...base, "--output", output, "--workers", String(workers)];
}

let wanted: Readonly<Record<string, string>> = {};
let wallMs = 0;

before(async () => {
  if (withoutData !== false) return;
  await inTemporaryFolder(async (folder) => {
    const began = performance.now();
    await wudao(run(folder, 1));
    wallMs = performance.now() - began;
    wanted = checksums(folder);
  });
  assert.ok(Object.keys(wanted).filter((name) => name.endsWith(".arrow")).length > 3);
});

for (const workers of [2, 3]) {
  test(
    `a corpus does not depend on the machine: ${workers} workers write the bytes of one`,
    { skip: withoutData },
    () =>
      inTemporaryFolder(async (folder) => {
        await wudao(run(folder, workers));
        assert.deepEqual(checksums(folder), wanted);
      }),
  );
}

for (let round = 0; round < kills; round++) {
  test(
    `killed at a random moment and resumed, a run ends with the bytes of an undisturbed one (${round + 1})`,
    {
      skip: withoutData,
    },
    () =>
      inTemporaryFolder(async (folder) => {
        const workers = 1 + (round % 3);
        const running = start(...run(folder, workers));
        const moment = Math.random() * wallMs;
        await sleep(moment);
        if (running.process.pid !== undefined && running.process.exitCode === null)
          process.kill(-running.process.pid, "SIGKILL");
        const killed = await running.end;
        await wudao(run(folder, 1 + ((round + 1) % 3)));
        assert.deepEqual(
          checksums(folder),
          wanted,
          `killed after ${Math.round(moment)} ms (${killed.signal})`,
        );
      }),
  );
}

test("a run that is killed again and again still ends, with the same bytes", { skip: withoutData }, () =>
  inTemporaryFolder(async (folder) => {
    for (let round = 0; round < 8; round++) {
      const running = start(...run(folder, 2));
      await sleep(Math.random() * wallMs * 0.6);
      if (running.process.pid !== undefined && running.process.exitCode === null)
        process.kill(-running.process.pid, "SIGKILL");
      await running.end;
    }
    await wudao(run(folder, 1));
    assert.deepEqual(checksums(folder), wanted);
    const again = await wudao(run(folder, 1));
    assert.match(again.stdout, /all is done/);
  }),
);
