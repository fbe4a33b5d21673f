/** Opens the file of a tokenizer and finds out by its content what kind it is. The name of the file says nothing. */
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { Decoder as ZstdDecoder } from "@toondepauw/node-zstd";
import { UserError } from "../../pipeline/errors.js";
import { describeHuggingFaceFile } from "./hugging-face-file.js";
import { describeRankFile, isBareRankFile, isRankFile, refuseBareRankFile } from "./rank-file.js";
import type { TokenizerDefinition } from "./tokenizer-definition.js";

/**
 * Reads a definition from a file, plain or packed with gzip or zstd.
 *
 * @throws UserError `tokenizer-unreadable` when there is no such file or it is no JSON, `tokenizer-unsupported` with the key in
 *   the file that is not understood
 */
export async function readTokenizerFile(path: string): Promise<TokenizerDefinition> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new UserError(
      "tokenizer-unreadable",
      `the tokenizer file cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
      "Give the path of a tokenizer file; relative paths start at the folder of the recipe",
      { file: path },
    );
  }
  let json: unknown;
  try {
    const text = await decompress(bytes);
    if (isBareRankFile(text)) return refuseBareRankFile(path);
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      "tokenizer-unreadable",
      `the tokenizer file is not readable (${(error as Error).message})`,
      "Expected JSON, plain or packed with gzip or zstd",
      { file: path },
    );
  }
  return isRankFile(json) ? describeRankFile(json, path) : describeHuggingFaceFile(json, path);
}

async function decompress(bytes: Buffer): Promise<string> {
  if (bytes.length >= 2 && bytes.readUInt16BE(0) === 0x1f8b) return gunzipSync(bytes).toString("utf8");
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfd2fb528) {
    return (await new ZstdDecoder().decode(bytes)).toString("utf8");
  }
  return bytes.toString("utf8");
}
