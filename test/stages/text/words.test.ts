import assert from "node:assert/strict";
import { test } from "node:test";
import { WordCounter } from "../../../stages/text/words.js";

const measure = (text: string) => new WordCounter([]).measure(text);

test("a sign within a word is no token, or news with quotes and numbers would have too few words with a letter", () => {
  const text = "“Don't pay 1,000.50 euros at www.example.com at 10:30,” wrote l’homme of a@b.com.";
  // Tokens: the words, and “ , ” and the last dot. An apostrophe parts two words; 1,000.50 and 10:30 have no letter.
  const { tokens, words, alphabetic } = measure(text);
  assert.equal(words, 14);
  assert.equal(tokens, words + 4);
  assert.equal(alphabetic, words - 2);
});

test("a word with hyphens is one, or of German and French prose a part would have too few words with a letter", () => {
  const { tokens, words, characters } = measure("Die E-Mail-Adresse, peut-être");
  assert.deepEqual([words, tokens, characters], [3, 4, 3 + 14 + 9]);
});

test("a row of hyphens is one token: a ruled table has no more signs than words", () => {
  assert.equal(measure("a\n----------\nb\n==").tokens, 5);
});

test("Korean is counted by morphemes, or its words would be too long and too few for its signs", () => {
  const { words, alphabetic, characters } = measure("2019년 서울에 갔습니다 (Seoul)");
  assert.equal(words, 2 + 8 / 1.57);
  assert.equal(alphabetic, words - 1);
  assert.equal(characters, 4 + 8 + 5);
});

test("Japanese words in katakana are counted as long as they are: ファイル is one word of four characters, not two and a half", () => {
  assert.equal(measure("ファイルをフォルダーに").words, 2 / 1.46 + 9 / 4.3);
  assert.equal(measure("ﾌｧｲﾙ").words, 4 / 4.3);
  assert.equal(measure("保存する").words, 2 / 1.65 + 2 / 1.46);
});

test("a sign between hangul makes no number of them: a list of lands would have too few words with a letter", () => {
  const { words, alphabetic } = measure("한국-영국, 산.강");
  assert.deepEqual([words, alphabetic], [6 / 1.57, 6 / 1.57]);
});

test("a sign beside a word is a token, at both ends of a text, too", () => {
  measure("a.b".repeat(50));
  assert.equal(measure(".a, b.").tokens, 5);
  assert.equal(measure("他说：好。").tokens, 3 / 1.65 + 2);
});

test("dots in a row stay an ellipsis, whatever stands beside them", () => {
  assert.deepEqual([measure("so...then").ellipses, measure("so…then").ellipses], [1, 1]);
  assert.equal(measure("Chapter ......... 7").ellipses, 3);
});
