/** Lanes where there is hardly anything to lay in them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { recurrenceLanes } from "../../../stages/compose/recurrence-lanes.js";

test("a corpus of which filters left nothing, or less than a window, gives a dataset without rows", () => {
  const params = recurrenceLanes.parameters.parse({ "sequence-length": 8, lanes: 2 });
  const composer = recurrenceLanes.open(params, { baseDir: ".", seed: 1 });
  for (const tokens of [0, 1, 16]) {
    const { rows, facts } = composer.plan({ tokens, documents: tokens, vocabularySize: 100 });
    assert.deepEqual([rows, facts.steps, facts["left-out-tokens"]], [0, 0, tokens]);
  }
});
