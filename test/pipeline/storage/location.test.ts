import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { resolveLocation } from "../../../pipeline/storage/location.js";

test("an address of a file with two slashes is told with what to write, and is no crash", () => {
  assert.equal(resolveLocation("/base", "file:///data/a%20b"), "/data/a b");
  for (const written of ["file://data/in.jsonl", "file:///a%2Fb", "file:///a%zz"])
    assert.throws(
      () => resolveLocation("/base", written),
      (error) => error instanceof UserError && error.code === "bad-location",
      written,
    );
});
