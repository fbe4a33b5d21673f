import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { spellByte } from "../../../stages/tokenize/byte-level/byte-alphabet.js";
import { loadTokenizer } from "../../../stages/tokenize/load-tokenizer.js";
import { inTemporaryFolder } from "../../support/wudao.js";

test("a tokenizer file that unpacks without end is refused with its name, before it fills the memory", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "tokenizer.json.gz");
    const member = gzipSync(Buffer.alloc(1 << 24, 0x20));
    writeFileSync(file, Buffer.concat(Array.from({ length: 40 }, () => member)));
    await assert.rejects(loadTokenizer(file), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.code, "tokenizer-unreadable");
      assert.equal(error.place.file, file);
      return true;
    });
  }));

test("a vocabulary with more tokens than the tables hold is refused with its name, not with an error of the program", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "tokenizer.json");
    const vocab = Array.from({ length: 20_000 }, (_, at) => [`a${String.fromCharCode(0x4e00 + at)}`, -1]);
    writeFileSync(
      file,
      JSON.stringify({ model: { type: "Unigram", unk_id: 0, vocab: [["<unk>", 0], ...vocab] } }),
    );
    await assert.rejects(loadTokenizer(file), {
      code: "tokenizer-unsupported",
      problem: /20000 tokens go on from one/,
    });
  }));

test("a score beyond all numbers is told by the entry that has it: it ended the run as a bug", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "tokenizer.json");
    writeFileSync(file, '{"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["a",-1e999]]}}');
    await assert.rejects(loadTokenizer(file), {
      code: "tokenizer-unsupported",
      problem: /entry 1 is no token and score/,
    });
  }));

test("an id that is none is told by the key that it stands under, whichever kind of BPE the file has", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "tokenizer.json");
    for (const family of ["byte-level BPE", "character BPE"] as const) {
      const { model, ...rest } = families[family];
      writeFileSync(file, JSON.stringify({ ...rest, model: { ...model, vocab: { ...model.vocab, c: -5 } } }));
      await assert.rejects(loadTokenizer(file), {
        code: "tokenizer-unsupported",
        problem: /"c" has the id -5$/,
        place: { file, key: "model.vocab" },
      });
    }
  }));

const unknown = { id: 0, content: "<unk>", special: true };
const bytes = Array.from({ length: 256 }, (_, byte) => [spellByte(byte), byte] as const);
/** Small files; one of WordPiece takes too long to load so often. */
const families = {
  "byte-level BPE": {
    added_tokens: [{ id: 300, content: "<|end|>", special: true, normalized: false, lstrip: false }],
    normalizer: { type: "Sequence", normalizers: [{ type: "NFC" }] },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Digits", individual_digits: true },
        { type: "ByteLevel", add_prefix_space: false, use_regex: true },
      ],
    },
    model: {
      ...{
        type: "BPE",
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: "",
        end_of_word_suffix: "",
      },
      ...{ byte_fallback: false, ignore_merges: false },
      ...{ vocab: Object.fromEntries([...bytes, ["ab", 256]]), merges: ["a b"] },
    },
  },
  "character BPE": {
    added_tokens: [unknown],
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "Prepend", prepend: "_" },
        { type: "Replace", pattern: { String: " " }, content: "_" },
      ],
    },
    decoder: {
      type: "Sequence",
      decoders: [{ type: "Fuse" }, { type: "Strip", content: " ", start: 1, stop: 0 }],
    },
    model: {
      ...{ type: "BPE", dropout: null, unk_token: "<unk>", fuse_unk: true, byte_fallback: false },
      ...{ vocab: { "<unk>": 0, a: 1, b: 2, ab: 3 }, merges: [["a", "b"]] },
    },
  },
  Unigram: {
    added_tokens: [unknown],
    pre_tokenizer: { type: "Metaspace", replacement: "_", prepend_scheme: "always", split: true },
    decoder: { type: "Metaspace", replacement: "_", prepend_scheme: "always", split: true },
    model: {
      ...{ type: "Unigram", unk_id: 0, byte_fallback: false },
      vocab: [
        ["<unk>", 0],
        ["ab", -1],
      ],
    },
  },
};

/** A value with something else in the place of each part of it, in turn; of large tables, of the first and last entries only. */
function* damaged(value: unknown): Generator<unknown, void, undefined> {
  yield* [undefined, "x", 1e300, [{}]];
  if (typeof value !== "object" || value === null) return;
  const entries = Object.entries(value);
  for (const [index, [key, part]] of entries.entries()) {
    if (index > 2 && entries.length > 20 && index < entries.length - 1) continue;
    for (const other of damaged(part)) {
      const parts = entries.with(index, [key, other]);
      yield Array.isArray(value) ? parts.map(([, each]) => each) : Object.fromEntries(parts);
    }
  }
}

for (const [family, content] of Object.entries(families)) {
  test(`${family}: a damaged file is refused with its name and the key, not with an error of the program`, () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, "tokenizer.json");
      const load = (json: unknown) => {
        writeFileSync(file, JSON.stringify(json) ?? "");
        return loadTokenizer(file, "parse");
      };
      assert.ok((await load(content)).encode("ab 1 <|end|>").length > 0);
      let refused = 0;
      for (const json of damaged(content)) {
        try {
          (await load(json)).encode("ab 1 <|end|>");
        } catch (error) {
          assert.ok(error instanceof UserError, `${JSON.stringify(json)?.slice(-1000)}: ${error}`);
          assert.equal(error.place.file, file);
          refused++;
        }
      }
      assert.ok(refused > 20);
    }));
}
