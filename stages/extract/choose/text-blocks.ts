/** A page as a sequence of blocks, stretches of text between line breaks, and what each is worth: running text much, links less than none. */

import { isFurniture } from "../measure/furniture.js";
import type { PageMeasures } from "../measure/measure-page.js";
import { breaks, elementFlags, elementNumber, elementSet, textNode } from "../tree/elements.js";
import type { PageTree } from "../tree/page-tree.js";

export interface TextBlock {
  /** The element that directly holds it. */
  readonly holder: number;
  readonly weight: number;
  /** Weight of the part inside links. */
  readonly links: number;
  /** Marks that sentences hold and labels do not. */
  readonly marks: number;
  /** Whether it ends in an ellipsis: first lines of another article. */
  readonly isBrokenOff: boolean;
}

const paragraphs = elementSet("p blockquote pre dd td");
const pre = elementNumber("pre");
const cells = elementSet("td th");
const headings = elementSet("h1 h2 h3 h4 h5 h6");

/** All blocks outside the furniture, in order. */
export function readBlocks(tree: PageTree, measures: PageMeasures, strict: boolean): TextBlock[] {
  const { size, element, parent, end, html, from, to } = tree;
  const blocks: TextBlock[] = [];
  let weight = 0;
  let links = 0;
  let marks = 0;
  let lastEnd = 0;
  let holder = 0;
  const flush = (): void => {
    if (weight > 0) blocks.push({ holder, weight, links, marks, isBrokenOff: endsBroken(html, lastEnd) });
    weight = 0;
    links = 0;
    marks = 0;
  };
  for (let i = 1; i < size; i++) {
    while (i >= end[holder]!) {
      flush();
      holder = parent[holder]!;
    }
    const kind = element[i]!;
    if (kind === textNode) {
      const own = measures.weight[i]!;
      if (own === 0) continue;
      weight += own;
      lastEnd = to[i]!;
      links += measures.linkWeight[i]!;
      marks += countMarks(html, from[i]!, to[i]!);
      continue;
    }
    const stop = end[i]!;
    if (isFurniture(tree, measures, i, strict)) {
      flush();
      i = stop - 1;
    } else if ((elementFlags[kind]! & breaks) !== 0) {
      flush();
      if (stop > i + 1) holder = i;
    }
  }
  flush();
  return blocks;
}

/** Whether `...`, `…` or `[…]` stands before an offset, white space left out. */
function endsBroken(html: string, offset: number): boolean {
  let i = offset - 1;
  while (i > 0 && html.charCodeAt(i) <= 0x20) i--;
  if (html.charCodeAt(i) === 0x5d) i--;
  if (html.charCodeAt(i) === 0x2026) return true;
  if (html.startsWith("&hellip;", i - 7) || html.startsWith("&#8230;", i - 6)) return true;
  return html.startsWith("...", i - 2);
}

/** A block with this weight and a sentence in it is running text. */
const proseWeight = 40;

/** What a block in an element of this kind adds to the value of all around it. */
export function blockValue({ weight, links, marks }: TextBlock, kind: number, strict: boolean): number {
  const plain = kind === pre ? weight : weight - links;
  // In a grammar or in the code of a reference, each word may be a link.
  if (links > 0.5 * weight && kind !== pre) return -15 - Math.min(60, 0.3 * weight);
  if (headings[kind] === 1) return -2;
  if (plain >= proseWeight && (marks >= 1 || paragraphs[kind] === 1)) {
    return plain * (paragraphs[kind] === 1 ? 1 : 0.9) + 10 * Math.min(marks, 10);
  }
  if (marks >= 1) return plain * 0.5;
  // The text of a page without prose may be a table.
  if (!strict && cells[kind] === 1 && links === 0) return 0.25 * plain;
  return paragraphs[kind] === 1 ? 0 : -8;
}

/** Marks that sentences hold and labels do not. */
function countMarks(html: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) {
    const unit = html.charCodeAt(i);
    if (
      unit === 0x2c ||
      unit === 0xff0c ||
      unit === 0x3002 ||
      unit === 0x3001 ||
      unit === 0xff01 ||
      unit === 0xff1f ||
      unit === 0xff1b
    )
      count++;
    else if ((unit === 0x2e || unit === 0x21 || unit === 0x3f) && !(html.charCodeAt(i + 1) > 0x30)) count++;
  }
  return count;
}
