import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../pipeline/errors.js";

test("an error tells the user file, line, column and what to do", () => {
  const error = new UserError("unknown-key", "unknown key", "Did you mean x?", {
    file: "a.yaml",
    line: 3,
    column: 5,
  });
  assert.equal(error.message, "a.yaml:3:5: unknown key. Did you mean x?");
});
