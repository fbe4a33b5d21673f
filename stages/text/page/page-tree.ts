/**
 * HTML -> a tree in flat arrays, in one pass.
 *
 *     element[i]   number of the element (elements.ts); 0 for text
 *     parent[i]    index of the node around it; 0 is the root
 *     end[i]       index behind its last descendant: a subtree is the range [i, end[i])
 *     from[i], to[i]   text: its range in the HTML; element: the range of its attributes
 *
 * Nodes stand in document order. Nothing is copied out of the HTML, nothing recurses, and broken pages (unclosed tags,
 * quotes, comments; end tags of nothing) give a tree as a browser's would be for practical purposes.
 *
 * Cost: linear; 17 bytes a node. The arrays are shared by all pages: a tree is valid until the next page is read.
 */
import {
  breaks,
  elementAt,
  elementFlags,
  elementNumber,
  empty,
  opaque,
  phrasing,
  textNode,
} from "./elements.js";

export interface PageTree {
  readonly html: string;
  readonly size: number;
  readonly element: Uint8Array;
  readonly parent: Int32Array;
  readonly end: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Deeper elements are read as if their tags were not there: what walks a tree may rely on it. */
export const maxDepth = 256;

let element = new Uint8Array(1 << 14);
let parent = new Int32Array(1 << 14);
let end = new Int32Array(1 << 14);
let from = new Int32Array(1 << 14);
let to = new Int32Array(1 << 14);

const p = elementNumber("p");
const li = elementNumber("li");
const dt = elementNumber("dt");
const dd = elementNumber("dd");
const tr = elementNumber("tr");
const td = elementNumber("td");
const th = elementNumber("th");
const option = elementNumber("option");
const body = elementNumber("body");
const html = elementNumber("html");
const head = elementNumber("head");
const a = elementNumber("a");
const table = elementNumber("table");

/** Elements that an end tag from inside does not reach beyond. */
const isWall = new Uint8Array(256);
for (const name of ["html", "body", "td", "th", "table", "caption"]) isWall[elementNumber(name)] = 1;

/** What a start tag closes when it is open, and up to where it is looked for. */
const closes: Uint8Array[] = [];
const stops: Uint8Array[] = [];
function implies(names: readonly number[], closed: readonly number[], within: readonly string[]): void {
  for (const name of names) {
    closes[name] = Uint8Array.from({ length: 256 }, (_, other) => (closed.includes(other) ? 1 : 0));
    const bounds = within.map(elementNumber);
    stops[name] = Uint8Array.from({ length: 256 }, (_, other) => (bounds.includes(other) ? 1 : 0));
  }
}
implies([li], [li], ["ul", "ol", "menu", "dir", "table", "td", "div"]);
implies([dt, dd], [dt, dd], ["dl", "table", "td", "div"]);
implies([tr], [tr, td, th], ["table"]);
implies([td, th], [td, th], ["table", "tr"]);
implies([option], [option], ["td", "div"]);
implies([a], [a], ["table", "td", "div", "li", "p"]);

export function readPage(source: string): PageTree {
  const open = new Int32Array(maxDepth);
  const openCount = new Int32Array(256);
  let depth = 0;
  let overflow = 0;
  let size = 1;
  element[0] = html;
  parent[0] = 0;
  from[0] = 0;
  to[0] = 0;
  open[0] = 0;
  openCount[html] = 1;
  depth = 1;
  /** Ends that were looked for in vain: not looked for again, so that no page is quadratic. */
  const missing = new Set<string>();
  const length = source.length;

  const find = (what: string, at: number): number => {
    if (missing.has(what)) return -1;
    const found = source.indexOf(what, at);
    if (found < 0) missing.add(what);
    return found;
  };
  const closeTo = (level: number): void => {
    while (depth > level) {
      const node = open[--depth]!;
      end[node] = size;
      openCount[element[node]!]!--;
    }
  };
  const add = (kind: number, start: number, stop: number): number => {
    if (size === element.length) grow();
    element[size] = kind;
    parent[size] = open[depth - 1]!;
    from[size] = start;
    to[size] = stop;
    end[size] = size + 1;
    return size++;
  };

  let at = 0;
  while (at < length) {
    const less = source.indexOf("<", at);
    const textEnd = less < 0 ? length : less;
    if (textEnd > at) add(textNode, at, textEnd);
    if (less < 0) break;
    let i = less + 1;
    const next = source.charCodeAt(i);
    if (next === 0x21 || next === 0x3f) {
      // A comment, a doctype or a processing instruction.
      const isComment = source.startsWith("!--", i);
      const isData = !isComment && source.startsWith("![CDATA[", i);
      let close = isComment ? find("-->", i + 1) : isData ? find("]]>", i) : -1;
      if (close >= 0) close += 3;
      else {
        close = find(">", i);
        if (close < 0) break;
        close++;
      }
      at = close;
      continue;
    }
    const closing = next === 0x2f;
    if (closing) i++;
    const nameFrom = i;
    if (!isLetter(source.charCodeAt(i))) {
      add(textNode, less, i);
      at = i;
      continue;
    }
    while (i < length && isNameUnit(source.charCodeAt(i))) i++;
    const kind = elementAt(source, nameFrom, i);
    const attributesFrom = i;
    i = tagEnd(source, i, find);
    if (i < 0) break;
    at = i + 1;
    const flag = elementFlags[kind]!;
    if (closing) {
      if (overflow > 0 && (flag & (empty | opaque)) === 0) overflow--;
      else if (openCount[kind]! > 0 && kind !== body && kind !== html) {
        const isPhrasing = (flag & phrasing) !== 0;
        let level = depth - 1;
        for (; level > 0; level--) {
          const other = element[open[level]!]!;
          if (other === kind) break;
          if (
            isPhrasing
              ? (elementFlags[other]! & breaks) !== 0 && kind !== a
              : isWall[other] && !isTablePart(kind)
          ) {
            level = 0;
          }
        }
        if (level > 0) closeTo(level);
      }
      continue;
    }
    if ((flag & opaque) !== 0) {
      add(kind, attributesFrom, i);
      at = opaqueEnd(source, nameFrom, attributesFrom, at, missing);
      continue;
    }
    if ((flag & breaks) !== 0 && openCount[p]! > 0) closeOpen(p);
    // What stands in lines begins the body, said or not: <head><meta ...><div>.
    if ((flag & breaks) !== 0 && openCount[head]! > 0) closeOpen(head);
    if (kind === html || kind === body) {
      if (openCount[kind]! > 0) continue;
    }
    const closed = closes[kind];
    if (closed !== undefined) {
      const stop = stops[kind]!;
      for (let level = depth - 1; level > 0; level--) {
        const other = element[open[level]!]!;
        if (closed[other] === 1) {
          closeTo(level);
          if (kind !== tr) break;
        } else if (stop[other] === 1) break;
      }
    }
    if ((flag & empty) !== 0) {
      add(kind, attributesFrom, i);
    } else if (depth < maxDepth) {
      const node = add(kind, attributesFrom, i);
      open[depth++] = node;
      openCount[kind]!++;
    } else overflow++;
  }
  closeTo(0);
  end[0] = size;
  return { html: source, size, element, parent, end, from, to };

  /** Closes the innermost open `kind`, unless a wall stands between. */
  function closeOpen(kind: number): void {
    for (let level = depth - 1; level > 0; level--) {
      const other = element[open[level]!]!;
      if (other === kind) {
        closeTo(level);
        return;
      }
      if (isWall[other] === 1) return;
    }
  }
}

/** Offset of the `>` that ends the tag, quotes honoured; -1 when there is none. */
function tagEnd(source: string, start: number, find: (what: string, at: number) => number): number {
  let i = start;
  for (;;) {
    const unit = source.charCodeAt(i);
    if (unit === 0x3e) return i;
    if (unit === 0x3d) {
      i++;
      while (isSpace(source.charCodeAt(i))) i++;
      const quote = source.charCodeAt(i);
      if (quote === 0x22 || quote === 0x27) {
        const close = find(quote === 0x22 ? '"' : "'", i + 1);
        i = close < 0 ? i + 1 : close + 1;
      }
      continue;
    }
    // NaN: the page ends inside the tag.
    if (Number.isNaN(unit)) return -1;
    i++;
  }
}

/** Offset behind the end tag of an opaque element; the end of the page when a script is never closed. */
function opaqueEnd(
  source: string,
  nameFrom: number,
  nameTo: number,
  start: number,
  missing: Set<string>,
): number {
  const length = nameTo - nameFrom;
  const name = source.slice(nameFrom, nameTo).toLowerCase();
  if (missing.has(name)) return start;
  for (let at = source.indexOf("</", start); at >= 0; at = source.indexOf("</", at + 2)) {
    let i = 0;
    while (i < length && (source.charCodeAt(at + 2 + i) | 0x20) === name.charCodeAt(i)) i++;
    if (i < length || isNameUnit(source.charCodeAt(at + 2 + length))) continue;
    const close = source.indexOf(">", at);
    return close < 0 ? source.length : close + 1;
  }
  missing.add(name);
  return name === "script" || name === "style" ? source.length : start;
}

function isTablePart(kind: number): boolean {
  return kind === table || kind === tr || kind === td || kind === th;
}

function isLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function isNameUnit(unit: number): boolean {
  return isLetter(unit) || (unit >= 0x30 && unit <= 0x39) || unit === 0x2d || unit === 0x3a;
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 10 || unit === 9 || unit === 13;
}

function grow(): void {
  const length = element.length * 2;
  const bytes = new Uint8Array(length);
  bytes.set(element);
  element = bytes;
  parent = larger(parent, length);
  end = larger(end, length);
  from = larger(from, length);
  to = larger(to, length);
}

function larger(numbers: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length);
  copy.set(numbers);
  return copy;
}
