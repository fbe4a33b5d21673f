/** A guess of the language from the scripts of a text. No model: it tells Chinese from Japanese, Korean and Latin text. */
import { profileOf } from "./profile.js";

export type Lang = "zh" | "ja" | "ko" | "en" | "other";

/** A word of Latin script has about five letters; a Han character weighs as much as one word. */
const lettersPerWord = 5;
/** Japanese prose is 40 - 60 % kana; Chinese text that quotes a Japanese name stays far below a tenth. */
const kanaShareOfJapanese = 0.1;
/** A text whose Han characters make up a quarter of its words is Chinese with code or terms, not English. */
const hanShareOfChinese = 0.25;

/** `zh`, `ja`, `ko`, `en` (any text in Latin letters) or `other`. Texts without letters are `other`. */
export function guessLang(text: string): Lang {
  const profile = profileOf(text);
  const words = (profile.latin + profile.latinExtended) / lettersPerWord;
  const others = profile.letterOther / lettersPerWord;
  const east = profile.han + profile.kana + profile.hangul;
  const total = words + others + east;
  if (total === 0) return "other";
  if (east >= hanShareOfChinese * total) {
    if (profile.hangul > profile.han + profile.kana) return "ko";
    if (profile.kana > kanaShareOfJapanese * (profile.han + profile.kana)) return "ja";
    return "zh";
  }
  return words >= others ? "en" : "other";
}
