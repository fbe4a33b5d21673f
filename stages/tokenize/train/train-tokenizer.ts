/** Texts -> `tokenizer.json`. What `wudao tokenizer train` calls. */

import { UserError } from "../../../pipeline/contracts/errors.js";
import type { TokenizerRequest, TrainedTokenizer } from "../../../pipeline/recipe/catalogue.js";
import { countTrainingWords } from "./count-training-words.js";
import { trainBpe } from "./train-bpe.js";
import { trainUnigram } from "./train-unigram.js";

/** Above this, a pair of tokens is no whole number that a double holds. */
const largestVocabulary = { bpe: 2 ** 21, unigram: 200_000 };

/** @throws UserError `bad-option` when the vocabulary cannot be of the wanted size; `no-text` without any texts */
export async function trainTokenizer(
  texts: AsyncIterable<string>,
  request: TokenizerRequest,
): Promise<TrainedTokenizer> {
  const { model, vocabularySize, specialTokens, maxWords, workers } = request;
  if (new Set(specialTokens).size < specialTokens.length || specialTokens.includes(""))
    throw new UserError("bad-option", "a special token is empty or named twice");
  const most = largestVocabulary[model];
  if (vocabularySize > most) throw wrongSize(vocabularySize, `${most} tokens at most`);
  if (model === "bpe" && vocabularySize < 256 + specialTokens.length)
    throw wrongSize(
      vocabularySize,
      `the 256 bytes and the special tokens, ${256 + specialTokens.length} in all, and ${most} at most`,
    );
  const began = performance.now();
  const counted = await countTrainingWords(texts, maxWords, workers);
  if (counted.texts === 0)
    throw new UserError("no-text", "there are no texts to learn from", "Name other inputs");
  const { undercount } = counted.counts;
  const words = counted.counts.take();
  const between = performance.now();
  const trained = model === "bpe" ? trainBpe(words, request) : trainUnigram(words, request);
  return {
    file: JSON.stringify(trained.file),
    vocabularySize: trained.vocabularySize,
    texts: counted.texts,
    undercount,
    seconds: { counting: (between - began) / 1000, learning: (performance.now() - between) / 1000 },
  };
}

function wrongSize(size: number, has: string): UserError {
  return new UserError("bad-option", `a vocabulary of ${size} cannot be made`, `It has ${has}`);
}
