/** Words of single patterns, as Hugging Face tokenizers cut them (compared at large in test/interop). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bloomPattern } from "../../../../stages/tokenize/byte-level/bloom-scanner.js";
import { eachDigit, gpt2Pattern, runOfDigits } from "../../../../stages/tokenize/byte-level/definition.js";
import { scannerOf } from "../../../../stages/tokenize/byte-level/known-patterns.js";
import { tekkenPattern } from "../../../../stages/tokenize/byte-level/o200k-scanner.js";

function wordsOf(patterns: readonly string[], text: string): string[] {
  const scanner = scannerOf(patterns);
  assert.ok(scanner !== undefined);
  const units = Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  const words: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = scanner.endOfWord(units, at, text.length);
    words.push(text.slice(at, end));
    at = end;
  }
  return words;
}

test("digits that StarCoder cuts off take no space with them, and are the end of the text for the spaces before them", () => {
  assert.deepEqual(wordsOf([eachDigit, gpt2Pattern], "it's  12 x  y３"), [
    ...["it", "'s", "  ", "1", "2", " x", " ", " y", "３"],
  ]);
  assert.deepEqual(wordsOf([runOfDigits, gpt2Pattern], "中 12.50 a"), ["中", " ", "12", ".", "50", " a"]);
});

test("BLOOM's words end at stops of any script, and what stands between is one word", () => {
  assert.deepEqual(wordsOf([bloomPattern], "中文，。 a  b(c)\n\nd"), [
    ...["中文", "，。", " a", " ", " b", "(", "c", ")\n\n", "d"],
  ]);
});

test("Tekken's digits stand alone and its words know no contractions", () => {
  assert.deepEqual(wordsOf([tekkenPattern], "it's HelloWorld 12"), [
    "it",
    "'s",
    " Hello",
    "World",
    " ",
    "1",
    "2",
  ]);
});
