/** The text of an element, all of its descendants' one behind the other, with character references as they are written. */
import { textNode } from "./elements.js";
import type { PageTree } from "./page-tree.js";

/** @param longest in units: nothing is added behind it */
export function nodeText(tree: PageTree, node: number, longest = Number.POSITIVE_INFINITY): string {
  const { element, end, html, from, to } = tree;
  let text = "";
  for (let i = node + 1; i < end[node]! && text.length < longest; i++)
    if (element[i] === textNode) text += html.slice(from[i]!, to[i]!);
  return text;
}
