import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { defineMap } from "../../../../pipeline/contracts/stage.js";
import type { Job } from "../../../../pipeline/run/job.js";
import { openLaterStages } from "../../../../pipeline/run/stream/open-later-stages.js";
import { type SegmentedJob, segmentSteps } from "../../../../pipeline/run/stream/segment-steps.js";

/** A job of one segment for each list of modules; a stage without one is of the catalogue. Counts how often each stage was opened. */
function jobOf(...modules: (string | undefined)[][]): { job: SegmentedJob; opened: number[] } {
  const flat = modules.flat();
  const opened = flat.map(() => 0);
  const stages = flat.map((_, index) =>
    defineMap({
      name: `stage-${index}`,
      summary: "Leaves texts as they are.",
      source: "this test",
      parameters: z.object({}),
      examples: [],
      open: () => {
        opened[index]!++;
        return (sample) => sample;
      },
    }),
  );
  const segments = modules.map(({ length }, index) => {
    const first = modules.slice(0, index).flat().length;
    return { first, last: first + length };
  });
  const uses = flat.map((module, index) => ({
    stage: `stage-${index}`,
    params: {},
    ...(module === undefined ? {} : { module }),
  }));
  const plan = { segments, recipe: { decide: "now" as const, stages: uses } };
  return { job: { plan, stages, context: { baseDir: ".", seed: 0 }, steps: new Map() }, opened };
}

test("tasks of a segment share the tables of its stages, and those of an earlier segment take no memory any more", async () => {
  const { job, opened } = jobOf([undefined, undefined], [undefined]);
  for (const segment of [0, 0, 0, 1, 1]) await segmentSteps(job, segment);
  assert.deepEqual(opened, [1, 1, 1]);
  assert.deepEqual([...job.steps.keys()], [1]);
});

test("stages of a middle segment are opened early once, not again when their tasks come", async () => {
  const { job, opened } = jobOf([undefined], [undefined], [undefined]);
  await openLaterStages(job as Job);
  assert.deepEqual(opened, [0, 1, 1]);
  for (const segment of [0, 0, 1, 1, 2]) await segmentSteps(job, segment);
  assert.deepEqual(opened, [1, 1, 1]);
});

test("a user's own stage starts anew with each task: a state that it keeps cannot make the output depend on workers", async () => {
  const { job, opened } = jobOf([undefined, "./mine.js"]);
  for (let task = 0; task < 3; task++) await segmentSteps(job, 0);
  assert.deepEqual(opened, [3, 3]);
});
