import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../../pipeline/run/job.js";
import { oncePerJob } from "../../../pipeline/run/once-per-job.js";

test("a task does not look at all splits again, which one before it has; what belongs to another job or stage is not taken for it", () => {
  const asked: string[] = [];
  const find = oncePerJob(({ output }, phase: string, index: number) => {
    asked.push(`${output} ${phase} ${index}`);
    return { output, phase, index };
  });
  const [one, two] = ["one", "two"].map((output) => ({ output }) as Job) as [Job, Job];
  for (let task = 0; task < 3; task++)
    for (const [job, phase, index] of [
      [one, "match-1", 2],
      [one, "match-12", 0],
      [two, "match-1", 2],
    ] as const)
      assert.deepEqual(find(job, phase, index), { output: job.output, phase, index });
  assert.deepEqual(asked, ["one match-1 2", "one match-12 0", "two match-1 2"]);
});
