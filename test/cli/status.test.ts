/** `wudao status` of a finished run, whose files between the phases are gone. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { wudao } from "../support/served-wudao.js";
import { inTemporaryFolder, root } from "../support/wudao.js";

const ordered = [
  { kind: "rows", stages: [{ pack: { "sequence-length": 64 } }, "shuffle"] },
  { kind: "documents", stages: ["shuffle", { pack: { "sequence-length": 64 } }] },
] as const;

for (const { kind, stages } of ordered)
  test(`a finished run that shuffled ${kind} is told as finished, with all of its tasks`, () =>
    inTemporaryFolder(async (folder) => {
      const recipe = join(folder, "recipe.yaml");
      const output = join(folder, "out");
      const all = ["read-json", "tokenize", ...stages, { "write-arrow": { "shard-bytes": "2KiB" } }];
      const input = join(root, "data-samples/zh.jsonl");
      writeFileSync(recipe, JSON.stringify({ name: "ordered", input, stages: all }));
      await wudao(["run", recipe, "--output", output, "--quiet"]);
      const { state, phases } = JSON.parse((await wudao(["status", output, "--json"])).stdout) as {
        state: string;
        phases: readonly { phase: string; done: number; tasks: number }[];
      };
      assert.equal(state, "finished");
      for (const { done, tasks } of phases) assert.equal(done, tasks);
      assert.ok((phases.find(({ phase }) => phase === "write")?.tasks ?? 0) > 1);
      // What only lost receipts could tell is not told as "0 of 0", nor a finished phase as one that waits.
      for (const name of phases.map(({ phase }) => phase).filter((phase) => phase.startsWith("deal")))
        rmSync(join(output, ".run/receipts", name), { recursive: true });
      const { stdout } = await wudao(["status", output]);
      assert.match(stdout, /state +finished\nreceipts +some are missing: .* would do the run again/);
      assert.match(stdout, /\n {2}deal-\d+ +done, without a receipt\n/);
      assert.match(stdout, /\n {2}write +(\d+) of \1 tasks/);
      rmSync(join(output, ".run/receipts"), { recursive: true });
      assert.match((await wudao(["status", output])).stdout, /\n {2}stream-0 +done, 0 of 1 receipt left\n/);
    }));
