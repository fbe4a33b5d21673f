/** The atoms of BPE over characters: those that have a token; the others stand for themselves and merge with nothing. */
import { isPair } from "../../text/units/units.js";
import type { Alphabet } from "../bpe/alphabet.js";
import type { Fallback } from "../byte-fallback.js";

/** @param tokens character -> token */
export function characterAlphabet(tokens: ReadonlyMap<string, number>, fallback: Fallback): Alphabet {
  const basic = new Int32Array(0x10000).fill(-1);
  const others = new Map<number, number>();
  for (const [character, token] of tokens) {
    if (character.length === 1) basic[character.charCodeAt(0)] = token;
    else others.set(character.codePointAt(0) ?? 0, token);
  }
  return {
    readUnits(spelling, from, to, units) {
      for (let at = from; at < to; at++) units[at - from] = spelling[at]!;
      return to - from;
    },
    firstUnit: (spelling, from, to) => (from < to ? spelling[from]! : -1),
    lastUnit: (spelling, from, to) => (from < to ? spelling[to - 1]! : -1),
    atomsOf(units, from, to, atoms) {
      let count = 0;
      for (let at = from; at < to; at++) {
        let token = basic[units[at]!]!;
        let point = units[at]!;
        if (isPair(units, at, to)) {
          point = ((units[at]! - 0xd7c0) << 10) | (units[++at]! & 0x3ff);
          token = others.get(point) ?? -1;
        }
        if (token >= 0) {
          atoms[count++] = token;
        } else if ("unknown" in fallback) {
          atoms[count++] = fallback.unknown;
        } else {
          for (const byte of Buffer.from(String.fromCodePoint(point), "utf8"))
            atoms[count++] = fallback.bytes[byte]!;
        }
      }
      return count;
    },
  };
}
