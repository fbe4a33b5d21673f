/**
 * The tokenizer against Hugging Face `tokenizers`, the program whose ids models were trained on. Needs a Python that has it:
 * `WUDAO_PYTHON=/path/to/python npm run test:interop`; skipped without.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { Decoder } from "@toondepauw/node-zstd";
import { loadTokenizer, type SpecialTokens } from "../../stages/tokenize/tokenizer.js";
import {
  characterClasses,
  LETTER,
  LINE_BREAK,
  NUMBER,
  SPACE,
} from "../../stages/tokenize/unicode-classes.js";
import { randomTexts, trickyTexts } from "../stages/tokenize/tricky-texts.js";

const python = process.env.WUDAO_PYTHON ?? "python3";
const withoutPython =
  spawnSync(python, ["-c", "import tokenizers"]).status === 0
    ? false
    : `${python} has no tokenizers; set WUDAO_PYTHON`;
const data = join("..", "shared", "data");
const withoutData = existsSync(data) ? false : "../shared/data is absent";

const defaultTokenizer = join("stages", "tokenize", "default.tokenizer.json.gz");
const qwen = join(data, "tokenizers", "qwen2.5.tokenizer.json.zst");
const gpt2 = join(data, "tokenizers", "gpt2.tokenizer.json.gz");

describe("tokenize against Hugging Face tokenizers", { skip: withoutPython }, () => {
  for (const file of [defaultTokenizer, qwen, gpt2]) {
    const skip = file === defaultTokenizer ? false : withoutData;
    for (const specialTokens of ["data", "parse"] as const) {
      test(`${file}: odd texts get the ids that models know, special tokens as ${specialTokens}`, {
        skip,
      }, async () => {
        await assertEqualIds(file, [...trickyTexts, ...randomTexts(3000, 7)], specialTokens);
      });
    }
    test(`${file}: real Chinese and multilingual text gets the ids that models know`, {
      skip: withoutData,
    }, async () => {
      await assertEqualIds(file, realTexts(), "data");
    });
  }

  test("letters, numbers and spaces of every code point are those that the patterns of models mean", () => {
    const reference = new Uint8Array(0x110000);
    for (const [pattern, kind] of [
      ["\\p{L}", LETTER],
      ["\\p{N}", NUMBER],
      ["\\s", SPACE],
    ] as const) {
      for (const [from, to] of askPython<[number, number][]>(classScript, { pattern })) {
        reference.fill(kind, from, to);
      }
    }
    const ours = characterClasses().map((kind) => (kind === LINE_BREAK ? SPACE : kind));
    const different = [...ours.keys()].filter((codePoint) => ours[codePoint] !== reference[codePoint]);
    assert.deepEqual(different, []);
  });
});

async function assertEqualIds(file: string, texts: readonly string[], specialTokens: SpecialTokens) {
  const tokenizer = await loadTokenizer(file, specialTokens);
  const expected = askPython<number[][]>(encodeScript, {
    tokenizer: unpack(file).toString("utf8"),
    texts,
    data: specialTokens === "data",
  });
  for (const [index, text] of texts.entries()) {
    assert.deepEqual(Array.from(tokenizer.encode(text)), expected[index], JSON.stringify(text.slice(0, 200)));
  }
}

const encodeScript = `
import json, sys
from tokenizers import Tokenizer
job = json.load(sys.stdin)
tokenizer = Tokenizer.from_str(job["tokenizer"])
tokenizer.encode_special_tokens = job["data"]
json.dump([e.ids for e in tokenizer.encode_batch(job["texts"], add_special_tokens=False)], sys.stdout)
`;

// What "removed" leaves of all code points in a row are the gaps between the characters of the class.
const classScript = `
import json, sys
from tokenizers import Regex, pre_tokenizers
job = json.load(sys.stdin)
points = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
text = "".join(map(chr, points))
gaps = pre_tokenizers.Split(Regex(job["pattern"]), "removed").pre_tokenize_str(text)
hit = bytearray(b"\\1") * 0x110000
hit[0xD800:0xE000] = bytes(0x800)
for _, (start, end) in gaps:
    for c in points[start:end]:
        hit[c] = 0
ranges, start = [], None
for c in range(0x110001):
    inside = c < 0x110000 and hit[c]
    if inside and start is None: start = c
    if not inside and start is not None:
        ranges.append((start, c))
        start = None
json.dump(ranges, sys.stdout)
`;

function askPython<Answer>(script: string, job: object): Answer {
  const answer = execFileSync(python, ["-c", script], {
    input: JSON.stringify(job),
    maxBuffer: 1 << 30,
    encoding: "utf8",
  });
  return JSON.parse(answer) as Answer;
}

function realTexts(): string[] {
  const files = [
    "zh-web/lctt-00001.jsonl.zst",
    "zh-web/classical-00001.jsonl.zst",
    "zh-web/vsdocs-tw-00000.jsonl.zst",
    "multilingual/libreoffice-help.jsonl.zst",
    "multilingual/multi30k-train.jsonl.gz",
  ];
  const texts: string[] = [];
  for (const file of files) {
    const lines = unpack(join(data, file)).toString("utf8").split("\n");
    for (const line of lines.slice(0, 200)) {
      if (line === "") continue;
      const fields = Object.values(JSON.parse(line) as Record<string, unknown>);
      // Python cannot be sent lone surrogates.
      for (const field of fields)
        if (typeof field === "string") texts.push(Buffer.from(field).toString("utf8"));
    }
  }
  return texts;
}

function unpack(file: string): Buffer {
  const packed = readFileSync(file);
  if (file.endsWith(".gz")) return gunzipSync(packed);
  return file.endsWith(".zst") ? new Decoder().decodeSync(packed) : packed;
}
