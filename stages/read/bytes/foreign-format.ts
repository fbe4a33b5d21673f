/** Names a file that is no text of records at all, so that it is told once, and not once a line, with the stage that reads it. */

const magics: readonly (readonly [name: string, at: number, magic: string])[] = [
  ["a tar archive", 257, "ustar"],
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

/** The format that the first bytes (decompressed) show, in words; `undefined` when it may be JSON. 300 bytes are enough. */
export function foreignFormat(head: Buffer): string | undefined {
  const text = head.toString("latin1", 0, 300);
  if (markup.test(text)) return "HTML or XML";
  return magics.find(([, at, magic]) => text.startsWith(magic, at))?.[0];
}

const readers: Readonly<Record<string, string>> = {
  "a tar archive": "read-webdataset",
  Parquet: "read-parquet",
  Arrow: "read-arrow",
  WARC: "read-warc",
  "HTML or XML": "read-html",
};

/** What to do with a file of another format. */
export function adviceFor(format: string): string {
  const reader = readers[format];
  return `take it out of the inputs or ${reader === undefined ? "convert it" : `read it with ${reader}`}`;
}
