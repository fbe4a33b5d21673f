/** Rows of boxes that each hold one linked block and little else: lists of other articles with their first lines. */

import { type PageMeasures, plainWeight } from "../measure/measure-page.js";
import { breaks, elementFlags, elementSet, textNode } from "../tree/elements.js";
import type { PageTree } from "../tree/page-tree.js";
import type { TextBlock } from "./text-blocks.js";

/** For each element: how many of its blocks are nothing but links, and how many break off, as the first lines of another article do. */
let linkBlocks = new Int32Array(1 << 14);
let brokenOff = new Int32Array(1 << 14);
/** For each element: how many of its children look like cards, and how many hold text. */
let cardChildren = new Int32Array(1 << 14);
let textChildren = new Int32Array(1 << 14);

const boxes = elementSet("div li article section figure dl ul");
/** A card holds a title and a line or two. */
const cardWeight = 300;
const excerptWeight = 700;
const fewestCards = 3;

/** Marks the cards of a page. Its blocks tell which boxes hold links. */
export function markCards(tree: PageTree, measures: PageMeasures, blocks: readonly TextBlock[]): void {
  const { size, element, parent } = tree;
  clearCounts(size);
  for (const { holder, weight, links, isBrokenOff } of blocks) {
    if (links > 0.7 * weight && links > 7) linkBlocks[holder]!++;
    if (isBrokenOff) brokenOff[holder]!++;
  }
  for (let i = size - 1; i > 0; i--) {
    const up = parent[i]!;
    linkBlocks[up]! += linkBlocks[i]!;
    brokenOff[up]! += brokenOff[i]!;
    const kind = element[i]!;
    if (kind === textNode || (elementFlags[kind]! & breaks) === 0 || measures.weight[i]! === 0) continue;
    textChildren[up]!++;
    if (isCardLike(measures, kind, i)) cardChildren[up]!++;
  }
  for (let i = 1; i < size; i++) {
    const up = parent[i]!;
    if (cardChildren[up]! < fewestCards || cardChildren[up]! < 0.7 * textChildren[up]!) continue;
    if (isCardLike(measures, element[i]!, i)) measures.card[i] = 1;
  }
}

function clearCounts(size: number): void {
  if (size > linkBlocks.length) {
    const room = 1 << Math.ceil(Math.log2(size));
    linkBlocks = new Int32Array(room);
    brokenOff = new Int32Array(room);
    cardChildren = new Int32Array(room);
    textChildren = new Int32Array(room);
    return;
  }
  for (const counts of [linkBlocks, brokenOff, cardChildren, textChildren]) counts.fill(0, 0, size);
}

function isCardLike(measures: PageMeasures, kind: number, node: number): boolean {
  if (boxes[kind] !== 1) return false;
  const links = measures.linkWeight[node]!;
  const plain = plainWeight(measures, node);
  return (
    (linkBlocks[node]! > 0 && plain < cardWeight) ||
    (brokenOff[node]! > 0 && links > 7 && plain < excerptWeight)
  );
}
