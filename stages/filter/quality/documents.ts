/** Texts to train with, from files: JSON Lines, or plain text with one document a line. */
import { isUtf8 } from "node:buffer";
import { describePlace, UserError } from "../../../pipeline/contracts/errors.js";
import {
  decompressFile,
  detectCompression,
  isUnpacked,
} from "../../../pipeline/storage/compression/compression.js";
import { linesOf } from "../../../pipeline/storage/lines.js";
import { readHead } from "../../../pipeline/storage/read-bytes.js";

/**
 * @param fields       fields of JSON Lines, of which the first that is there holds the text
 * @param onUnreadable is told of lines that are not UTF-8, and of those of a .jsonl file that are no record with a text
 * @throws UserError when a file cannot be read
 */
export async function* documentsOf(
  files: readonly string[],
  fields: readonly string[],
  onUnreadable: (problem: string) => void,
): AsyncGenerator<string, void, undefined> {
  for (const file of files) {
    const isJson = /\.jsonl(\.\w+)?$/.test(file);
    let number = 0;
    for await (const line of linesOf(await unpacked(file))) {
      number++;
      const tell = (problem: string): void =>
        onUnreadable(`${describePlace({ file, line: number })}: ${problem}`);
      // Read as UTF-8, a text in GBK is noise, and so would be the model.
      if (!isUtf8(line)) {
        tell("the line is not valid UTF-8; convert the file to UTF-8");
        continue;
      }
      const written = line.toString("utf8").replace(/^\uFEFF/, "");
      if (written.trim() === "") continue;
      const text = isJson ? textOf(written, fields) : written;
      if (text !== undefined) yield text;
      else tell(`expected a JSON object with a string ${fields.map((name) => `"${name}"`).join(" or ")}`);
    }
  }
}

async function unpacked(file: string): Promise<AsyncIterable<Buffer>> {
  const compression = detectCompression(await readHead(file, 16));
  if (isUnpacked(compression)) return decompressFile(file, compression);
  throw new UserError(
    "foreign-format",
    `the file is packed with ${compression}`,
    "Use gzip, zstd, bzip2 or xz, or unpack it",
    { file },
  );
}

function textOf(line: string, fields: readonly string[]): string | undefined {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof record !== "object" || record === null) return undefined;
  const values: unknown[] = fields.map((key) => Reflect.get(record, key));
  return values.find((value) => typeof value === "string");
}
