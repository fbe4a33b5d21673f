import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyObservations, observeDrop } from "../../../pipeline/run/observe.js";

test("records that name thousands of languages do not each put their examples into the report", () => {
  const observations = emptyObservations();
  for (let index = 0; index < 1000; index++) {
    const language = `x${index}`;
    observeDrop(observations, { stage: "s", reason: "r", language, id: "1", origin: "a", text: "文" });
  }
  assert.equal(observations.drops.length, 96);
});
