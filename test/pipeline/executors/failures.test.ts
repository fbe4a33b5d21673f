/** Errors that tasks on other machines leave for the run. */
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { readFailures, recordFailure } from "../../../pipeline/executors/failures.js";
import { runFolder } from "../../../pipeline/run/folders.js";
import { inTemporaryFolder } from "../../support/wudao.js";

test("the error that ended a task on another machine reaches the run", () =>
  inTemporaryFolder(async (output) => {
    assert.deepEqual(readFailures(output, "stream-0"), []);
    recordFailure(output, "stream-0", 3, new UserError("bad", "the file is broken", "Mend it", { line: 7 }));
    const [failure, ...others] = readFailures(output, "stream-0");
    assert.deepEqual(
      [failure?.code, failure?.problem, failure?.place],
      ["bad", "the file is broken", { line: 7 }],
    );
    assert.deepEqual(others, []);
  }));

test("failures that cannot be read are told: the run does not repeat for ever what cannot succeed", () =>
  inTemporaryFolder(async (output) => {
    mkdirSync(runFolder(output));
    writeFileSync(join(runFolder(output), "failures"), "");
    assert.throws(() => readFailures(output, "stream-0"), { code: "ENOTDIR" });
    rmSync(join(runFolder(output), "failures"));
    assert.deepEqual(readFailures(output, "stream-0"), []);
  }));
