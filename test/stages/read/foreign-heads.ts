/** The beginnings of files that people put into a folder of JSON by mistake. */
const tar = Buffer.alloc(1024);
tar.write("page.json", 0);
tar.write("ustar", 257);

export const foreignHeads: Readonly<Record<string, Buffer>> = {
  "a tar archive": tar,
  Parquet: Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(300, 0x0a)]),
  Arrow: Buffer.concat([Buffer.from("ARROW1\0\0"), Buffer.alloc(300, 0x0a)]),
  WARC: Buffer.from("WARC/1.0\r\nWARC-Type: response\r\n\r\n"),
  PDF: Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1"),
  SQLite: Buffer.from("SQLite format 3\0"),
  "a JPEG picture": Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0x0a, 0x0a]),
  "a PNG picture": Buffer.from("\x89PNG\r\n\x1a\n\n\n", "latin1"),
  "a GIF picture": Buffer.from("GIF89a\n\n"),
  "HTML or XML": Buffer.from("\uFEFF\n<!DOCTYPE html>\n<html>\n<p>文</p>\n</html>\n"),
};

export const zipHeader = Buffer.from("PK\x03\x04\x14\0\0\0", "latin1");
