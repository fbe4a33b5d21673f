import assert from "node:assert/strict";
import { test } from "node:test";
import { WordNgrams } from "../../../../stages/filter/measures/word-ngrams.js";

test("a Korean phrase that is repeated with other particles is found, though few whole words are equal", () => {
  const ngrams = new WordNgrams();
  ngrams.load(
    "관리자비밀번호입력창을 엽니다. 관리자비밀번호입력창에서 나갑니다. 관리자비밀번호입력창도 봅니다.",
  );
  // 5 words are 8 hangul: of 44 two times the first 8 of 관리자비밀번호입력창.
  assert.equal(ngrams.repeatedShare(5), 16 / 44);
  assert.equal(ngrams.wordCount, 44 / 1.57);
});
