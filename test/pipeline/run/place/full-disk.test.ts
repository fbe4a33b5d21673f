import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../../../pipeline/contracts/errors.js";
import { refuseFullDisk } from "../../../../pipeline/run/place/full-disk.js";

test("a run stops before it takes the last of a disk from others, and says how to go on", () => {
  assert.throws(
    () => refuseFullDisk("/data/out", 2 ** 20),
    (error: unknown) =>
      error instanceof UserError && error.code === "disk-full" && /goes on/.test(error.advice ?? ""),
  );
  refuseFullDisk("/data/out", 2 ** 30);
});
