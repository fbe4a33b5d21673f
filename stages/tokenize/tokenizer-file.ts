/** Opens the file of a tokenizer, plain or packed. */
import { constants } from "node:buffer";
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { UserError } from "../../pipeline/contracts/errors.js";
import { Decoder as ZstdDecoder } from "../../pipeline/storage/compression/zstd/addon.js";

/** What one string holds, and far above any vocabulary. */
const mostBytes = constants.MAX_STRING_LENGTH;

/**
 * The bytes of a file, unpacked where it is packed with gzip or zstd.
 *
 * @throws UserError `tokenizer-unreadable`
 */
export async function readPackedFile(path: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new UserError(
      "tokenizer-unreadable",
      `the tokenizer file cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
      "Give the path of a tokenizer file: in a recipe it is relative to the recipe, on the command line to the working folder",
      { file: path },
    );
  }
  try {
    const unpacked = await decompress(bytes);
    if (unpacked.length > mostBytes) throw new RangeError(`${unpacked.length} bytes, at most ${mostBytes}`);
    return unpacked;
  } catch (error) {
    throw unreadable(error, path);
  }
}

/** @throws UserError `tokenizer-unreadable` */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(error, path);
  }
}

function unreadable(error: unknown, path: string): UserError {
  return new UserError(
    "tokenizer-unreadable",
    `the tokenizer file is not readable (${(error as Error).message})`,
    "Expected the file of a tokenizer, plain or packed with gzip or zstd",
    { file: path },
  );
}

async function decompress(bytes: Buffer): Promise<Buffer> {
  if (bytes.length >= 2 && bytes.readUInt16BE(0) === 0x1f8b)
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfd2fb528) return new ZstdDecoder().decode(bytes);
  return bytes;
}
