import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import { scoreLimit } from "../../../stages/filter/score-limit.js";

async function reasonOf(
  scores: Readonly<Record<string, number>>,
  params: object,
  meta: Sample["meta"] = {},
): Promise<string | undefined> {
  const filter = await scoreLimit.open(scoreLimit.parameters.parse(params), { baseDir: ".", seed: 1 });
  return filter(makeSample({ id: "1", source: "s", origin: "o", text: "", scores, meta })).reason;
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

test("LAION's own scores in the records of pictures drop unsafe ones, as numbers or as texts of a table; a label is no number", async () => {
  const params = { score: "punsafe", max: 0.5 };
  assert.equal(await reasonOf({}, params, { punsafe: 0.7 }), "high");
  assert.equal(await reasonOf({}, params, { punsafe: 0.1 }), undefined);
  assert.equal(await reasonOf({}, params, { punsafe: "0.7" }), "high");
  assert.equal(await reasonOf({}, params, { punsafe: "UNLIKELY" }), "no-score");
  for (const none of ["NaN", "Infinity", "", Number.NaN])
    assert.equal(await reasonOf({}, params, { punsafe: none }), "no-score", `${none} is no measure`);
  assert.equal(
    await reasonOf({}, { score: "laion.aesthetic", min: 5 }, { laion: { aesthetic: 4.5 } }),
    "low",
  );
  assert.equal(
    await reasonOf({ punsafe: 0.1 }, params, { punsafe: 0.7 }),
    undefined,
    "a measured score goes first",
  );
});
