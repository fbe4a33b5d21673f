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

test("an article is not lost for a long address that it names twice: the n-gram that stands most often counts", () => {
  const ngrams = new WordNgrams();
  ngrams.load("in it, maketecheasier holisticmedia, in it, maketecheasier holisticmedia, in it, at on");
  assert.equal(ngrams.topShare(2), (3 * 4) / (3 * 4 + 2 * 27 + 4));
  ngrams.load("of the one of the two maketecheasier holisticmedia maketecheasier holisticmedia");
  // Of two that stand as often, the longer one.
  assert.equal(ngrams.topShare(2), (2 * 27) / (2 * 5 + 6 + 2 * 27));
});
