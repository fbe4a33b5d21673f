/** Names a file that is not of its reader's format at all, so that it is told once, and not once a line, with the stage that reads it. */
import { detectCompression } from "../../../pipeline/storage/compression/compression.js";

const tar = "a tar archive";

const magics: readonly (readonly [name: string, at: number, magic: string])[] = [
  [tar, 257, "ustar"],
  ["Parquet", 0, "PAR1"],
  ["Arrow", 0, "ARROW1"],
  // A stream: the mark before its first message.
  ["Arrow", 0, "\xff\xff\xff\xff"],
  ["WARC", 0, "WARC/"],
  ["PDF", 0, "%PDF-"],
  ["SQLite", 0, "SQLite format 3\0"],
  ["a JPEG picture", 0, "\xff\xd8\xff"],
  ["a PNG picture", 0, "\x89PNG\r\n"],
  ["a GIF picture", 0, "GIF8"],
];

const markup = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml)/i;

/** First bytes of a file that tell its format. */
export const formatBytes = 300;

/** The format that the first bytes (decompressed) show, in words; `undefined` when it may be JSON. */
export function foreignFormat(head: Buffer): string | undefined {
  const text = head.toString("latin1", 0, formatBytes);
  if (markup.test(text)) return "HTML or XML";
  return magics.find(([, at, magic]) => text.startsWith(magic, at))?.[0];
}

/**
 * What a file is that a reader of the format `own` cannot take, with what to do; `undefined` when its first bytes show nothing else.
 *
 * @param head the first bytes as stored: files of that format are not packed as a whole
 */
export function foreignTo(own: string, head: Buffer): string | undefined {
  const compression = detectCompression(head);
  if (compression !== "none") return `the file is packed with ${compression}; expected ${own}: unpack it`;
  const format = foreignFormat(head);
  return format === undefined || format === own
    ? undefined
    : `the file is ${format}; expected ${own}: ${adviceFor(format)}`;
}

const readers: Readonly<Record<string, string>> = {
  Parquet: "read-parquet",
  Arrow: "read-arrow",
  WARC: "read-warc",
  "HTML or XML": "read-html",
};

/** What to do with a file of another format. */
export function adviceFor(format: string): string {
  if (format === tar)
    return "take it out of the inputs, unpack it, or read its pictures with read-webdataset";
  const reader = readers[format];
  return `take it out of the inputs or ${reader === undefined ? "convert it" : `read it with ${reader}`}`;
}
