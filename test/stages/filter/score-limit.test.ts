import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSample } from "../../../pipeline/sample.js";
import { scoreLimit } from "../../../stages/filter/score-limit.js";

async function reasonOf(
  scores: Readonly<Record<string, number>>,
  params: object,
): Promise<string | undefined> {
  const filter = await scoreLimit.open(scoreLimit.parameters.parse(params), { baseDir: ".", seed: 1 });
  return filter(makeSample({ id: "1", source: "s", origin: "o", text: "", scores })).reason;
}

test("a score drops below the minimum and above the maximum, not at them; one that is missing is told, not taken for 0", async () => {
  const params = { score: "clip", min: 0.2, max: 0.9 };
  assert.equal(await reasonOf({ clip: 0.2 }, params), undefined);
  assert.equal(await reasonOf({ clip: 0.9 }, params), undefined);
  assert.equal(await reasonOf({ clip: 0.19 }, params), "low");
  assert.equal(await reasonOf({ clip: 0.91 }, params), "high");
  assert.equal(await reasonOf({ other: 0.5 }, params), "no-score");
  assert.equal(await reasonOf({ other: 0.5 }, { ...params, missing: "keep" }), undefined);
});
