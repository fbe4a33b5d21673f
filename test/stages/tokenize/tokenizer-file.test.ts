import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { UserError } from "../../../pipeline/errors.js";
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
