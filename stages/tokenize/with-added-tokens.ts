/** Tokens that a model puts behind the vocabulary it was made from, as GLM and Transformer-XL do with their end of text. */
import { usualEndOfText } from "./end-of-text.js";
import type { Tokenizer } from "./tokenizer.js";

/** @param names those that the tokenizer lacks get the next free ids, in this order; no text is encoded as one of them */
export function withAddedTokens(tokenizer: Tokenizer, names: readonly string[]): Tokenizer {
  const added = [...new Set(names)].filter((name) => tokenizer.idOf(name) === undefined);
  if (added.length === 0) return tokenizer;
  const size = tokenizer.vocabularySize;
  const ids = new Map(added.map((name, at) => [name, size + at]));
  const idOf = (token: string): number | undefined => tokenizer.idOf(token) ?? ids.get(token);
  return {
    ...tokenizer,
    endOfTextId: usualEndOfText(idOf),
    vocabularySize: size + added.length,
    specialTokens: new Map([...tokenizer.specialTokens, ...ids]),
    idOf,
    decode(tokens) {
      let text = "";
      let from = 0;
      const all = Array.from(tokens);
      all.forEach((id, at) => {
        const name = added[id - size];
        if (name === undefined) return;
        text += tokenizer.decode(all.slice(from, at)) + name;
        from = at + 1;
      });
      return text + tokenizer.decode(all.slice(from));
    },
  };
}
