import assert from "node:assert/strict";
import { test } from "node:test";
import { CrossingPhrases } from "../../../../stages/clean/simplify/crossing-phrases.js";
import type { Dictionary } from "../../../../stages/clean/simplify/forms.js";

function dictionary(...words: string[]): Dictionary {
  return new Map(words.map((word) => [word, word]));
}

/** Units behind `phrase` with which phrases go on that begin with its last unit. */
function crossed(
  phrase: string,
  segment: string[],
  regional: string[],
  simplify: string[],
  other: string[] = [],
) {
  const dictionaries = {
    normalize: dictionary("麬"),
    segment: dictionary(...segment),
    regional: dictionary(...regional),
    simplify: dictionary(...simplify),
  };
  const phrases = new Set([...segment, ...regional, ...simplify, ...other]);
  const crossing = new CrossingPhrases(phrases, dictionaries, new Set(other));
  return [...(crossing.beginnings(phrase).get(phrase.slice(-1)) ?? [])].map((unit) =>
    String.fromCharCode(unit),
  );
}

test("執行程式 costs no look into the chain of dictionaries: the step that takes 執行 looks for no 行程 in it", () => {
  assert.deepEqual(crossed("執行", [], ["執行", "行程"], []), []);
  assert.deepEqual(crossed("執行", ["執行"], [], ["行程"]), []);
});

test("a phrase of another step that takes a part away is not overlooked", () => {
  // At which the text is cut before; by which the last step goes; written in the regional form; no word of a step.
  assert.deepEqual(crossed("執行", ["行程"], ["執行"], []), ["程"]);
  assert.deepEqual(crossed("執行", [], ["執行"], ["行程"]), ["程"]);
  assert.deepEqual(crossed("執行", [], ["執行", "行程"], [], ["行程"]), ["程"]);
  assert.deepEqual(crossed("執L", [], ["執L"], [], ["L碼"]), ["碼"]);
});

test("a phrase that an earlier step takes apart does not keep others from its end", () => {
  assert.deepEqual(crossed("一執行", ["執行"], ["一執行", "行程"], []), ["程"]);
  assert.deepEqual(crossed("執行", [], ["行", "行程"], ["執行"]), ["程"]);
});
