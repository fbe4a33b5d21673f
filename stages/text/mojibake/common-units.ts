/** Characters that sound text is mostly made of, and wrongly decoded text hardly: what tells one from the other. */
import { commonCharacters } from "../charset/common-characters.js";

export const isCommonChinese = flagged(commonCharacters.simplified, commonCharacters.traditional);

/** Japanese too: kana are no sign of wrong decoding by themselves. */
const isCommonAnywhere = flagged(
  commonCharacters.simplified,
  commonCharacters.traditional,
  commonCharacters.japanese,
);

function flagged(...lists: readonly string[]): Uint8Array {
  const flags = new Uint8Array(0x10000);
  for (const list of lists) for (const character of list) flags[character.charCodeAt(0)] = 1;
  return flags;
}

export function isCommon(unit: number): boolean {
  return isCommonAnywhere[unit] === 1;
}

const samples = 256;
const fewest = 6;

/**
 * Whether a look at a few characters allows that the text, or a good part of it, was decoded wrongly. Four of five characters of
 * modern prose are common ones, two of three of a classic, one of twenty of a text that was.
 */
export function mayBeWrong(units: Uint16Array, length: number): boolean {
  const step = Math.max(1, Math.floor(length / samples));
  let seen = 0;
  let common = 0;
  for (let i = 0; i < length; i += step) {
    const unit = units[i]!;
    // Beside ASCII and Latin letters: Greek, kana and private use are what wrong readers make of Chinese.
    if (unit < 0x370 || (unit >= 0xac00 && unit <= 0xdfff)) continue;
    seen++;
    if (isCommon(unit)) common++;
  }
  return seen >= fewest && common * 4 < seen * 3;
}
