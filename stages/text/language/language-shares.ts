/**
 * Which languages a text is made of, paragraph by paragraph: a page that quotes English between Chinese paragraphs is 70 %
 * Chinese and 30 % English, not one of them.
 *
 * A paragraph is a line, or the part of one that is in another script for a sentence. It goes to one language as a whole, weighed by
 * its words (a Han character, kana or hangul syllable weighs as much as five letters). Lines too short to tell a language or a variety by
 * themselves (headings, list items, verses) are judged together.
 *
 * Cost: linear, three looks at each character.
 */
import * as c from "../characters/charclass.js";
import { charClass } from "../characters/charclass.js";
import { type ChineseVariety, VarietyCount } from "./chinese-variety.js";
import { lettersPerWord, mainScript, type Script } from "./lang.js";
import { type LatinLanguage, latinLanguages } from "./language-model.js";
import { latinLanguage } from "./latin-language.js";
import { scriptPassages } from "./script-passages.js";

/**
 * `zh` and `und` are what too short a text leaves open: Chinese of either script, one of the languages in Latin letters.
 * `other`: none of these languages, or no letters.
 */
export type Language = ChineseVariety | LatinLanguage | "ja" | "ko" | "und" | "other";

/** Letters below which the trigrams of one line may err: two short sentences. */
const fewestLetters = 60;
/** Han characters below which the variety of one line may err. */
const fewestHan = 50;

/** Shares by language, summing to 1, the largest first; `{other: 1}` for a text without letters. */
export function languageShares(text: string): ReadonlyMap<Language, number> {
  const weights = new Map<Language, number>();
  const add = (language: Language, weight: number): void => {
    weights.set(language, (weights.get(language) ?? 0) + weight);
  };
  const shortLatin: string[] = [];
  let shortLatinWeight = 0;
  const shortHan = new VarietyCount();
  let shortHanWeight = 0;
  let total = 0;
  const measure = (from: number, to: number): void => {
    const passage = countPassage(text, from, to);
    total += passage.weight;
    if (passage.script === "latin") {
      if (passage.latin >= fewestLetters) add(latinLanguage(text, from, to), passage.weight);
      else {
        shortLatin.push(text.slice(from, to));
        shortLatinWeight += passage.weight;
      }
    } else if (passage.script === "han") {
      if (passage.han >= fewestHan) add(new VarietyCount().add(text, from, to).language(), passage.weight);
      else {
        shortHan.add(text, from, to);
        shortHanWeight += passage.weight;
      }
    } else if (passage.weight > 0) {
      add(passage.script === "kana" ? "ja" : passage.script === "hangul" ? "ko" : "other", passage.weight);
    }
  };
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf("\n", from);
    const to = newline < 0 ? text.length : newline;
    scriptPassages(text, from, to, measure);
    from = to + 1;
  }
  // Headings are too few to be told apart by themselves: they follow the paragraphs.
  const mainOf = (belongs: (language: Language) => boolean): Language | undefined =>
    [...weights].filter(([language]) => belongs(language)).sort((a, b) => b[1] - a[1])[0]?.[0];
  if (shortLatinWeight > 0) {
    const alone = latinLanguage(shortLatin.join("\n"));
    add(alone === "und" ? (mainOf(isLatin) ?? alone) : alone, shortLatinWeight);
  }
  if (shortHanWeight > 0) {
    const alone = shortHan.language();
    const isClear = alone === "ja" || shortHan.han >= fewestHan;
    add(isClear ? alone : (mainOf(isChinese) ?? alone), shortHanWeight);
  }
  if (total === 0) return new Map([["other", 1]]);
  const shares = [...weights].map(([language, weight]) => [language, weight / total] as const);
  return new Map(shares.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}

/** The language of most of a text. */
export function mainLanguage(text: string): Language {
  return languageShares(text).keys().next().value ?? "other";
}

/** Whether a text of `language` is, or may be, in one of the languages that `kept` lists; `zh` lists all Chinese. */
export function mayBeOneOf(language: string, kept: ReadonlySet<string>): boolean {
  if (kept.has(language)) return true;
  if (isChinese(language) && kept.has("zh")) return true;
  if (language === "zh") return kept.has("ja") || chineseVarieties.some((variety) => kept.has(variety));
  return language === "und" && latinLanguages.some((latin) => kept.has(latin));
}

const chineseVarieties: readonly string[] = ["zh", "zh-hans", "zh-hant", "lzh", "yue"];

function isChinese(language: string): boolean {
  return chineseVarieties.includes(language);
}

function isLatin(language: Language): boolean {
  return latinLanguages.some((latin) => latin === language);
}

interface PassageCount {
  readonly script: Script;
  readonly weight: number;
  readonly han: number;
  readonly latin: number;
}

function countPassage(text: string, from: number, to: number): PassageCount {
  let han = 0;
  let kana = 0;
  let hangul = 0;
  let latin = 0;
  let letterOther = 0;
  for (let i = from; i < to; i++) {
    const kind = charClass[text.charCodeAt(i)]!;
    if (c.isHanClass(kind)) han++;
    else if (kind === c.LATIN || kind === c.LATIN_EXTENDED) latin++;
    else if (kind === c.KANA) kana++;
    else if (kind === c.HANGUL) hangul++;
    else if (kind === c.LETTER_OTHER) letterOther++;
  }
  const weight = han + kana + hangul + (latin + letterOther) / lettersPerWord;
  return { script: mainScript({ han, kana, hangul, latin, letterOther }), weight, han, latin };
}
