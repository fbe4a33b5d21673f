/**
 * BERT's `vocab.txt`: a token a line, its id is the number of the line. The file does not say how text is cleaned: it is read as
 * BERT's basic tokenizer does it, which lower-cases and strips accents unless the vocabulary was made of cased text.
 */
import type { TokenizerParts } from "../tokenizer.js";
import type { Refuse } from "../unsupported.js";
import { idIn, vocabularyOf } from "../vocabulary.js";
import { WordPieceModel } from "./word-piece.js";
import { WordPieceNames } from "./word-piece-names.js";

const unknownToken = "[UNK]";
const continuingPrefix = "##";
/** The control marks of BERT, those of them that the file has. */
const specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/** Whether a text is such a file. */
export function isVocabularyFile(text: string): boolean {
  return !text.startsWith("{") && /^\[UNK\]\s*$/m.test(text) && /^##\S/m.test(text);
}

export function readVocabularyFile(text: string, refuse: Refuse): TokenizerParts {
  const lines = text.endsWith("\n") ? text.slice(0, -1).split("\n") : text.split("\n");
  const vocabulary = vocabularyOf(lines.map((line, id) => [line.trimEnd(), id]));
  const isCased = lines.some((line) => /\p{Lu}/u.test(line) && !/^[[<].*[\]>]$/.test(line.trimEnd()));
  const definition = {
    vocabulary,
    unknownToken,
    continuingPrefix,
    longestWord: 100,
    characters: {
      cleansText: true,
      setsChineseApart: true,
      stripsAccents: !isCased,
      lowersCase: !isCased,
    },
  };
  const addedTokens = specialTokens.flatMap((content) => {
    const id = vocabulary[content];
    return id === undefined ? [] : [{ id, content, special: true, normalized: false, strict: false }];
  });
  return {
    model: new WordPieceModel(definition, refuse),
    names: new WordPieceNames(vocabulary, addedTokens, { prefix: continuingPrefix, cleansUp: true }),
    addedTokens,
    unknown: idIn(vocabulary, unknownToken),
  };
}
