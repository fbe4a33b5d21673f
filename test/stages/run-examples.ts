/** Runs the examples that a stage declares: they are its documentation, so they must be true. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSample, type Sample } from "../../pipeline/contracts/sample.js";
import type { FilterStage, MapStage, StageParameters } from "../../pipeline/contracts/stage.js";

const context = { baseDir: ".", seed: 1 };

/** Opens a stage with parameters as they would stand in YAML and gives the function text -> text or null. */
export async function openStage<P extends StageParameters>(
  stage: MapStage<P> | FilterStage<P>,
  params: object = {},
): Promise<(text: string, fields?: Partial<Sample>) => string | null> {
  const parsed = stage.parameters.parse(params);
  if (stage.kind === "map") {
    const map = await stage.open(parsed, context);
    return (text, fields) => {
      const result = map(makeSample({ id: "1", source: "test", origin: "test:1", text, ...fields }));
      if (!("text" in result) && result.length === 0) return null;
      return "text" in result ? result.text : result.map((sample) => sample.text).join("\u0000");
    };
  }
  const filter = await stage.open(parsed, context);
  return (text, fields) => {
    const verdict = filter(makeSample({ id: "1", source: "test", origin: "test:1", text, ...fields }));
    if (verdict.reason === undefined) return text;
    assert.ok(stage.reasons?.[verdict.reason], `reason ${verdict.reason} is not declared`);
    return null;
  };
}

export function testExamples<P extends StageParameters>(
  stages: readonly (MapStage<P> | FilterStage<P>)[],
): void {
  for (const stage of stages) {
    test(`${stage.name} does what its documentation shows`, async () => {
      assert.ok((stage.examples?.length ?? 0) >= 2, "two examples at least");
      for (const [key, schema] of Object.entries(stage.parameters.shape)) {
        assert.match(key, /^[a-z][a-z0-9-]*$/, "parameters are kebab-case");
        assert.ok((schema as { description?: string }).description, `${key} has no description`);
      }
      for (const example of stage.examples ?? []) {
        const run = await openStage(stage, example.params);
        assert.equal(run(example.in), example.out, JSON.stringify(example));
      }
    });
  }
}
