/** The atoms of byte-level BPE: the bytes of UTF-8. */
import { isPair } from "../../text/units/units.js";
import type { Alphabet } from "../bpe/alphabet.js";
import { firstUnit, lastUnit, readUnits } from "./whole-characters.js";

/** @param byteTokens byte -> token */
export function byteLevelAlphabet(byteTokens: Int32Array): Alphabet {
  return {
    byteTokens,
    readUnits,
    firstUnit,
    lastUnit,
    atomsOf(units, from, to, atoms) {
      let count = 0;
      for (let at = from; at < to; at++) {
        const unit = units[at]!;
        if (unit < 0x80) {
          atoms[count++] = byteTokens[unit]!;
        } else if (unit < 0x800) {
          atoms[count++] = byteTokens[0xc0 | (unit >> 6)]!;
          atoms[count++] = byteTokens[0x80 | (unit & 0x3f)]!;
        } else if (isPair(units, at, to)) {
          const point = ((unit - 0xd7c0) << 10) | (units[++at]! & 0x3ff);
          atoms[count++] = byteTokens[0xf0 | (point >> 18)]!;
          atoms[count++] = byteTokens[0x80 | ((point >> 12) & 0x3f)]!;
          atoms[count++] = byteTokens[0x80 | ((point >> 6) & 0x3f)]!;
          atoms[count++] = byteTokens[0x80 | (point & 0x3f)]!;
        } else {
          // A lone surrogate is U+FFFD.
          const point = (unit & 0xf800) === 0xd800 ? 0xfffd : unit;
          atoms[count++] = byteTokens[0xe0 | (point >> 12)]!;
          atoms[count++] = byteTokens[0x80 | ((point >> 6) & 0x3f)]!;
          atoms[count++] = byteTokens[0x80 | (point & 0x3f)]!;
        }
      }
      return count;
    },
  };
}
