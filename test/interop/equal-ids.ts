/** Compares a tokenizer with the program that models were trained with. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Decoder } from "@toondepauw/node-zstd";
import { loadTokenizer } from "../../stages/tokenize/load-tokenizer.js";
import type { SpecialTokens } from "../../stages/tokenize/tokenizer.js";
import { askPython } from "./python.js";

/** Compares digests; asks for the ids themselves only where they differ. */
export async function assertEqualIds(file: string, texts: readonly string[], specialTokens: SpecialTokens) {
  const tokenizer = await loadTokenizer(file, specialTokens);
  const job = { tokenizer: unpack(file).toString("base64"), data: specialTokens === "data" };
  const expected = await askPython<string[]>("encode_texts.py", {
    ...job,
    texts: texts.map(wellFormed),
    digests: true,
  });
  assert.equal(expected.length, texts.length);
  for (const [index, text] of texts.entries()) {
    const ids = tokenizer.encode(text);
    if (createHash("sha256").update(ids).digest("hex") === expected[index]) continue;
    const ours = Array.from(ids);
    const [theirs] = await askPython<number[][]>("encode_texts.py", {
      ...job,
      texts: [wellFormed(text)],
      digests: false,
    });
    assert.deepEqual(ours, theirs, JSON.stringify(text.slice(0, 200)));
  }
}

/** Python cannot be sent lone surrogates; its UTF-8 has U+FFFD in their place. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString("utf8");
}

/** Ids of texts read back as the text that the program makes of them. */
export async function assertEqualDecoding(file: string, texts: readonly string[]): Promise<void> {
  const tokenizer = await loadTokenizer(file);
  const ids = texts.map((text) => Array.from(tokenizer.encode(text)));
  const job = { tokenizer: unpack(file).toString("base64"), data: true, decode: ids };
  const expected = await askPython<string[]>("encode_texts.py", job);
  for (const [index, text] of expected.entries()) {
    assert.equal(tokenizer.decode(ids[index] ?? []), text, JSON.stringify(texts[index]));
  }
}

/** Compares where in the text each token stands. */
export async function assertEqualOffsets(
  file: string,
  texts: readonly string[],
  specialTokens: SpecialTokens,
): Promise<void> {
  const tokenizer = await loadTokenizer(file, specialTokens);
  const expected = await askPython<[number[], [number, number | null][]][]>("encode_texts.py", {
    tokenizer: unpack(file).toString("base64"),
    data: specialTokens === "data",
    texts: texts.map(wellFormed),
    places: true,
  });
  assert.equal(expected.length, texts.length);
  for (const [index, text] of texts.entries()) {
    const [ids, places] = expected[index] ?? [[], []];
    const units = unitOfEachCharacter(text);
    const found = tokenizer.encodeWithOffsets(text);
    const message = JSON.stringify(text.slice(0, 200));
    assert.deepEqual(Array.from(found.ids), ids, message);
    assert.deepEqual(
      Array.from(found.starts, (start, at) => [start, places[at]?.[1] === null ? null : found.ends[at]]),
      places.map(([start, end]) => [units[start], end === null ? null : units[end]]),
      message,
    );
  }
}

/** Where in UTF-16 each code point begins, and the end. */
function unitOfEachCharacter(text: string): number[] {
  const units = [0];
  for (const character of text) units.push((units.at(-1) ?? 0) + character.length);
  return units;
}

export function unpack(file: string): Buffer {
  const packed = readFileSync(file);
  if (file.endsWith(".gz")) return gunzipSync(packed);
  return file.endsWith(".zst") ? new Decoder().decodeSync(packed) : packed;
}
