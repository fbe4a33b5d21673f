/** WordPiece on a vocabulary written by hand. The real one is compared with Hugging Face `tokenizers` in test/interop. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { UserError } from "../../../../pipeline/contracts/errors.js";
import { loadTokenizer } from "../../../../stages/tokenize/load-tokenizer.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

const tokens = [
  "[PAD]",
  "[UNK]",
  "[CLS]",
  "[SEP]",
  "[MASK]",
  "语",
  "料",
  "cafe",
  "play",
  "##ing",
  "##s",
  ",",
  "豈",
];

function load(content: string, specialTokens: "data" | "parse" = "data") {
  return inTemporaryFolder((folder) => {
    const file = join(folder, "vocab");
    writeFileSync(file, content);
    return loadTokenizer(file, specialTokens);
  });
}

async function pieces(text: string, vocabulary = tokens): Promise<string[]> {
  const tokenizer = await load(vocabulary.join("\n"));
  return Array.from(tokenizer.encode(text), (id) => vocabulary[id] ?? "?");
}

describe("WordPiece", () => {
  test("Chinese is cut into characters, words into the longest pieces", async () => {
    assert.deepEqual(await pieces("语料playings,"), ["语", "料", "play", "##ing", "##s", ","]);
  });

  test("case and accents do not make another word", async () => {
    assert.deepEqual(await pieces("CAFÉ cafe\u0301 Ca\u200bfé"), ["cafe", "cafe", "cafe"]);
  });

  test("a vocabulary with capitals keeps them", async () => {
    assert.deepEqual(await pieces("Cafe cafe", [...tokens, "Cafe"]), ["Cafe", "cafe"]);
    assert.deepEqual(await pieces("CAFE", [...tokens, "Cafe"]), ["[UNK]"]);
  });

  test("what the vocabulary cannot spell is one unknown word, however long", async () => {
    assert.deepEqual(await pieces(`playx ${"s".repeat(1_000_000)} 语`), ["[UNK]", "[UNK]", "语"]);
  });

  test("a document cannot forge a mask, unless it is asked for", async () => {
    const text = "语[MASK]料";
    const asData = await load(tokens.join("\n"));
    assert.ok(!asData.encode(text).includes(4));
    assert.deepEqual(Array.from((await load(tokens.join("\n"), "parse")).encode(text)), [5, 4, 6]);
    assert.equal(asData.specialTokens.get("[MASK]"), 4);
    assert.equal(asData.endOfTextId, 3);
  });

  test("pieces are put together again to words", async () => {
    const tokenizer = await load(tokens.join("\n"));
    assert.equal(tokenizer.decode(tokenizer.encode("playing, 语料")), "playing, 语 料");
  });

  test("a pre-tokenizer that is not BERT's is refused by name", async () => {
    const file = {
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: { type: "Whitespace" },
      model: { type: "WordPiece", unk_token: "[UNK]", vocab: { "[UNK]": 0 } },
    };
    await assert.rejects(load(JSON.stringify(file)), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /it is Whitespace, expected BertPreTokenizer/);
      return true;
    });
  });
});
