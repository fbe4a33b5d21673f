/** The parts of a simulation: tasks on workers, and the cost of a task out of measured ones. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { densityOf } from "../../../pipeline/forecast/costs.js";
import { schedule } from "../../../pipeline/forecast/list-schedule.js";
import { deviationsOf, rateOf } from "../../../pipeline/forecast/task-rates.js";

/** Each task to the worker that is free first, written down plainly. */
function plainSchedule(times: readonly number[], workers: number): number {
  const free = Array.from({ length: workers }, () => 0);
  for (const time of times) {
    const first = free.indexOf(Math.min(...free));
    free[first] = (free[first] ?? 0) + time;
  }
  return Math.max(...free);
}

test("tasks go to the worker that is free first, whatever their number and sizes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (times, workers) => {
        const { seconds, busyShare } = schedule(Float64Array.from(times), workers);
        assert.equal(seconds, plainSchedule(times, workers));
        assert.ok(
          Math.abs(busyShare * seconds * workers - times.reduce((sum, time) => sum + time, 0)) < 1e-6,
        );
      },
    ),
  );
});

test("one task that dominates shows as idle workers", () => {
  const { seconds, busyShare } = schedule(Float64Array.from([100, 1, 1, 1]), 2);
  assert.equal(seconds, 100);
  assert.equal(busyShare, 103 / 200);
});

test("what a task costs for being one is told from what its bytes cost", () => {
  const tasks = [1e6, 1e6, 4e6, 4e6, 9e6].map((bytes) => ({ bytes, seconds: 0.5 + bytes * 2e-6 }));
  const { fixed, perByte } = rateOf(tasks);
  assert.ok(Math.abs(fixed - 0.5) < 1e-9 && Math.abs(perByte - 2e-6) < 1e-15);
  // Tasks of one size tell nothing apart.
  assert.deepEqual(
    rateOf([
      { bytes: 100, seconds: 1 },
      { bytes: 100, seconds: 3 },
    ]),
    { fixed: 0, perByte: 0.02 },
  );
});

test("a task that had all the work of its size beside empty ones leaves the whole as large as it was", () => {
  const tasks = [
    { bytes: 100, seconds: 4 },
    ...Array.from({ length: 3 }, () => ({ bytes: 100, seconds: 0 })),
  ];
  const deviations = deviationsOf(tasks);
  assert.deepEqual(deviations, [
    { factor: 4, upTo: 0.25 },
    { factor: 0, upTo: 0.5 },
    { factor: 0, upTo: 0.75 },
    { factor: 0, upTo: 1 },
  ]);
  // Long tasks count more than short ones.
  const uneven = deviationsOf([
    { bytes: 1e6, seconds: 1 },
    { bytes: 2e6, seconds: 2 },
    { bytes: 9e6, seconds: 9 },
  ]);
  assert.deepEqual(
    uneven.map(({ upTo }) => Math.round(upTo * 12)),
    [1, 3, 12],
  );
});

test("files count as their sizes say where they are plain, as a look into them says where they are packed, and by their names alone where nobody can look", () => {
  const densities = (file: string, inputBytes: number) =>
    [true, false].map((isSampled) =>
      densityOf({
        files: [{ input: "a", file, bytes: 100, modifiedMs: 0 }],
        forecast: {
          ...{ inputBytes, isSampled },
          ...{ workerMemoryBytes: 0, temporaryDiskBytes: 0, expectedSamples: 1, indexBytes: 0 },
        },
      }),
    );
  assert.deepEqual(densities("a.warc.gz", 1000), [2.5, undefined]);
  // Its source expects archives to be packed, and would stretch it fourfold.
  assert.deepEqual(densities("a.warc", 400), [1, 1]);
});
