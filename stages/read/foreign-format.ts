/** Names a file that is no JSON at all, so that it is told once, and not once a line. */

const magics: readonly (readonly [name: string, at: number, magic: string])[] = [
  ["a tar archive", 257, "ustar"],
  ["Parquet", 0, "PAR1"],
  ["Arrow", 0, "ARROW1"],
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
