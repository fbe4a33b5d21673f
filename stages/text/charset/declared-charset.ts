/** What a page says of its own charset: byte order mark, HTTP header, meta element, XML declaration. */

/** The charsets that a page can turn out to have; each stands for its subsets (gb18030 for GB2312 and GBK). */
export type Charset =
  | "utf-8"
  | "utf-16le"
  | "utf-16be"
  | "utf-32le"
  | "utf-32be"
  | "gb18030"
  | "big5"
  | "euc-tw"
  | "euc-jp"
  | "shift_jis"
  | "iso-2022-jp"
  | "euc-kr"
  | SingleByteCharset;

export type SingleByteCharset =
  | "windows-1250"
  | "windows-1251"
  | "windows-1252"
  | "windows-1253"
  | "windows-1254"
  | "windows-1255"
  | "windows-1256"
  | "windows-1257"
  | "windows-874"
  | "iso-8859-2"
  | "iso-8859-15"
  | "koi8-r"
  | "koi8-u";

/** Labels as pages write them, without case and signs (`x-sjis` -> `xsjis`); WHATWG Encoding Standard, §4.2, and its omissions. */
const labels: Readonly<Record<Charset, string>> = {
  "utf-8": "utf8 unicode11utf8 unicode20utf8 xunicode20utf8 utf8mb4 65001",
  "utf-16le": "utf16le utf16 unicode ucs2 csunicode unicodefeff",
  "utf-16be": "utf16be unicodefffe",
  "utf-32le": "utf32le utf32 ucs4",
  "utf-32be": "utf32be",
  gb18030:
    "gb18030 gbk gb2312 gb231280 chinese csgb2312 cngb eucn euccn xgbk cp936 ms936 936 windows936 isoir58 gb",
  big5: "big5 big5hkscs cnbig5 csbig5 xxbig5 cp950 950 ms950 windows950 big5eten",
  "euc-tw": "euctw xeuctw cns11643",
  "euc-jp": "eucjp xeucjp cseucpkdfmtjapanese ujis",
  shift_jis: "shiftjis sjis xsjis csshiftjis mskanji ms932 cp932 windows31j 932",
  "iso-2022-jp": "iso2022jp csiso2022jp jis",
  "euc-kr":
    "euckr cseuckr korean ksc56011987 ksc56011989 ksc5601 ksc5601 windows949 cp949 ms949 uhc isoir149",
  "windows-1250": "windows1250 cp1250 xcp1250",
  "windows-1251": "windows1251 cp1251 xcp1251",
  "windows-1252": "windows1252 cp1252 xcp1252 iso88591 latin1 ascii usascii ansi",
  "windows-1253": "windows1253 cp1253 xcp1253 iso88597 greek",
  "windows-1254": "windows1254 cp1254 xcp1254 iso88599 latin5",
  "windows-1255": "windows1255 cp1255 xcp1255 iso88598 iso88598i hebrew",
  "windows-1256": "windows1256 cp1256 xcp1256",
  "windows-1257": "windows1257 cp1257 xcp1257 iso885913",
  "windows-874": "windows874 tis620 dos874 iso885911",
  "iso-8859-2": "iso88592 iso885921987 latin2 l2 isoir101 csisolatin2",
  "iso-8859-15": "iso885915 latin9 l9 csisolatin9",
  "koi8-r": "koi8r koi8 cskoi8r",
  "koi8-u": "koi8u koi8ru",
};

const charsetOfLabel = new Map<string, Charset>(
  Object.entries(labels).flatMap(([charset, names]) =>
    names.split(" ").map((name): [string, Charset] => [name, charset as Charset]),
  ),
);

/** The charset that a label means; `undefined` for a label that no browser knows. */
export function charsetOf(label: string): Charset | undefined {
  return charsetOfLabel.get(label.toLowerCase().replace(/[^a-z0-9]/g, ""));
}

/** The charset told by a byte order mark, and the mark's length. UTF-32 is looked for first: its mark begins like UTF-16's. */
export function byteOrderMark(bytes: Buffer): { charset: Charset | undefined; bytes: number } {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return { charset: "utf-32le", bytes: 4 };
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { charset: "utf-32be", bytes: 4 };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { charset: "utf-8", bytes: 3 };
  if (a === 0xff && b === 0xfe) return { charset: "utf-16le", bytes: 2 };
  if (a === 0xfe && b === 0xff) return { charset: "utf-16be", bytes: 2 };
  return { charset: undefined, bytes: 0 };
}

/** `charset` of a Content-Type header. */
export function headerCharset(contentType: string): Charset | undefined {
  const label = /charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(contentType)?.[1];
  return label === undefined ? undefined : charsetOf(label);
}

/** Bytes at the start of a page that are searched for its declaration; the standard says 1024, real pages come later. */
const prescanBytes = 8192;

/**
 * The charset that the page itself declares: `<meta charset>`, `<meta http-equiv content>`, `<?xml encoding?>`.
 * It was read as ASCII, so UTF-16 and UTF-32 cannot be true (WHATWG HTML, prescan a byte stream).
 */
export function metaCharset(bytes: Buffer): Charset | undefined {
  const head = bytes.toString("latin1", 0, prescanBytes);
  const xml = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]+)["']/i.exec(head)?.[1];
  const meta = /<meta\b[^>]{0,400}?charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(head)?.[1];
  const charset = charsetOf(xml ?? meta ?? "");
  return charset?.startsWith("utf-16") || charset?.startsWith("utf-32") ? "utf-8" : charset;
}
