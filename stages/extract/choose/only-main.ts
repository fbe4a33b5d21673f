/**
 * Pages whose text is cut into pieces: references of functions, grammars, feature lists. Between the pieces stand labels,
 * signatures and links, so that the element of the highest value is one piece alone.
 *
 * HTML has a word for what a page is there for: `<main>`, of which a page has one. Where the pieces outside the chosen one
 * are a good part of it, all of it is the text, less what is left out anywhere. On news pages, whose `<main>` often holds
 * lists of other articles, the article is the greater part, and stays what was chosen.
 */

import type { PageMeasures } from "../measure/measure-page.js";
import { renderLines, unitsOf } from "../render/render-text.js";
import { elementNumber } from "../tree/elements.js";
import type { PageTree } from "../tree/page-tree.js";

const mainElement = elementNumber("main");

/** A chosen part with less than this share of the text of `<main>` is a piece: from 0.9 on, what would be gained is furniture. */
const leastShare = 0.7;

/** The page's `<main>` and its lines where `chosen`, with the lines `body`, is a piece of it. */
export function widenToMain(
  tree: PageTree,
  measures: PageMeasures,
  chosen: number,
  body: string[],
): { readonly main: number; readonly body: string[] } {
  const main = onlyMain(tree);
  if (main >= chosen || tree.end[chosen]! > tree.end[main]!) return { main: chosen, body };
  const all = renderLines(tree, measures, main, true);
  return unitsOf(body) < leastShare * unitsOf(all) ? { main, body: all } : { main: chosen, body };
}

/** The `<main>` of a page that has one; else a node behind all others. */
function onlyMain(tree: PageTree): number {
  const first = tree.element.indexOf(mainElement);
  if (first < 0 || first >= tree.size) return tree.size;
  const second = tree.element.indexOf(mainElement, first + 1);
  return second < 0 || second >= tree.size ? first : tree.size;
}
