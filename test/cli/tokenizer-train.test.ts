/** Tokenizers that users train: the same file each time, in a bounded table, and usable where they are to be used. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { TokenizerAudit } from "../../pipeline/report/audit/audit-tokenizer.js";
import { loadTokenizer } from "../../stages/tokenize/load-tokenizer.js";
import { countTrainingWords } from "../../stages/tokenize/train/count-training-words.js";
import { WordCounts } from "../../stages/tokenize/train/word-counts.js";
import { wudao } from "../support/served-wudao.js";
import { inTemporaryFolder } from "../support/wudao.js";

const texts = Array.from(
  { length: 200 },
  (_, day) =>
    `第${day}天，他在院子里种了一棵树，每天早上都去浇水。The tree of day ${day} grew tall, he watered it every morning.\n`,
);

interface Trained {
  readonly vocabularySize: number;
  readonly texts: number;
  readonly undercount: number;
  readonly unreadable: { readonly records: number };
}

async function train(folder: string, name: string, ...options: string[]): Promise<Trained> {
  const input = join(folder, "texts.jsonl");
  writeFileSync(input, texts.map((content) => JSON.stringify({ content })).join("\n"));
  const args = ["--input", input, "--output", join(folder, name), "--vocabulary", "340", "--json"];
  return JSON.parse((await wudao(["tokenizer", "train", ...args, ...options])).stdout) as Trained;
}

describe("wudao tokenizer train", () => {
  test("the same texts give the same file, of the wanted size, special tokens at its end", async () => {
    await inTemporaryFolder(async (folder) => {
      const options = ["--special", "<|endoftext|>", "<|pad|>"];
      const trained = await train(folder, "one.json", ...options);
      await train(folder, "new/two.json", ...options);
      const file = readFileSync(join(folder, "one.json"));
      assert.deepEqual(file, readFileSync(join(folder, "new/two.json")));
      assert.equal(existsSync(join(folder, "one.json.part")), false);
      assert.equal(trained.vocabularySize, 340);
      assert.equal(trained.texts, 200);
      assert.equal(trained.undercount, 0);
      const tokenizer = await loadTokenizer(join(folder, "one.json"));
      assert.equal(tokenizer.vocabularySize, 340);
      assert.equal(tokenizer.endOfTextId, 338);
      assert.equal(tokenizer.idOf("<|pad|>"), 339);
      for (const text of [...texts.slice(0, 3), "别的字 𠮷 and others\r\n"])
        assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
    });
  });

  test("Unigram is the same file for any number of workers, and gives every text back, forged names of bytes too", async () => {
    await inTemporaryFolder(async (folder) => {
      const options = ["--model", "unigram", "--vocabulary", "384"];
      const trained = await train(folder, "one.json", ...options, "--workers", "1");
      await train(folder, "three.json", ...options, "--workers", "3");
      const file = readFileSync(join(folder, "one.json"));
      assert.deepEqual(file, readFileSync(join(folder, "three.json")));
      assert.equal(trained.vocabularySize, 384);
      const tokenizer = await loadTokenizer(join(folder, "one.json"));
      assert.equal(tokenizer.idOf("<|endoftext|>"), 383);
      for (const text of [...texts.slice(0, 3), "<0x41><unk>", "  别的字 𠮷 \u0000 and\n\nothers\r\n"])
        assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
      const [first = ""] = texts;
      assert.ok(tokenizer.encode(first).length * 2 < Buffer.byteLength(first));
    });
  });

  test("what the audit says of it: the texts fit their own tokenizer better than bytes do", async () => {
    await inTemporaryFolder(async (folder) => {
      await train(folder, "own.json");
      const args = [
        "tokenizer",
        "audit",
        join(folder, "own.json"),
        "-i",
        join(folder, "texts.jsonl"),
        "--json",
      ];
      const { total, roundTrips } = JSON.parse((await wudao(args)).stdout) as TokenizerAudit;
      assert.equal(roundTrips.exact, 200);
      assert.ok(total.tokens * 3 < total.bytes, `${total.tokens} tokens of ${total.bytes} bytes`);
    });
  });

  test("texts that hold no more pairs give fewer tokens, and it is said", async () => {
    await inTemporaryFolder(async (folder) => {
      const { vocabularySize } = await train(folder, "large.json", "--vocabulary", "50000");
      assert.ok(vocabularySize > 300 && vocabularySize < 1000, `${vocabularySize}`);
    });
  });

  test("what cannot be trained is said in words, and no file is left", async () => {
    await inTemporaryFolder(async (folder) => {
      const output = join(folder, "none.json");
      const input = join(folder, "none.jsonl");
      writeFileSync(input, '{"title": "no text"}\n');
      const said = async (args: readonly string[], code: number) =>
        (await wudao(["tokenizer", "train", "-i", input, "-o", output, ...args], code)).stderr;
      assert.match(
        await said(["--vocabulary", "300"], 4),
        /no-text[\s\S]*1 record not read:[\s\S]*expected a string in "content"/,
      );
      assert.match(await said(["--vocabulary", "256"], 2), /256 bytes and the special tokens, 257 in all/);
      const unigram = ["--model", "unigram"];
      writeFileSync(input, '{"content": "春眠不觉晓"}\n');
      assert.match(await said(["--vocabulary", "300", ...unigram], 2), /the characters of the texts/);
      assert.match(await said(["--vocabulary", "300", "--model", "words"], 2), /expected bpe or unigram/);
      assert.match(await said(["--vocabulary", "300", "--special", "<s>", "<s>"], 2), /named twice/);
      assert.equal(existsSync(output), false);
    });
  });
});

test("words are counted the same by any number of workers, even when most of them do not fit into the table", async () => {
  async function* manyTexts(): AsyncGenerator<string, void, undefined> {
    for (let text = 0; text < 60; text++) {
      const words = Array.from({ length: 9000 }, (_, at) => `w${((at * (text + 7)) % 4001).toString(36)}`);
      yield words.join(" ");
    }
  }
  const [one, three] = await Promise.all(
    [1, 3].map(async (workers) => {
      const { counts, texts } = await countTrainingWords(manyTexts(), 1000, workers);
      assert.equal(texts, 60);
      return { undercount: counts.undercount, words: counts.take() };
    }),
  );
  assert.ok(one !== undefined && one.undercount > 0);
  assert.deepEqual(one, three);
});

test("a table that is too small undercounts no word by more than it says, and holds no more words than it may", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 400 }), (numbers) => {
      const capacity = 8;
      const counts = new WordCounts(capacity);
      const exact = new Map<string, number>();
      // Squares leave some numbers much more frequent than others.
      for (const word of numbers.map((number) => `${Math.floor(number ** 2 / 60)}`)) {
        counts.add(word);
        exact.set(word, (exact.get(word) ?? 0) + 1);
      }
      const { undercount } = counts;
      assert.ok(undercount <= (2 * numbers.length) / capacity);
      const held = counts.take();
      assert.ok(held.length <= capacity);
      const found = new Map(held);
      for (const [word, count] of exact) {
        const counted = found.get(word) ?? 0;
        assert.ok(counted <= count && counted >= count - undercount, `${word}: ${counted} of ${count}`);
      }
    }),
  );
});
