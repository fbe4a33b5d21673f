/**
 * HTML -> a tree, in one pass. Broken pages (unclosed tags, quotes and comments; end tags that close nothing) give much the same tree as in
 * a browser.
 */
import { elementAt, elementFlags, opaque, textNode } from "./elements.js";
import { isLetter, PageSource } from "./page-tags.js";
import { type PageTree, TreeBuilder } from "./page-tree.js";

/** Reads a page. Linear in its length. */
export function readPage(html: string): PageTree {
  const source = new PageSource(html);
  const tree = new TreeBuilder();
  let at = 0;
  while (at >= 0 && at < html.length) {
    const tag = html.indexOf("<", at);
    if (tag !== at) tree.add(textNode, at, tag < 0 ? html.length : tag);
    at = tag < 0 ? -1 : readTag(source, tree, tag);
  }
  return tree.finish(html);
}

/** Reads what begins with `<` at `at`. Returns the offset behind it, or -1 when the page ends inside it. */
function readTag(source: PageSource, tree: TreeBuilder, at: number): number {
  const { html } = source;
  const next = html.charCodeAt(at + 1);
  if (next === 0x21 || next === 0x3f) return source.declarationEnd(at);
  const isEnd = next === 0x2f;
  const nameFrom = at + (isEnd ? 2 : 1);
  if (!isLetter(html.charCodeAt(nameFrom))) {
    tree.add(textNode, at, nameFrom);
    return nameFrom;
  }
  const nameTo = source.nameEnd(nameFrom);
  const kind = elementAt(html, nameFrom, nameTo);
  const close = source.tagEnd(nameTo);
  if (close < 0) return -1;
  if (isEnd) tree.endElement(kind);
  else if ((elementFlags[kind]! & opaque) !== 0) {
    tree.add(kind, nameTo, close);
    return source.opaqueEnd(html.slice(nameFrom, nameTo).toLowerCase(), close + 1);
  } else tree.startElement(kind, nameTo, close);
  return close + 1;
}
