/** In a process of its own: once a memory has grown, V8 counts on no typed array any more. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { kindsOf } from "../../../../stages/text/units/unit-kinds.js";

setFlagsFromString("--allow-natives-syntax");
const native = (call: string): ((value: unknown) => unknown) =>
  new Function("value", `return ${call}(value)`) as (value: unknown) => unknown;

test("what V8 has compiled for the texts of a run stays when a long text makes the memory grow", () => {
  const sumOf = (units: Uint16Array): number => {
    let sum = 0;
    for (let i = 0; i < 100; i++) sum += units[i] ?? 0;
    return sum;
  };
  native("%PrepareFunctionForOptimization")(sumOf);
  sumOf(kindsOf("字".repeat(100)));
  native("%OptimizeFunctionOnNextCall")(sumOf);
  sumOf(kindsOf("字".repeat(100)));
  const isCompiled = native("%ActiveTierIsTurbofan");
  assert.ok(isCompiled(sumOf));
  kindsOf("字".repeat(2_000_000));
  assert.ok(isCompiled(sumOf));
});
