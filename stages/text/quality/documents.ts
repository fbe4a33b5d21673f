/** Texts to train with, from files: JSON Lines with `text` or `content`, or plain text with one document a line. */
import { StringDecoder } from "node:string_decoder";
import { UserError } from "../../../pipeline/errors.js";
import { decompressFile, detectCompression, isUnpacked } from "../../../pipeline/storage/compression.js";
import { readHead } from "../../../pipeline/storage/read-bytes.js";

/** @throws UserError when a file cannot be read, or a line of a .jsonl file is no record with a text */
export async function* documentsOf(files: readonly string[]): AsyncGenerator<string, void, undefined> {
  for (const file of files) {
    const isJson = /\.jsonl(\.\w+)?$/.test(file);
    let number = 0;
    for await (const line of linesOf(file)) {
      number++;
      if (line.trim() === "") continue;
      yield isJson ? textOf(line, file, number) : line;
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

function textOf(line: string, file: string, number: number): string {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    record = undefined;
  }
  if (typeof record === "object" && record !== null) {
    for (const key of ["text", "content"]) {
      const value: unknown = Reflect.get(record, key);
      if (typeof value === "string") return value;
    }
  }
  throw new UserError(
    "no-text",
    "the line is no JSON object with a text",
    "Each line of a .jsonl file needs a string `text` or `content`; other files are read as one document a line",
    { file, line: number },
  );
}
