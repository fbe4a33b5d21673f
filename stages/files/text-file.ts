/** Files of words or items that a user hands to a stage: UTF-8, plain or gzip. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { UserError } from "../../pipeline/contracts/errors.js";

/**
 * The text of a file, without a byte order mark.
 *
 * @throws UserError when it cannot be read, is no gzip although its name says so, or is not UTF-8: read as if it were, a word list in
 *   GBK would match nothing, silently
 */
export function readTextFile(path: string): string {
  const bytes = unpacked(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(
      "not-utf8",
      "the file is not UTF-8",
      "Convert it first, such as with iconv -f gb18030 -t utf-8",
      { file: path, line: firstBadLine(bytes) },
    );
  }
}

function unpacked(path: string): Uint8Array {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new UserError("unreadable-file", `the file cannot be read (${codeOf(cause)})`, "Check the path", {
      file: path,
    });
  }
  if (!path.endsWith(".gz")) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new UserError(
      "bad-gzip",
      `the file ends in .gz and is no whole gzip (${codeOf(cause)})`,
      "Pack it again, or take .gz from its name",
      { file: path },
    );
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
}

function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end < 0) break;
    start = end + 1;
  }
  return line;
}
