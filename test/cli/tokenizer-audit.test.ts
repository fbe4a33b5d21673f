/** What `wudao tokenizer audit` says of a tokenizer is what counting by hand gives. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { TokenizerAudit } from "../../pipeline/report/audit/audit-tokenizer.js";
import { loadTokenizer } from "../../stages/tokenize/load-tokenizer.js";
import { tokenizerFile } from "../../stages/tokenize/named-tokenizer.js";
import { wudao } from "../support/served-wudao.js";
import { inTemporaryFolder } from "../support/wudao.js";

interface Printed extends TokenizerAudit {
  readonly unreadable: { readonly records: number; readonly problems: readonly string[] };
}

const chinese = ["山上有一座老房子。", "他每天早上都去河边散步，看见很多鸟。", "𠮷野家"];
const english = ["The house on the hill is old and has a red roof.", "She walks to the river every morning."];

async function audit(folder: string, tokenizer: string, ...options: string[]): Promise<Printed> {
  const files = ["zh", "en"].map((name) => join(folder, `${name}.jsonl`));
  const lines = (texts: readonly string[]): string =>
    texts.map((content) => JSON.stringify({ content })).join("\n");
  writeFileSync(files[0] ?? "", lines(chinese));
  writeFileSync(files[1] ?? "", `${lines(english)}\n{"content": 7}\nnothing`);
  const { stdout } = await wudao([
    "tokenizer",
    "audit",
    tokenizer,
    "--input",
    ...files,
    "--json",
    ...options,
  ]);
  return JSON.parse(stdout) as Printed;
}

/** BERT's file with these tokens after its own. */
function vocabularyFile(folder: string, tokens: readonly string[]): string {
  const file = join(folder, "vocab.txt");
  writeFileSync(file, ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ...tokens, "##x"].join("\n"));
  return file;
}

describe("wudao tokenizer audit", () => {
  test("characters a token, unused entries and bytes are those of counting by hand, by source and language", async () => {
    await inTemporaryFolder(async (folder) => {
      const { total, sources, languages, vocabulary, byteShare, unknownShare, roundTrips, unreadable } =
        await audit(folder, "default");
      const tokenizer = await loadTokenizer(tokenizerFile("default", folder));
      const ids = [...chinese, ...english].map((text) => Array.from(tokenizer.encode(text)));
      const tokens = ids.flat().length;
      const characters = [...chinese, ...english].flatMap((text) => [...text]).length;
      assert.equal(total.texts, 5);
      assert.equal(total.tokens, tokens);
      assert.equal(total.characters, characters);
      assert.equal(total.charactersPerToken, characters / tokens);
      assert.deepEqual(Object.keys(sources), ["en", "zh"]);
      assert.equal(sources.zh?.tokens, ids.slice(0, 3).flat().length);
      assert.equal(languages.en?.characters, english.join("").length);
      assert.equal(vocabulary.unused, 32_000 - 1 - new Set(ids.flat()).size);
      assert.equal(vocabulary.dtype, "uint16");
      const bytes = ids.flat().filter((id) => tokenizer.decode([id]).includes("\ufffd"));
      assert.ok(bytes.length >= 2, "the rare character falls apart into bytes");
      assert.equal(byteShare, bytes.length / tokens);
      assert.equal(unknownShare, null);
      assert.deepEqual(roundTrips, { exact: 5, reshaped: 0, lost: 0, examples: [] });
      assert.equal(unreadable.records, 2);
      assert.match(unreadable.problems[0] ?? "", /en\.jsonl:3/);
    });
  });

  test("text that has no tokens is counted and shown; text in lower case is not called lost", async () => {
    await inTemporaryFolder(async (folder) => {
      const words = english.join(" ").toLowerCase().replaceAll(".", "").split(" ");
      const file = vocabularyFile(folder, [...new Set([...words, ".", ...chinese[1]!])]);
      const { unknownShare, total, roundTrips, vocabulary } = await audit(folder, file);
      // Of the first text 。 has a token; of the third none.
      const known = new Set(chinese[1]);
      const unknown = [...chinese[0]!, ...chinese[2]!].filter((character) => !known.has(character)).length;
      assert.equal(unknownShare, unknown / total.tokens);
      assert.equal(vocabulary.special, 5);
      assert.equal(roundTrips.lost, 2);
      assert.equal(roundTrips.reshaped, 3);
      const [example] = roundTrips.examples;
      assert.equal(example?.source, "zh");
      assert.match(example?.before ?? "", /山/);
      assert.match(example?.after ?? "", /\[unk\]/);
    });
  });

  test("a vocabulary that uint16 does not hold is told to need int32", async () => {
    await inTemporaryFolder(async (folder) => {
      const numbers = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);
      // Five control marks and ##x stand beside them.
      const { vocabulary: fits } = await audit(folder, vocabularyFile(folder, numbers(65_536 - 6)));
      assert.deepEqual([fits.size, fits.dtype], [65_536, "uint16"]);
      const { vocabulary: wide } = await audit(folder, vocabularyFile(folder, numbers(65_536 - 5)));
      assert.deepEqual([wide.size, wide.dtype], [65_537, "int32"]);
    });
  });

  test("people get tables, and what was not read; another field and another reader can be named", async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, "body.jsonl");
      writeFileSync(file, '{"body": "山上有一座老房子。"}\n{"content": "x"}\n');
      const { stdout } = await wudao(["tokenizer", "audit", "default", "-i", file, "--field", "body"]);
      assert.match(stdout, /^vocabulary {3}32,000 tokens, 1 of them special; held by uint16$/m);
      assert.match(stdout, /^body {3,}1 +9 +\d+ +\d\.\d{3}$/m);
      assert.match(stdout, /1 record not read:\n.*body\.jsonl:2/);
      const proteins = join(folder, "one.fasta");
      writeFileSync(proteins, ">sp|P1|ONE protein\nMKVLAU\n");
      const args = ["tokenizer", "audit", "residues", "-i", proteins, "--reader", "read-fasta", "--json"];
      const { total, roundTrips } = JSON.parse((await wudao(args)).stdout) as TokenizerAudit;
      assert.equal(total.tokens, 6);
      assert.equal(roundTrips.lost, 1, "U counts as X");
    });
  });

  test("what cannot be measured is said in words", async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, "none.jsonl");
      writeFileSync(file, '{"body": 1}\n');
      const said = async (args: readonly string[], code: number) =>
        (await wudao(["tokenizer", "audit", ...args], code)).stderr;
      assert.match(await said(["default", "-i", file], 4), /nothing-to-audit.*none\.jsonl:1/s);
      assert.match(await said(["nowhere.json", "-i", file], 3), /tokenizer-unreadable/);
      assert.match(await said(["default", "-i", join(folder, "gone")], 4), /no-input/);
      assert.match(await said(["default", "-i", file, "--reader", "read-jsn"], 2), /read-json/);
      assert.match(await said(["default", "-i", file, "--reader", "min-han"], 2), /reads no files/);
    });
  });
});
