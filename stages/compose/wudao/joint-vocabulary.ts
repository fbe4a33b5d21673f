/** One id space for both models: image codes, the text's vocabulary, CogView's command tokens, then those that only GLM has. */
import type { Vocabulary } from "../../../pipeline/contracts/stage.js";
import { commandTokens, imageCodes } from "../cogview/command-tokens.js";

export interface JointVocabulary {
  /** The text's vocabulary as GLM is to see it: shifted, with CogView's command tokens known by name. */
  readonly vocabulary: Vocabulary;
  /** A text's own ids in the joint space. A view that is valid until the next call. */
  shift(tokens: Uint32Array | undefined): Uint32Array | undefined;
  /** Both listings in one, what they share once. */
  listing(commands: string, glm: string): string;
}

export function behindImageCodes(text: Vocabulary): JointVocabulary {
  const commands = commandTokens(text.size);
  const named = new Map(
    commands.listing.split(" ").map((pair) => {
      const at = pair.lastIndexOf("=");
      return [pair.slice(0, at), Number(pair.slice(at + 1))] as const;
    }),
  );
  let shifted = new Uint32Array(1 << 14);
  const shift = (tokens: Uint32Array): Uint32Array => {
    if (shifted.length < tokens.length) shifted = new Uint32Array(2 * tokens.length);
    for (let at = 0; at < tokens.length; at++) shifted[at] = tokens[at]! + imageCodes;
    return shifted.subarray(0, tokens.length);
  };
  const end = imageCodes + text.size;
  return {
    vocabulary: {
      size: commands.size,
      name: text.name,
      decode: (ids) =>
        text.decode(
          Array.from(ids)
            .filter((id) => id >= imageCodes && id < end)
            .map((id) => id - imageCodes),
        ),
      encode: (words) => shift(text.encode(words)),
      idOf(name) {
        const own = text.idOf(name);
        return named.get(name) ?? (own === undefined ? undefined : own + imageCodes);
      },
    },
    shift: (tokens) => (tokens === undefined ? undefined : shift(tokens)),
    listing: (ofPictures, ofTexts) =>
      [...new Set([...ofPictures.split(" "), ...ofTexts.split(" ")])].join(" "),
  };
}
