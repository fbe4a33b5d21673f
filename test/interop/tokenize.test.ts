/**
 * The tokenizer against Hugging Face `tokenizers` and `tiktoken`, the programs whose ids models were trained on: odd texts, broken
 * ones, and real text from every file of ../shared/data/zh-web and multilingual. FULL=1 compares all of it (260 MB of JSON Lines a
 * tokenizer), else an even sample of each file.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { markRanges } from "../../stages/text/characters/unicode-ranges.js";
import { lowerCase, marks, signs, upperCase } from "../../stages/tokenize/byte-level/unicode-categories.js";
import {
  characterClasses,
  LETTER,
  LINE_BREAK,
  NUMBER,
  SPACE,
} from "../../stages/tokenize/byte-level/unicode-classes.js";
import { generatedTexts, randomTexts, trickyTexts } from "../stages/tokenize/tricky-texts.js";
import { root, sharedData, withoutData } from "../support/wudao.js";
import { assertEqualIds, assertEqualOffsets, unpack } from "./equal-ids.js";
import { askPython, withoutModules } from "./python.js";

const full = process.env.FULL === "1";
const sampleBytes = 400_000;

const data = sharedData ?? "";
const tokenizers = [
  { name: "default", file: join(root, "stages/tokenize/default.tokenizer.json.gz") },
  { name: "Qwen2.5", file: join(data, "tokenizers/qwen2.5.tokenizer.json.zst") },
  { name: "GPT-2", file: join(data, "tokenizers/gpt2.tokenizer.json.gz") },
  { name: "BERT", file: join(data, "tokenizers/bert-base-chinese.vocab.txt.gz") },
  { name: "ChatGLM3", file: join(data, "tokenizers/chatglm3.tokenizer.json.zst") },
  {
    name: "CogView",
    file: join(data, "tokenizers/cogview-cog-pretrain.sentencepiece.model.gz"),
    reference: "sentencepiece",
  },
  { name: "cl100k", file: join(data, "tokenizers/cl100k_base.tiktoken.json.gz"), reference: "tiktoken" },
];

describe("tokenize against the programs that models were trained with", {
  skip: withoutModules("tokenizers"),
}, () => {
  for (const { name, file, reference } of tokenizers) {
    const skip = withoutModules(reference ?? "tokenizers") || (existsSync(file) ? false : withoutData);
    for (const specialTokens of ["data", "parse"] as const) {
      test(`${name}: odd texts get the ids that models know, special tokens as ${specialTokens}`, {
        skip,
      }, async () => {
        await assertEqualIds(file, [...trickyTexts, ...randomTexts(3000, 7)], specialTokens);
      });
    }
    test(`${name}: strings that break programs get the ids that models know`, {
      skip: skip || withoutData,
    }, async () => {
      const text = readFileSync(join(data, "bad-input/blns.txt"), "utf8");
      const strings = JSON.parse(readFileSync(join(data, "bad-input/blns.json"), "utf8")) as string[];
      await assertEqualIds(file, [text, ...strings, strings.join("")], "data");
    });
    test(`${name}: 100,000 strings of all scripts, broken ones too, get the ids that models know`, {
      skip,
    }, async () => {
      await assertEqualIds(file, generatedTexts(100_000, 11), "data");
    });
    test(`${name}: real Chinese and multilingual text gets the ids that models know`, {
      skip: skip || withoutData,
    }, async (context) => {
      let texts = 0;
      let characters = 0;
      for (const batch of realTexts()) {
        await assertEqualIds(file, batch, "data");
        texts += batch.length;
        characters += batch.reduce((sum, text) => sum + text.length, 0);
      }
      context.diagnostic(`${name}: ${texts} texts of ${characters} characters have equal ids`);
    });
    test(`${name}: pages without a single space get the ids that models know`, {
      skip: skip || withoutData,
    }, async () => {
      const letters = realFiles().map((file) =>
        textsOf(file)
          .join("")
          .slice(0, 2_000_000)
          .replace(/[^\p{L}\p{M}]/gu, ""),
      );
      await assertEqualIds(file, [...letters, letters.join("").slice(0, 500_000)], "data");
    });
    test(`${name}: each token stands in the text where the program says`, {
      skip: skip || withoutData,
    }, async () => {
      const real = realFiles().flatMap((path) => textsOf(path).slice(0, 3));
      const texts = [...trickyTexts, ...randomTexts(500, 9), ...generatedTexts(2000, 13), ...real];
      await assertEqualOffsets(file, texts, "data");
      await assertEqualOffsets(file, trickyTexts, "parse");
    });
    test(`${name}: a book in one line gets the ids that models know`, {
      skip: skip || withoutData,
    }, async () => {
      const book = textsOf(join(data, "bad-input/giant-single-line.jsonl.zst"));
      await assertEqualIds(file, full ? book : book.map((text) => text.slice(0, 500_000)), "data");
    });
  }

  const ranks = join(data, "tokenizers/cl100k_base.tiktoken.json.gz");
  test("cl100k: every code point has the class that tiktoken gives it", {
    skip: withoutModules("tiktoken") || (existsSync(ranks) ? false : withoutData),
  }, async () => {
    const codePoints = Array.from({ length: 0x110000 }, (_, point) => point).filter(
      (point) => point < 0xd800 || point > 0xdfff,
    );
    const texts: string[] = [];
    for (let start = 0; start < codePoints.length; start += 4096) {
      const characters = codePoints.slice(start, start + 4096).map((point) => String.fromCodePoint(point));
      texts.push(characters.map((character) => `a${character}b 1${character}2 !${character} \n`).join(""));
    }
    await assertEqualIds(ranks, texts, "data");
  });

  test("letters, numbers and spaces of every code point are those that the patterns of models mean", async () => {
    const reference = new Uint8Array(0x110000);
    for (const [pattern, kind] of [
      ["\\p{L}", LETTER],
      ["\\p{N}", NUMBER],
      ["\\s", SPACE],
    ] as const) {
      for (const [from, to] of await askPython<[number, number][]>("character_classes.py", { pattern })) {
        reference.fill(kind, from, to);
      }
    }
    const ours = characterClasses().map((kind) => (kind === LINE_BREAK ? SPACE : kind));
    const different = [...ours.keys()].filter((codePoint) => ours[codePoint] !== reference[codePoint]);
    assert.deepEqual(different, []);
  });

  test("cases, marks and signs of every code point are those that the patterns of models mean", async () => {
    for (const [pattern, ranges] of [
      ["[\\p{Lu}\\p{Lt}]", upperCase],
      ["\\p{Ll}", lowerCase],
      ["\\p{M}", marks],
      ["[\\p{P}\\p{S}]", signs],
    ] as const) {
      const reference = new Uint8Array(0x110000);
      for (const [from, to] of await askPython<[number, number][]>("character_classes.py", { pattern })) {
        reference.fill(1, from, to);
      }
      const ours = new Uint8Array(0x110000);
      markRanges(ours, ranges, 1);
      const different = [...ours.keys()].filter((codePoint) => ours[codePoint] !== reference[codePoint]);
      assert.deepEqual(different, [], pattern);
    }
  });
});

/** Batches of texts: the whole files one by one, or one batch with a sample of all. */
function* realTexts(): Generator<string[]> {
  if (full) for (const file of realFiles()) yield textsOf(file);
  else yield realFiles().flatMap(textsOf);
}

function realFiles(): string[] {
  return ["zh-web", "multilingual"].flatMap((folder) =>
    readdirSync(join(data, folder)).map((name) => join(data, folder, name)),
  );
}

function textsOf(file: string): string[] {
  const bytes = unpack(file);
  const step = full ? 1 : Math.ceil(bytes.length / sampleBytes);
  return bytes
    .toString("utf8")
    .split("\n")
    .filter((line, index) => line !== "" && index % step === 0)
    .flatMap((line) => Object.values(JSON.parse(line) as Record<string, unknown>))
    .filter((field) => typeof field === "string");
}
