import assert from "node:assert/strict";
import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { freeBytes } from "../../../pipeline/storage/free-bytes.js";

test("a disk that tells no size is not full: no run could be written to it, not even with --ignore-forecast", {
  skip: process.platform === "linux" ? false : "needs /proc, which tells none",
}, () => {
  assert.equal(statfsSync("/proc").blocks, 0);
  assert.equal(freeBytes("/proc"), Number.POSITIVE_INFINITY);
});

test("the room of a folder that is yet to be made is that of the folders above it", () => {
  const free = freeBytes(join(tmpdir(), "not", "yet", "made"));
  assert.ok(free > 0 && Number.isFinite(free));
});
