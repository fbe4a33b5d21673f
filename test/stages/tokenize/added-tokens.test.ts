/** Whether an added token stands in a text is asked for by a shorter way than finding it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AddedTokenFinder } from "../../../stages/tokenize/added-tokens.js";

const few = ["<|a|>", "<ab>", "<|a|><", "𠮷b"];
const many = [...few, "[x]", "a<", "😀", "中", "§"];
const pieces = fc.constantFrom(
  "<",
  "|",
  "a",
  "b",
  ">",
  "[",
  "x",
  "]",
  "𠮷",
  "\ud842",
  "\udfb7",
  "😀",
  "文",
  ...few,
);

for (const contents of [few, many]) {
  test(`no added token is missed, nor seen where none is: ${contents.length} of them`, () => {
    const flags = { special: false, normalized: false, strict: false };
    const tokens = contents.map((content, id) => ({ id, content, ...flags }));
    const finder = new AddedTokenFinder(tokens, (text) => text);
    fc.assert(
      fc.property(fc.string({ unit: pieces, maxLength: 12 }), (text) => {
        const found = finder.split(text).some((segment) => typeof segment === "number");
        assert.equal(finder.mayOccurIn(text), found);
      }),
      { numRuns: 2000 },
    );
  });
}

test("an added token of which normalizing leaves nothing is found in no text", () => {
  const token = { id: 7, content: "\u200b", special: false, normalized: true, strict: false };
  const finder = new AddedTokenFinder([token], (text) => text.replaceAll("\u200b", ""));
  assert.deepEqual(finder.split("a\u200bb"), ["ab"]);
});

test("tokens with signs that patterns give a meaning are found as they are", () => {
  const contents = ["<fim-prefix>", "a.b", "[x]{2}", "$^", "\\d", "(?:a)", "a/b", "-"];
  const flags = { special: false, normalized: false, strict: false };
  const tokens = contents.map((content, id) => ({ id, content, ...flags }));
  const finder = new AddedTokenFinder(tokens, (text) => text);
  assert.deepEqual(finder.split(contents.join("")), [...contents.keys()]);
});
