/**
 * Which part of a page is its main text.
 *
 * The page is read as a sequence of blocks: stretches of text between line breaks. A block of running text has a positive
 * value, its length; a block of links, and to a lesser degree a label, a negative one. The value of an element is the sum
 * over its blocks, and the main text is the element of the highest value: a smaller one would lack paragraphs, a larger one
 * would add menus. Names of elements (page-clues) only take furniture out beforehand and shift close decisions.
 *
 * Values are additive, so one pass up the tree is enough. Linear; needs no list of sites or words of a language.
 */

import { type PageMeasures, plainWeight } from "../measure/measure-page.js";
import { articleBody, articleLike } from "../measure/page-clues.js";
import { breaks, elementFlags, elementNumber, elementSet, textNode } from "../tree/elements.js";
import type { PageTree } from "../tree/page-tree.js";
import { markCards } from "./cards.js";
import { blockValue, readBlocks } from "./text-blocks.js";

const article = elementNumber("article");
const main = elementNumber("main");
const p = elementNumber("p");
const root = elementNumber("html");
const body = elementNumber("body");
const headings = elementSet("h1 h2 h3 h4 h5 h6");

/** The node whose subtree is the main text; 0, the whole page, when nothing stands out. */
export function chooseMain(tree: PageTree, measures: PageMeasures, strict: boolean): number {
  const { size, element, parent } = tree;
  const { value, card, clues } = measures;
  value.fill(0, 0, size);
  card.fill(0, 0, size);
  const blocks = readBlocks(tree, measures, strict);
  markCards(tree, measures, blocks);
  for (const block of blocks) value[block.holder]! += blockValue(block, element[block.holder]!, strict);
  for (let i = size - 1; i > 0; i--) {
    if (card[i] === 1) value[i] = Math.min(value[i]!, -15);
    value[parent[i]!]! += value[i]!;
  }
  let best = 0;
  let bestScore = 0;
  for (let i = 0; i < size; i++) {
    const kind = element[i]!;
    if (kind === textNode || (elementFlags[kind]! & breaks) === 0) continue;
    if (headings[kind] === 1) continue;
    const score = value[i]! * bonusOf(kind, clues[i]!);
    // Also where both are equal: of two elements with the same score the inner one fits closer.
    if (score >= bestScore && score > 0) {
      best = i;
      bestScore = score;
    }
  }
  return best;
}

/**
 * The element that the author named the body of an article, if most of it is plain text and it holds a good part of the page's text; 0 if
 * there is none. It need not hold sentences, since lyrics have none.
 */
export function namedBody(tree: PageTree, measures: PageMeasures): number {
  const least = 0.25 * plainWeight(measures, 0);
  let best = 0;
  for (let i = 1; i < tree.size; i++) {
    if ((measures.clues[i]! & articleBody) === 0) continue;
    if (plainWeight(measures, i) < Math.max(least, 0.7 * measures.weight[i]!)) continue;
    if (best === 0 || measures.weight[i]! > measures.weight[best]!) best = i;
  }
  return best;
}

function bonusOf(kind: number, clue: number): number {
  let bonus = 1;
  if (kind === article) bonus = 1.15;
  else if (kind === main) bonus = 1.05;
  else if (kind === body || kind === root) bonus = 0.9;
  else if (kind === p) bonus = 0.8;
  if ((clue & articleBody) !== 0) bonus *= 1.3;
  else if ((clue & articleLike) !== 0) bonus *= 1.1;
  return bonus;
}
