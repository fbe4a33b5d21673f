/** Texts to train with, from files: JSON Lines with `text` or `content`, or plain text with one document a line. */
import { StringDecoder } from "node:string_decoder";
import { describePlace, UserError } from "../../../pipeline/contracts/errors.js";
import {
  decompressFile,
  detectCompression,
  isUnpacked,
} from "../../../pipeline/storage/compression/compression.js";
import { readHead } from "../../../pipeline/storage/read-bytes.js";

/**
 * @param onUnreadable is told of lines of a .jsonl file that are no record with a text: one of them ends no training
 * @throws UserError when a file cannot be read
 */
export async function* documentsOf(
  files: readonly string[],
  onUnreadable: (problem: string) => void,
): AsyncGenerator<string, void, undefined> {
  for (const file of files) {
    const isJson = /\.jsonl(\.\w+)?$/.test(file);
    let number = 0;
    for await (const line of linesOf(file)) {
      number++;
      if (line.trim() === "") continue;
      const text = isJson ? textOf(line) : line;
      if (text !== undefined) yield text;
      else
        onUnreadable(
          `${describePlace({ file, line: number })}: expected a JSON object with a string "text" or "content"`,
        );
    }
  }
}

async function* linesOf(file: string): AsyncGenerator<string, void, undefined> {
  const compression = detectCompression(await readHead(file, 16));
  if (!isUnpacked(compression)) {
    throw new UserError(
      "foreign-format",
      `the file is packed with ${compression}`,
      "Use gzip, zstd, bzip2 or xz, or unpack it",
      {
        file,
      },
    );
  }
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const block of decompressFile(file, compression)) {
    const lines = (rest + decoder.write(block)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

function textOf(line: string): string | undefined {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof record !== "object" || record === null) return undefined;
  const values: unknown[] = ["text", "content"].map((key) => Reflect.get(record, key));
  return values.find((value) => typeof value === "string");
}
