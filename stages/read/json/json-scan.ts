/** What JSON.parse does not tell of a record: how deep it nests, and whether a key stands twice. Reads text, never parses. */

const quote = 0x22;
const backslash = 0x5c;

/** Counts brackets outside of strings. */
export function nestsDeeper(text: string, levels: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = closingQuote(text, at);
    else if (opens(unit) && ++depth > levels) return true;
    else if (closes(unit)) depth--;
  }
  return false;
}

/** The key that was asked for last: a file's records are all asked for the same. */
let lastKey = "";
let lastQuoted = '""';

/**
 * Whether valid JSON has `key` twice in its outermost object: JSON.parse would keep the last and lose the other.
 *
 * A quote inside a string is escaped, so the quoted key can only be found where it is a key or a whole value. Most
 * records are done after two native searches. A key that is written with escapes is not found.
 */
export function holdsKeyTwice(text: string, key: string): boolean {
  if (key !== lastKey) {
    lastKey = key;
    lastQuoted = JSON.stringify(key);
  }
  const quoted = lastQuoted;
  const first = text.indexOf(quoted);
  if (first < 0 || text.indexOf(quoted, first + quoted.length) < 0) return false;
  let depth = 0;
  let seen = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) {
      const end = closingQuote(text, at);
      if (depth === 1 && text.startsWith(quoted, at) && isKey(text, end) && ++seen === 2) return true;
      at = end;
    } else if (opens(unit)) depth++;
    else if (closes(unit)) depth--;
  }
  return false;
}

/** The next quote that no odd number of backslashes precedes; the end of the text when there is none. */
export function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let back = at - 1;
    while (text.charCodeAt(back) === backslash) back--;
    if ((at - back) % 2 === 1) return at;
  }
  return text.length;
}

/** Whether a colon follows the string that ends at `end`. */
function isKey(text: string, end: number): boolean {
  let at = end + 1;
  while (text.charCodeAt(at) <= 0x20) at++;
  return text.charCodeAt(at) === 0x3a;
}

function opens(unit: number): boolean {
  return unit === 0x5b || unit === 0x7b;
}

function closes(unit: number): boolean {
  return unit === 0x5d || unit === 0x7d;
}
