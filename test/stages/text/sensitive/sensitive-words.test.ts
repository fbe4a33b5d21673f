/** Sensitive words: what evades a list, what a list must not hit, and how dictionaries are read. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { UserError } from "../../../../pipeline/contracts/errors.js";
import { sensitivePassages } from "../../../../stages/clean/sensitive-passages.js";
import { SensitiveWords } from "../../../../stages/text/sensitive/dictionary.js";
import { evasionFolding, ignored } from "../../../../stages/text/sensitive/evasion-folding.js";
import {
  bitsBeforeCells,
  pairCell,
  pairHash,
  unitHash,
} from "../../../../stages/text/sensitive/pair-cells.js";
import { commonPairs } from "../../../../stages/text/sensitive/pair-frequency.js";
import { PlaceFilter } from "../../../../stages/text/sensitive/place-filter.js";
import { inTemporaryFolder, sharedData, withoutData } from "../../../support/wudao.js";
import { checkLinear } from "../../hostile.js";
import { openStage } from "../../run-examples.js";

const none = { files: [], words: [], allow: [], categories: [], "built-in": false, "min-length": 2 } as const;

/** Words that no text here holds, so many that the tables are those of a large dictionary. */
const others = Array.from({ length: 400 }, (_, index) => String.fromCharCode(0x3400 + index).repeat(5));
const sizes = [
  ["a small", []],
  ["a large", others],
] as const;

function finder(
  options: Partial<ConstructorParameters<typeof SensitiveWords>[0]>,
  further: readonly string[] = [],
): (text: string) => string[] {
  const words = [...(options.words ?? []), ...further];
  const dictionary = new SensitiveWords({ ...none, ...options, words }, ".");
  return (text) => dictionary.find(text).map(({ start, end }) => text.slice(start, end));
}

/** Every passage against every word, as `find` means it. */
function naively(text: string, words: readonly string[]): string[] {
  const characters = Array.from(text);
  const wanted = new Set(words.map(folded));
  const found: string[] = [];
  for (let start = 0; start < characters.length; start++) {
    for (let end = start + 1; end <= characters.length; end++) {
      const passage = characters.slice(start, end);
      const signs = passage.map((character) => (folded(character) === "" ? "*" : "x")).join("");
      // Four signs in a row are layout.
      if (signs.startsWith("*") || signs.includes("****")) break;
      if (signs.endsWith("*")) continue;
      if (wanted.has(folded(passage.join("")))) found.push(passage.join(""));
    }
  }
  return found;
}

const fold = evasionFolding();

function folded(text: string): string {
  const units = Array.from(text).filter((character) => fold[character.charCodeAt(0)] !== ignored);
  return units.join("").replace(/./gs, (unit) => String.fromCharCode(fold[unit.charCodeAt(0)] ?? 0));
}

for (const [size, further] of sizes) {
  test(`${size} dictionary: a word is found through inserted signs, width, script, case and split characters`, () => {
    const find = finder({ words: ["赌博", "法轮功", "真钱游戏", "spam"] }, further);
    for (const evasion of [
      "赌博",
      "赌*博",
      "赌 博",
      "赌\u200B博",
      "赌…博",
      "赌🎲博",
      "賭博",
      "贝者博",
      "赌十尃",
      "氵去轮功",
      "法輪功",
      "真-钱-游-戏",
      "真錢遊戲",
      "ＳＰＡＭ",
      "Spam",
    ]) {
      assert.deepEqual(find(`前文${evasion}后文`), [evasion]);
      // Wherever a text is cut in blocks.
      for (let before = 2040; before < 2052; before++)
        assert.deepEqual(find(`${"前".repeat(before)}${evasion}后文`), [evasion], `behind ${before}`);
    }
  });

  test(`${size} dictionary: no word is seen across a sentence, a line or a wide gap, nor in a longer Latin word`, () => {
    const find = finder({ words: ["赌博", "ass", "hot"] }, further);
    for (const harmless of [
      "他在赌。博物馆",
      "赌\n博",
      "赌，博",
      "赌 - - - - 博",
      "class",
      "as s",
      "a-s-s",
      "hotel",
      "shot",
      "ｃｌａｓｓ",
      "hotｅl",
    ]) {
      assert.deepEqual(find(harmless), [], harmless);
    }
  });

  test(`${size} dictionary: exactly the words are found that a plain search finds, in the order of the text`, () => {
    const words = ["甲", "甲乙", "乙丙", "甲乙丙", "丙丁戊", "甲乙丙丁", "乙丙丁戊己", "己庚辛壬癸"];
    const find = finder({ words, "min-length": 1 }, further);
    const plain = (text: string): string[] => {
      const found: string[] = [];
      for (let i = 0; i < text.length; i++) found.push(...words.filter((word) => text.startsWith(word, i)));
      return found;
    };
    const texts = fc
      .array(fc.constantFrom(...Array.from("甲乙丙丁戊己庚辛壬癸天")), { maxLength: 60 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, (text) => {
        assert.deepEqual(find(text), plain(text));
      }),
      { numRuns: 3000, seed: 2024 },
    );
  });
}

test("through signs of any kind exactly the words are found that a comparison of all passages finds", () => {
  const words = [
    "赌",
    "赌博",
    "博彩",
    "賭博网站",
    "𠮷祥",
    "彩𠮷",
    "网站𠮷祥彩",
    "法法法",
    "法法法法",
    "站赌博网",
  ];
  const parts = ["赌", "賭", "博", "彩", "网", "站", "𠮷", "祥", "法", "天", "*", " ", "🎲", "\u200B", "。"];
  for (const [, further] of sizes) {
    const find = finder({ words, "min-length": 1 }, further);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 24 }), (drawn) => {
        const text = drawn.join("");
        assert.deepEqual(find(text), naively(text, words));
      }),
      { numRuns: 400, seed: 2024 },
    );
  }
});

test("exactly the words are found that a comparison of all passages finds where dozens share each pair of characters", () => {
  const signs = ["甲", "乙", "𠮷", "法"];
  const words: string[] = [];
  for (let number = 0; number < 4 ** 5; number += 3) {
    const digits = Array.from(number.toString(4), (digit) => signs[Number(digit)]);
    words.push(digits.join(""));
  }
  const find = finder({ words, "min-length": 1 });
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...signs, "*", "🎲", "。"), { maxLength: 16 }), (drawn) => {
      const text = drawn.join("");
      assert.deepEqual(find(text), naively(text, words));
    }),
    { numRuns: 100, seed: 2024 },
  );
});

test("a word with Latin letters is found exactly where it stands as it is written, and not in a longer one", () => {
  const words = ["b", "ab", "abc", "b1", "a.c", "赌b", "b赌", "a赌", "彩赌1", "bca", "ca赌b"];
  const plain = (text: string): string =>
    Array.from(text, (unit) => {
      const folded = fold[unit.charCodeAt(0)]!;
      return folded === ignored ? unit : String.fromCharCode(folded);
    }).join("");
  const isLatin = (sign: string): boolean => /[0-9a-z]/.test(sign);
  const naive = (drawn: string): string[] => {
    const text = plain(drawn);
    const found: string[] = [];
    for (let start = 0; start < text.length; start++)
      for (let end = start + 1; end <= text.length; end++) {
        const isBound = (at: number): boolean => isLatin(text.charAt(at - 1)) && isLatin(text.charAt(at));
        if (words.includes(text.slice(start, end)) && !isBound(start) && !isBound(end))
          found.push(drawn.slice(start, end));
      }
    return found;
  };
  const parts = ["a", "b", "c", "1", "B", "ａ", "赌", "賭", "彩", "天", "*", " ", ".", "。"];
  for (const [, further] of sizes) {
    const find = finder({ words, "min-length": 1 }, further);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 24 }), (drawn) => {
        const text = drawn.join("");
        assert.deepEqual(find(text), naive(text));
      }),
      { numRuns: 2000, seed: 2024 },
    );
  }
});

test("of Latin words that differ in their signs alone each is found, and told as the one that stands there", () => {
  const words = ["ab", "a.b", "a-b", "A_b", "QQ群", "Q.Q群"];
  const dictionary = new SensitiveWords({ ...none, words, allow: ["a-b"] }, ".");
  const found = (text: string): string[] =>
    dictionary.find(text).map(({ word }) => dictionary.words[word] ?? "");
  assert.deepEqual(found("这 ab 与 a.b 与 a-b 与 a_B 与 a b"), ["ab", "a.b", "A_b"]);
  assert.deepEqual(found("加QQ群或Q.Q群"), ["QQ群", "Q.Q群"]);
});

test("none of the words is lost where hundreds stand at each of hundreds of places", () => {
  const lengths = Array.from({ length: 300 }, (_, index) => index + 4);
  const size = 700;
  const counts = new Map<number, number>();
  for (const { length } of finder({ words: lengths.map((length) => "あ".repeat(length)) })("あ".repeat(size)))
    counts.set(length, (counts.get(length) ?? 0) + 1);
  assert.deepEqual(
    [...counts].sort(([one], [other]) => one - other),
    lengths.map((length) => [length, size - length + 1]),
  );
});

test("none of the words is lost of a long text that consists of words of one character", () => {
  const text = "法".repeat(100_000);
  assert.equal(finder({ words: ["法"], "min-length": 1 })(text).length, text.length);
});

test("a long row of signs takes a time in proportion to its length, also behind a character that makes each look like a word", () => {
  const { character, word } = mistaken();
  const find = finder({ words: [word] });
  checkLinear((signs) => assert.deepEqual(find(character + signs + word), [word]), [["spaces", " "]]);
});

/** A character which, with any sign behind it, would be taken for a word if signs had their bits where characters have theirs. */
function mistaken(): { readonly character: string; readonly word: string } {
  const letters = Array.from({ length: 0x5000 }, (_, at) => 0x4e00 + at).filter(
    (unit) => fold[unit] === unit,
  );
  const [first = 0] = letters;
  const { entries } = new PlaceFilter(fold, []);
  const cell = (one: number, other: number): number =>
    pairCell(pairHash(entries[one] ?? 0, entries[other] ?? 0));
  const lasts = new Map(letters.map((last) => [cell(first, last), last]));
  for (const unit of letters) {
    const last = lasts.get(cell(unit, 0x20) + bitsBeforeCells);
    if (last !== undefined)
      return { character: String.fromCharCode(unit), word: String.fromCharCode(first, last) };
  }
  return assert.fail("no such character");
}

test("a mixed text is not slow for a dictionary of Chinese words: two Latin letters share their cell with no two others, nor with a pair that ends in Chinese", () => {
  const latin = Array.from("0123456789abcdefghijklmnopqrstuvwxyz", unitHashOf);
  const cells = new Set(latin.flatMap((first) => latin.map((last) => pairCell(pairHash(first, last)))));
  assert.equal(cells.size, 36 * 36);
  for (const first of Array.from("的一国人q5", unitHashOf))
    for (let last = 0x4e00; last < 0xa000; last++)
      assert.ok(!cells.has(pairCell(pairHash(first, unitHash(last)))), String.fromCharCode(last));
});

test("pairs are told to be common by the cells that a text is searched by", () => {
  const common = commonPairs();
  const often = (pair: string): number | undefined => {
    const [first = 0, last = 0] = Array.from(pair, unitHashOf);
    return common[pairCell(pairHash(first, last))];
  };
  for (const pair of ["我们", "可以", "使用", "in", "th"]) assert.ok((often(pair) ?? 0) >= 12, pair);
  for (const pair of ["qz", "jq"]) assert.ok((often(pair) ?? 12) <= 8, pair);
});

const unitHashOf = (character: string): number => unitHash(character.charCodeAt(0));

test("a split character is found beside Latin letters too, which must stand as they are written", () => {
  const find = finder({ words: ["法轮qq"] });
  assert.deepEqual(find("前氵去轮qq后"), ["氵去轮qq"]);
  assert.deepEqual(find("前法轮q*q后、法轮qqq"), []);
});

test("words within an allowed word are harmless, beside it they are not", () => {
  const find = finder({ words: ["赌博", "博罪"], allow: ["赌博罪"] });
  assert.deepEqual(find("构成赌博罪的"), []);
  assert.deepEqual(find("赌博罪与赌博"), ["赌博"]);
});

test("dictionaries have categories behind a tab or in brackets, and only the wanted ones count", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "words.txt.gz");
    writeFileSync(
      file,
      gzipSync("\uFEFF# mine\n散词\n[gambling]\n真钱游戏\r\n裸聊\tpornography\n[allow]\n裸聊案\n"),
    );
    const all = new SensitiveWords({ ...none, files: [file] }, folder);
    const kinds = (dictionary: SensitiveWords, text: string): string[] =>
      dictionary.find(text).map(({ word }) => dictionary.categories[word] ?? "");
    assert.deepEqual(kinds(all, "散词、真钱游戏、裸聊、裸聊案"), ["other", "gambling", "pornography"]);
    const some = new SensitiveWords({ ...none, files: [file], categories: ["gambling"] }, folder);
    assert.deepEqual(kinds(some, "散词、真钱游戏、裸聊、裸聊案"), ["gambling"]);
  }));

test("a dictionary that would find nothing is refused: another charset, a wrong category, a word too short, no gzip", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(
      join(folder, "gbk.txt"),
      Buffer.concat([Buffer.from("a word\n"), Buffer.from("b6c4b2a9", "hex")]),
    );
    writeFileSync(join(folder, "plain.txt.gz"), "赌博\n");
    const refusal = (options: Parameters<typeof finder>[0]): string => {
      try {
        new SensitiveWords({ ...none, ...options }, folder);
      } catch (error) {
        if (error instanceof UserError) return `${error.code} ${error.place.line ?? ""} ${error.advice}`;
        throw error;
      }
      return "taken";
    };
    assert.match(refusal({ files: ["gbk.txt"] }), /^not-utf8 2 .*iconv/);
    assert.match(refusal({ files: ["plain.txt.gz"] }), /^bad-gzip /);
    assert.match(refusal({ files: ["."] }), /^unreadable-file /);
    assert.match(refusal({ "built-in": true, categories: ["gambing"] }), /^unknown-category .*gambling/);
    assert.match(refusal({ words: ["赌"] }), /^short-word .*min-length to 1/);
    assert.equal(refusal({ words: ["赌"], "min-length": 1, categories: ["other"] }), "taken");
  }));

test("every word of a dictionary of 64,000 is found", { skip: withoutData }, () => {
  const file = join(sharedData ?? "", "lists/sensitive-word-sensitive_word_dict.txt.gz");
  const dictionary = new SensitiveWords({ ...none, files: [file] }, ".");
  const words = gunzipSync(readFileSync(file))
    .toString("utf8")
    .split("\n")
    .map((word) => word.trim());
  for (const word of words) {
    // The list holds some binary rubbish too.
    if (Array.from(word).length < 2 || /^[#[]|[\p{C}\p{M}]/u.test(word) || !/[\p{L}\p{N}]/u.test(word))
      continue;
    assert.ok(
      dictionary.find(`：${word}。`).some(({ start, end }) => start <= 1 && end >= word.length),
      word,
    );
  }
});

test("nothing of a masked word is left where words overlap", async () => {
  const run = await openStage(sensitivePassages, {
    words: ["甲乙丙丁戊", "乙丙", "丙丁", ...others],
    "built-in": false,
  });
  assert.equal(run("前甲乙丙丁戊后"), "前□□□□□后");
});
