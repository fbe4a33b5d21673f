/** The language of a whole text: scripts first, then letter trigrams for text in Latin letters. Cheap and pure. */

import { profileOf } from "../profile.js";
import type { LatinLanguage } from "./language-model.js";
import { latinLanguage } from "./latin-language.js";

export type Lang = "zh" | "ja" | "ko" | LatinLanguage | "und" | "other";
export type Script = "han" | "kana" | "hangul" | "latin" | "other";

/** A word of Latin script has about five letters; a Han character weighs as much as one word. */
export const lettersPerWord = 5;
/** Japanese prose is 40 - 60 % kana; Chinese text that quotes a Japanese name stays far below a tenth. */
const kanaShareOfJapanese = 0.1;
/** Korean with Hanja (大韓民國은 民主共和國이다) is a quarter Hangul; Chinese text that names a Korean stays below a tenth. */
const hangulShareOfKorean = 0.2;
/** A text whose Han characters make up a quarter of its words is Chinese with code or terms, not English. */
const hanShareOfChinese = 0.25;

/** What a text is written in, from counts of characters. `other` also stands for a text without letters. */
export function mainScript(count: {
  readonly han: number;
  readonly kana: number;
  readonly hangul: number;
  readonly latin: number;
  readonly letterOther: number;
}): Script {
  const words = count.latin / lettersPerWord;
  const others = count.letterOther / lettersPerWord;
  const east = count.han + count.kana + count.hangul;
  const total = words + others + east;
  if (total === 0) return "other";
  if (east < hanShareOfChinese * total) return words >= others ? "latin" : "other";
  if (count.hangul > count.kana && count.hangul > hangulShareOfKorean * (count.han + count.kana))
    return "hangul";
  return count.kana > kanaShareOfJapanese * (count.han + count.kana) ? "kana" : "han";
}

/** `other` stands for languages that are not told apart, and for texts without letters; `und` for too few Latin letters. */
export function guessLang(text: string): Lang {
  const p = profileOf(text);
  const { han, kana, hangul, letterOther } = p;
  const script = mainScript({ han, kana, hangul, letterOther, latin: p.latin + p.latinExtended });
  if (script === "latin") return latinLanguage(text);
  return script === "han" ? "zh" : script === "kana" ? "ja" : script === "hangul" ? "ko" : "other";
}
