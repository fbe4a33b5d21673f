/** A vocabulary of single characters: the id is the code point, so that tests can read tokens. */
import type { Vocabulary } from "../../../pipeline/contracts/stage.js";

export function characters(size = 70_000, names: Readonly<Record<string, number>> = {}): Vocabulary {
  return {
    size,
    name: "characters",
    decode: (ids) => Array.from(ids, (id) => String.fromCodePoint(id)).join(""),
    encode: (text) => Uint32Array.from(text, (character) => character.codePointAt(0) ?? 0),
    idOf: (name) => names[name],
  };
}
