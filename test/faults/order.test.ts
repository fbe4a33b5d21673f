/**
 * Kills real process groups with SIGKILL at random moments of a run that mixes, shuffles documents, packs and shuffles rows.
 *
 * KILLS sets the number of killed runs (20; a quarter of them here).
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { checksums, inTemporaryFolder, sharedData, start, withoutData, wudao } from "../support/wudao.js";

const kills = Math.ceil(Number(process.env.KILLS ?? 20) / 4);

const recipe = `name: mixed
seed: 5
input:
  - { name: laws, path: ${join(sharedData ?? "", "zh-web/laws-00001.jsonl.zst")} }
  - { name: poems, path: ${join(sharedData ?? "", "zh-web/poetry-tang-song-tw-00000.jsonl.zst")} }
stages:
  - read-json
  - tokenize
  - mix: { sources: { laws: { weight: 1 }, poems: { epochs: 2.5 } }, bucket-bytes: 1MiB }
  - shuffle: { bucket-bytes: 1MiB }
  - pack: { sequence-length: 256 }
  - shuffle: { bucket-bytes: 1MiB }
  - write-arrow: { shard-bytes: 1MiB }
`;

test(
  "a mixed and shuffled run that is killed again and again ends with the bytes of an undisturbed one, whatever the workers",
  { skip: withoutData },
  () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, "recipe.yaml");
      writeFileSync(file, recipe);
      const run = (output: string, workers: number): string[] => [
        "run",
        file,
        "--output",
        join(folder, output),
        "--workers",
        String(workers),
        "--quiet",
      ];
      const began = performance.now();
      await wudao(run("whole", 1));
      const wallMs = performance.now() - began;
      const wanted = checksums(join(folder, "whole"));
      assert.ok(Object.keys(wanted).filter((name) => name.endsWith(".arrow")).length > 3);
      for (let round = 0; round < kills; round++) {
        const output = `killed-${round}`;
        for (let kill = 0; kill < 4; kill++) {
          const running = start(...run(output, 1 + (kill % 3)));
          await sleep(wallMs * (0.2 + 0.8 * Math.random()));
          if (running.process.pid !== undefined && running.process.exitCode === null) {
            try {
              process.kill(-running.process.pid, "SIGKILL");
            } catch {
              // It ended by itself a moment before.
            }
          }
          await running.end;
        }
        await wudao(run(output, 2));
        assert.deepEqual(checksums(join(folder, output)), wanted);
        await wudao(["verify", join(folder, output)]);
      }
    }),
);
