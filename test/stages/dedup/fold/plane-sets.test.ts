/** Sets of characters as tables, against the patterns that they are made of. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { planeSet } from "../../../../stages/dedup/fold/plane-sets.js";

test("a table of a set says of each character what the pattern of the set says", () => {
  for (const set of [
    "\\p{White_Space}",
    "\\p{P}$+<=>^`|~",
    "\\p{Cc}\\p{Cf}",
    "\\p{Script=Han}\\p{Co}",
    "\\p{Lu}",
  ]) {
    const table = planeSet(new RegExp(`[${set}]+`, "gu"));
    const one = new RegExp(`[${set}]`, "u");
    for (let unit = 0; unit < 0x10000; unit++) {
      const isIn = table[unit] === 1;
      if (one.test(String.fromCharCode(unit)) !== isIn)
        assert.fail(`${set} of U+${unit.toString(16)}: ${isIn}`);
    }
  }
});
