/** Where tokens stand in the text. test/interop compares all families with the programs that models were trained with. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadTokenizer } from "../../../pipeline/index.js";
import { root } from "../../support/wudao.js";
import { generatedTexts, trickyTexts } from "./tricky-texts.js";

const defaultTokenizer = join(root, "stages/tokenize/default.tokenizer.json.gz");

test("no part of a text is without a token, and each token is the text where it is said to stand", async () => {
  const tokenizer = await loadTokenizer(defaultTokenizer);
  for (const text of [...trickyTexts, ...generatedTexts(300, 21)]) {
    const { ids, starts, ends } = tokenizer.encodeWithOffsets(text);
    assert.deepEqual(Array.from(ids), Array.from(tokenizer.encode(text)));
    let covered = 0;
    for (const [at, id] of ids.entries()) {
      const [start = -1, end = -1] = [starts[at], ends[at]];
      const message = `token ${at} of ${JSON.stringify(text)}`;
      assert.ok(start <= covered || isNormalized(text), message);
      covered = Math.max(covered, end);
      const word = tokenizer.decode([id]);
      if (!word.includes("\ufffd") && !isNormalized(text))
        assert.equal(text.slice(start, end), word, message);
    }
    if (!isNormalized(text)) assert.equal(covered, text.length);
  }
});

/** What the tokenizer reads in another form than it stands there. */
function isNormalized(text: string): boolean {
  return text.normalize("NFC") !== text || /\p{Surrogate}/u.test(text);
}

test("proteins: white space between residues has no token, and the residues behind it stand where they stood", async () => {
  const tokenizer = await loadTokenizer("residues");
  const { ids, starts, ends } = tokenizer.encodeWithOffsets("MK V\nl");
  assert.equal(tokenizer.decode(ids), "MKVL");
  assert.deepEqual([...starts], [0, 1, 3, 5]);
  assert.deepEqual([...ends], [1, 2, 4, 6]);
});
