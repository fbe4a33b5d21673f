import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { queuedNames } from "../../../pipeline/executors/slurm-commands.js";
import { inTemporaryFolder } from "../../support/wudao.js";

test("a cluster with a hundred thousand queued jobs answers: the run waited for the controller for ever", () =>
  inTemporaryFolder(async (folder) => {
    const squeue = join(folder, "squeue");
    writeFileSync(
      squeue,
      `#!/bin/sh\nexec awk 'BEGIN { for (i = 0; i < 100000; i++) print "job-" i, i, "RUNNING None" }'\n`,
    );
    chmodSync(squeue, 0o755);
    const path = process.env.PATH;
    process.env.PATH = `${folder}${delimiter}${path}`;
    try {
      const names = await queuedNames();
      assert.deepEqual([names?.length, names?.at(-1)], [100_000, "job-99999"]);
    } finally {
      process.env.PATH = path;
    }
  }));
