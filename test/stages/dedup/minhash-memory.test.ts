import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { workerFlags } from "../../../pipeline/executors/worker-flags.js";
import { minhashDedup } from "../../../stages/dedup/minhash-dedup.js";
import { withFolder } from "./run-barrier.js";

const worker = fileURLToPath(new URL("./minhash-phases.js", import.meta.url));

test(
  "no phase of minhash-dedup holds more memory than it declares, however many samples, pairs, texts and removals",
  {
    skip: process.platform === "linux" ? false : "the peak of a process is read from Linux's /proc",
  },
  () =>
    withFolder(async (folder) => {
      const declared = minhashDedup.cost?.memoryBytes ?? 0;
      for (const phase of ["sketch", "match", "collect", "verify", "resolve"]) {
        // Dead objects of the young generation are no part of what is declared: a worker has them anyway.
        // The heap grows as a worker's does, which Node 24 would let grow further.
        const flags = [...workerFlags, "--expose-gc", "--max-semi-space-size=1"];
        const measure = (): number =>
          Number(execFileSync(process.execPath, [...flags, worker, phase, folder], { encoding: "utf8" }));
        const once = measure();
        // On a busy machine the collector's threads come late: the better of two.
        const added = once <= declared ? once : Math.min(once, measure());
        assert.ok(added > 8 * 1024 * 1024, `${phase} added ${added}: it did nothing`);
        assert.ok(added <= declared, `${phase} held ${added} bytes, ${declared} are declared`);
      }
    }),
);
