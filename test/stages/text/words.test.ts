import assert from "node:assert/strict";
import { test } from "node:test";
import { WordCounter } from "../../../stages/text/words.js";

const measure = (text: string) => new WordCounter([]).measure(text);

test("a sign within a word is no token, or news with quotes and numbers would have too few words with a letter", () => {
  const text = "“Don't pay 1,000.50 euros at www.example.com at 10:30,” wrote l’homme of a@b.com.";
  // Tokens: the words, and “ , ” and the last dot. 1, 000, 50, 10 and 30 have no letter.
  const { tokens, words, alphabetic } = measure(text);
  assert.equal(words, 21);
  assert.equal(tokens, words + 4);
  assert.equal(alphabetic, words - 5);
});

test("a sign beside a word is a token, at both ends of a text, too", () => {
  measure("a.b".repeat(50));
  assert.equal(measure(".a, b.").tokens, 5);
  assert.equal(measure("他说：好。").tokens, 3 / 1.65 + 2);
});

test("dots in a row stay an ellipsis, whatever stands beside them", () => {
  assert.deepEqual([measure("so...then").ellipses, measure("so…then").ellipses], [1, 1]);
});
