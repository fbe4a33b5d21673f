/** The normalizers of a Hugging Face file, where the comparison with `tokenizers` does not reach. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readNormalizer } from "../../../../stages/tokenize/hugging-face/normalizer.js";
import { AlignedText } from "../../../../stages/tokenize/offsets/aligned-text.js";
import { refuseFor } from "../../../../stages/tokenize/unsupported.js";

function stripping(left: boolean, right: boolean) {
  const strip = { type: "Strip", strip_left: left, strip_right: right };
  return readNormalizer(strip, refuseFor("tokenizer.json"));
}

test("a text with a million spaces inside does not stop a run whose tokenizer strips its ends", () => {
  const inside = `a${" ".repeat(1 << 20)}b`;
  assert.equal(stripping(true, true).rewrite(`\u3000 ${inside}\n`), inside);
});

test("what a tokenizer strips is white space, at the sides that its file names", () => {
  for (const [left, right, expected] of [
    [true, false, "a b\u0085 "],
    [false, true, "\u2003\u3000a b"],
    [true, true, "a b"],
    [false, false, "\u2003\u3000a b\u0085 "],
  ] as const) {
    const { rewrite, align } = stripping(left, right);
    assert.equal(rewrite("\u2003\u3000a b\u0085 "), expected);
    assert.equal(align(AlignedText.of("\u2003\u3000a b\u0085 ")).text, expected);
  }
  assert.equal(stripping(true, true).rewrite(" \n "), "");
  assert.equal(stripping(true, true).rewrite("\ufeffa"), "\ufeffa");
});
