import assert from "node:assert/strict";
import { test } from "node:test";
import { SampleError, UserError } from "../../../pipeline/contracts/errors.js";

test("an error tells the user file, line, column and what to do", () => {
  const error = new UserError("unknown-key", "unknown key", "Did you mean x?", {
    file: "a.yaml",
    line: 3,
    column: 5,
  });
  assert.equal(error.message, "a.yaml:3:5: unknown key. Did you mean x?");
});

test("an error of the library that a stage of the user's own throws is known to the command, which runs from a bundle", async () => {
  const url = new URL("../../../pipeline/contracts/errors.js?copy", import.meta.url).href;
  const copy = (await import(url)) as typeof import("../../../pipeline/contracts/errors.js");
  assert.notEqual(copy.UserError, UserError);
  for (const [ours, theirs] of [
    [new UserError("c", "p"), new copy.UserError("c", "p")],
    [new SampleError("c", "p"), new copy.SampleError("c", "p")],
  ])
    for (const error of [ours, theirs])
      for (const { UserError: user, SampleError: sample } of [{ UserError, SampleError }, copy]) {
        assert.equal(error instanceof user, ours instanceof UserError);
        assert.equal(error instanceof sample, ours instanceof SampleError);
      }
  assert.ok(!(new Error("p") instanceof UserError));
});

test("a class of the user's own below one of the library's has its own instances only", () => {
  class Own extends SampleError {}
  const own = new Own("c", "p");
  assert.ok(own instanceof Own && own instanceof SampleError);
  assert.ok(!(new SampleError("c", "p") instanceof Own));
});
