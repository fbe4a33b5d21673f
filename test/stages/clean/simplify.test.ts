/** Traditional to simplified against opencc-js, on pieces of its own dictionaries; against OpenCC itself in test/interop. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { configs } from "opencc-js/preset/t2cn";
import { Converter } from "opencc-js/t2cn";
import { makeSample } from "../../../pipeline/contracts/sample.js";
import { rareSimplified } from "../../../stages/clean/simplify/rare-characters.js";
import {
  makeSimplifier,
  type TraditionalForm,
  traditionalForms,
} from "../../../stages/clean/simplify/simplified.js";
import { simplify } from "../../../stages/clean/simplify.js";
import { openStage } from "../run-examples.js";

const configNames = { t: "t2s", tw: "tw2s", twp: "tw2sp", hk: "hk2s", hkp: "hk2sp" } as const;

/** Every word that a form's dictionaries know: where they overlap, mistakes in matching show. */
function wordsOf(form: TraditionalForm): string[] {
  return [...new Set(Object.values(configs[configNames[form]] ?? {}).flat(2))]
    .flatMap((dictionary: unknown) => (typeof dictionary === "string" ? dictionary.split("|") : []))
    .map((entry) => entry.split(" ")[0] ?? "");
}

/** opencc-js leaves the rare characters as they are; no phrase holds one. */
const rare = new Map(rareSimplified.split("|").map((entry) => entry.split(" ") as [string, string]));

for (const form of traditionalForms) {
  test(`${form}: phrases and characters in any order become what opencc-js makes of them`, () => {
    const words = wordsOf(form);
    assert.ok(words.length > 4000, `only ${words.length} words`);
    const convert = makeSimplifier(form);
    const convertByPeer = Converter({ from: form, to: "cn" });
    const reference = (text: string): string =>
      [...convertByPeer(text)].map((character) => rare.get(character) ?? character).join("");
    const piece = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...words) },
      // Beginnings of words: matches that almost are.
      { weight: 2, arbitrary: fc.constantFrom(...words).map((word) => [...word].slice(0, -1).join("")) },
      { weight: 1, arbitrary: fc.constantFrom("的", "a", "。", "\n", "𠮷", "\uD842", "\uDFB7") },
    );
    const texts = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, (text) => assert.equal(convert(text), reference(text))),
      { numRuns: 2000, seed: 2024 },
    );
  });
}

test("rare characters of old books become simplified as OpenCC does it, beyond the Basic Multilingual Plane too", () => {
  const convert = makeSimplifier("t");
  assert.equal(convert("上堂拜阿㜷，長夜破膽鐎銅音"), "上堂拜阿𡝠，长夜破胆𨱓铜音");
  assert.equal(makeSimplifier("tw")("杏花岩左斸東岩"), "杏花岩左𣃁东岩");
});

test("simplified editions of old books keep their rare characters, as printed", async () => {
  const run = await openStage(simplify);
  const text =
    "这是简体印行的古书，书中阿㜷與鐎二字，各本皆同，今仍其旧。读者于此等处不必深究，但观其大意可也。";
  assert.equal(run(text), text.replace("與", "与"));
});

test("simplified text keeps characters that it shares with traditional text: 刘乾 was made 刘干, 什么 of a mixed corpus 什幺", async () => {
  const texts = [
    "刘乾，男，陕西乾县人，雍乾时期在乾清宫行走，乾符年间事。",
    "氾胜之、毕昇、温子昇与李傕、郭氾，皆见于史；金吒、木吒则见于小说。",
    "彩袖殷勤捧玉钟，当年拚却醉颜红；所获甚夥，菜薹、芸薹皆有；曲袷、红麴。",
    "这是什么？为什么那么多著作，编著者是谁；鲁迅著。蚌埠的矽卡岩、乞醯于其邻。",
  ];
  for (const from of traditionalForms) {
    const run = await openStage(simplify, { from });
    for (const text of texts) {
      assert.equal(run(text), text, from);
      // With a character of traditional script somewhere, and as a title, of which such a character is a large part.
      assert.equal(run(`${text}與`), `${text}与`, from);
      for (const part of text.split(/[，、；]/)) assert.equal(run(part), part, from);
    }
    assert.equal(run("乾燥後的餅乾，昇降機與蒜薹"), "干燥后的饼干，升降机与蒜薹", from);
  }
});

test("Japanese and Korean keep their characters, stated or not; a Chinese text that quotes kana is simplified", async () => {
  const run = await openStage(simplify);
  const japanese = "図書館で資料を読んだ後、友達と食事をするつもりです。国際電話の掛け方も調べました。";
  const korean = "우리나라의 漢字 敎育은 오랜 歷史를 가지고 있으며 學校에서 가르친다.";
  for (const text of [japanese, korean]) {
    assert.equal(run(text), text);
    assert.notEqual((await openStage(simplify, { strict: true }))(text), text);
  }
  assert.equal(run("読売新聞社長", { lang: "ja" }), "読売新聞社長");
  assert.equal(run("日語的「ありがとう」就是謝謝的意思。"), "日语的「ありがとう」就是谢谢的意思。");
});

test("the original stays beside the simplified text when asked for, and only where something changed", async () => {
  const open = async (params: object): Promise<(text: string) => unknown> => {
    const map = await simplify.open(simplify.parameters.parse(params), { baseDir: ".", seed: 1 });
    return (text) => {
      const sample = map(makeSample({ id: "1", source: "s", origin: "s:1", text, meta: { page: 7 } }));
      assert.ok("text" in sample);
      return [sample.text, sample.meta];
    };
  };
  const keeping = await open({ "keep-original": true });
  assert.deepEqual(keeping("漢字簡化"), ["汉字简化", { page: 7, original: "漢字簡化" }]);
  assert.deepEqual(keeping("汉字简化"), ["汉字简化", { page: 7 }]);
  const strict = await open({ "keep-original": true, strict: true });
  assert.deepEqual(strict("漢字"), ["汉字", { page: 7, original: "漢字" }]);
  assert.deepEqual((await open({}))("漢字"), ["汉字", { page: 7 }]);
});
