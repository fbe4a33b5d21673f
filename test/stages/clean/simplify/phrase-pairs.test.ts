import assert from "node:assert/strict";
import { test } from "node:test";
import { pairsToLookAt } from "../../../../stages/clean/simplify/phrase-pairs.js";

function pairsOf(...phrases: string[]): { readonly pairs: string[]; readonly late: string[] } {
  const { seconds, late } = pairsToLookAt(phrases, (unit) => unit === 0x9eac);
  const pairs = [...seconds].flatMap(([first, all]) =>
    [...all].map((second) => String.fromCharCode(first, second)),
  );
  return { pairs, late: [...late] };
}

test("a common word with which only longer phrases begin costs no look: they are found one unit later", () => {
  assert.deepEqual(pairsOf("使用者", "資料夾"), { pairs: ["用者", "料夾"], late: ["用者", "料夾"] });
});

test("no phrase is overlooked that can't be found late", () => {
  // By itself a phrase; begins with what another one has later; is looked at closer; ASCII, which is skipped.
  assert.deepEqual(pairsOf("資料", "資料夾").late, []);
  assert.deepEqual(pairsOf("子程式", "程式碼"), { pairs: ["子程", "式碼"], late: ["式碼"] });
  assert.deepEqual(pairsOf("麬一二").pairs, ["麬一"]);
  assert.deepEqual(pairsOf("一麬二").pairs, ["一麬"]);
  assert.deepEqual(pairsOf("卡拉O").pairs, ["卡拉"]);
  assert.deepEqual(pairsOf("卡O拉").pairs, ["卡O"]);
});
