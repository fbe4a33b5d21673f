import assert from "node:assert/strict";
import { test } from "node:test";
import { checkNodeVersion } from "../../pipeline/cli/node-version.js";
import { UserError } from "../../pipeline/contracts/errors.js";

test("a Node that is too old is told at once, not by a module that fails to load", () => {
  for (const running of ["18.20.4", "20.0.0", "20.14.9"])
    assert.throws(
      () => checkNodeVersion(running, ">=20.15"),
      (error) =>
        error instanceof UserError && error.message.includes(`Node.js ${running}, expected 20.15 or later`),
    );
  for (const running of ["20.15.0", "20.20.2", "22.2.0", "24.0.0-nightly"])
    checkNodeVersion(running, ">=20.15");
});
