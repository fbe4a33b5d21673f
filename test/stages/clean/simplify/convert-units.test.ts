/** The one pass against its reference, the chain of dictionaries step by step. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UnitConverter } from "../../../../stages/clean/simplify/convert-units.js";
import { DictionaryChain, replacersOf } from "../../../../stages/clean/simplify/dictionary-chain.js";
import { dictionariesOf } from "../../../../stages/clean/simplify/forms.js";
import { PhraseIndex } from "../../../../stages/clean/simplify/phrase-index.js";
import { readConversion } from "../../../../stages/clean/simplify/read-conversion.js";
import { traditionalForms } from "../../../../stages/clean/simplify/traditional-form.js";
import { checkLinear } from "../../hostile.js";

for (const form of traditionalForms) {
  for (const everyEntry of [true, false]) {
    test(`${form}, every entry ${everyEntry}: what stands beside a phrase, within it or across its end changes nothing`, () => {
      const dictionaries = dictionariesOf(form, everyEntry);
      const converter = new UnitConverter(readConversion(form, everyEntry));
      const chain = new DictionaryChain(replacersOf(dictionaries));
      const { normalize, regional, simplify } = dictionaries;
      const words = [...new Set([...(regional?.keys() ?? []), ...simplify.keys()])];
      const phrases = words.filter((word) => word.length > 1 && word.charCodeAt(0) < 0xd800);
      const piece = fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...phrases) },
        // Beginnings and ends of phrases: matches that almost are, and that reach into the next piece.
        { weight: 6, arbitrary: fc.constantFrom(...phrases).map((word) => word.slice(0, -1)) },
        { weight: 6, arbitrary: fc.constantFrom(...phrases).map((word) => word.slice(1)) },
        { weight: 4, arbitrary: fc.constantFrom(...words) },
        { weight: 1, arbitrary: fc.constantFrom(...normalize.keys()) },
        {
          weight: 1,
          arbitrary: fc.constantFrom("的", "a", "SQL", "。", "\n", "⿰", "⿲木", "𠮷", "\uD842", "\uDFB7"),
        },
      );
      const texts = fc.array(piece, { maxLength: 24 }).map((parts) => parts.join(""));
      fc.assert(
        fc.property(texts, (text) => assert.equal(converter.convertText(text), chain.convertWord(text))),
        { numRuns: 4000, seed: 7 },
      );
    });
  }
}

for (const form of traditionalForms) {
  test(`${form}: a Latin letter before what phrases go on with stays itself (LSM一起)`, () => {
    const dictionaries = dictionariesOf(form, true);
    const converter = new UnitConverter(readConversion(form, true));
    const chain = new DictionaryChain(replacersOf(dictionaries));
    const words = [...(dictionaries.regional?.keys() ?? []), ...dictionaries.simplify.keys()];
    const later = [...new Set(words.flatMap((word) => word.slice(2).split("")))];
    for (let letter = 0x41; letter <= 0x7a; letter++) {
      // A phrase beside each, so that the units around it are looked at closely.
      const text = later.map((unit) => `乾隆${String.fromCharCode(letter)}${unit}`).join("。");
      assert.equal(converter.convertText(text), chain.convertWord(text));
    }
  });
}

test("a text that ends within a phrase is not completed by what the text before it left behind", () => {
  const { regional, simplify } = dictionariesOf("twp", true);
  const converter = new UnitConverter(readConversion("twp", true));
  const chain = new DictionaryChain(replacersOf(dictionariesOf("twp", true)));
  for (const word of [...(regional?.keys() ?? []), ...simplify.keys()]) {
    if (word.length < 2) continue;
    converter.convertText(word + word);
    for (const part of [word.slice(0, -1), word, word + word.slice(0, -1)])
      assert.equal(converter.convertText(part), chain.convertWord(part));
  }
});

test("a long text of phrases, of almost phrases or of descriptions takes a time in proportion to its length", () => {
  const pieces = ["程式碼", "乾", "乾隆皇", "⿰", "\uD842", "著", "程式記", "㑮"];
  const converter = new UnitConverter(readConversion("twp", true));
  checkLinear(
    (text) => converter.convertText(text),
    pieces.map((piece) => [piece, piece]),
  );
});

test("a text of more units than are kept room for is converted, and so is the next small one", () => {
  const converter = new UnitConverter(readConversion("t", true));
  const large = "漢字\n".repeat(2_000_000);
  assert.equal(converter.convertText(large), "汉字\n".repeat(2_000_000));
  assert.equal(converter.convertText("乾隆皇帝"), "乾隆皇帝");
  assert.equal(converter.convertText("乾燥"), "干燥");
});

for (const form of ["t", "twp", "hk"] as const) {
  test(`${form}: a unit before a pair by which phrases are found is taken for no beginning of one (L乾 of 張法乾)`, () => {
    const dictionaries = dictionariesOf(form, true);
    const converter = new UnitConverter(readConversion(form, true));
    const chain = new DictionaryChain(replacersOf(dictionaries));
    // Nodes have numbers from 1 on; each pair behind some of those.
    const pairs = [...new PhraseIndex(dictionaries).late];
    for (let number = 1; number <= 12 * pairs.length; number++) {
      const text = `${String.fromCharCode(1 + (number % 1999))}${pairs[number % pairs.length]}`;
      assert.equal(converter.convertText(text), chain.convertWord(text));
    }
  });
}

for (const form of traditionalForms) {
  test(`${form}: where phrases reach into one another, each step takes what it comes to first (執行程式)`, () => {
    const dictionaries = dictionariesOf(form, true);
    const converter = new UnitConverter(readConversion(form, true));
    const chain = new DictionaryChain(replacersOf(dictionaries));
    const { phrases } = new PhraseIndex(dictionaries);
    /** Beginnings of phrases -> what stands behind them. */
    const rests = new Map<string, string[]>();
    for (const phrase of phrases)
      for (let i = 1; i < phrase.length; i++)
        rests.set(phrase.slice(0, i), [...(rests.get(phrase.slice(0, i)) ?? []), phrase.slice(i)]);
    const crossing = (text: string): string[] => {
      const found: string[] = [];
      for (let at = 1; at < text.length; at++) found.push(...(rests.get(text.slice(at)) ?? []));
      return found;
    };
    for (const phrase of phrases)
      for (const rest of crossing(phrase)) {
        const two = phrase + rest;
        for (const text of [two, two + (crossing(two)[0] ?? "")])
          assert.equal(converter.convertText(text), chain.convertWord(text));
      }
  });
}
