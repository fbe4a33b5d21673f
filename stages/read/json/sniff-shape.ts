/** Whether a JSON file is lines or one array, from its first bytes. */

export interface Shape {
  readonly kind: "lines" | "array" | "wrapped-array";
  /** Bytes up to and with the opening bracket of the array; 0 for lines. */
  readonly bytes: number;
}

const bracketBytes = /^(?:\xef\xbb\xbf)?[ \t\r\n]*\[[ \t]*(?:[{\]\r\n]|$)/;
const wrapperBytes = /^(?:\xef\xbb\xbf)?[ \t\r\n]*\{[ \t\r\n]*"RECORDS"[ \t\r\n]*:[ \t\r\n]*\[/;

/** How much white space may stand before the first record. */
const lookBytes = 4096;

/**
 * An array begins with a bracket that an object, the end or a line feed follows: a line like `["a", "b"]` in JSON Lines
 * is a broken record, not an array of records. `{"RECORDS":[` is how database tools export tables.
 */
export function sniffShape(head: Buffer): Shape {
  const text = head.toString("latin1", 0, lookBytes);
  const wrapper = wrapperBytes.exec(text);
  if (wrapper !== null) return { kind: "wrapped-array", bytes: wrapper[0].length };
  if (bracketBytes.test(text)) return { kind: "array", bytes: text.indexOf("[") + 1 };
  return { kind: "lines", bytes: 0 };
}
