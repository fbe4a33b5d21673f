/** Parts of a page that stand around its text: recognised by their elements, or else by the names that authors gave them. */
import { elementSet } from "../tree/elements.js";
import type { PageTree } from "../tree/page-tree.js";
import type { PageMeasures } from "./measure-page.js";
import { articleBody, byline, furniture, hidden, note, remarks } from "./page-clues.js";

/** Elements that hold no main text, unless a page has none elsewhere. */
const seldomMain = elementSet("aside noscript figcaption");
/** Elements that hold no main text whatever their names. */
const neverMain = elementSet("nav footer button dialog menu head search rt rp optgroup option legend");
/** Elements whose own name outweighs a clue of furniture in their class. */
const trusted = elementSet("html body article main p td tr tbody table");

/** Weight of the longest note by an editor. */
const longestNote = 1000;

/** Whether a subtree is left out of the main text. `strict` also believes the names that authors gave. */
export function isFurniture(tree: PageTree, measures: PageMeasures, node: number, strict: boolean): boolean {
  const kind = tree.element[node]!;
  if (neverMain[kind] === 1 || measures.card[node] === 1) return true;
  if (strict && seldomMain[kind] === 1) return true;
  const clue = measures.clues[node]!;
  if ((clue & (furniture | remarks | hidden | note)) === 0 || !strict) return false;
  if (trusted[kind] === 1 && (clue & hidden) === 0) return false;
  if ((clue & articleBody) !== 0) return false;
  if ((clue & remarks) !== 0) return true;
  if ((clue & (furniture | hidden)) === 0 && measures.weight[node]! > longestNote) return false;
  // A name is believed only while most of the page's text stands elsewhere.
  return measures.weight[node]! < 0.4 * measures.weight[0]!;
}

/** Whether the names of a node say that it tells who wrote the text and when, and is no part of the text. */
export function isByline(measures: PageMeasures, node: number): boolean {
  return (measures.clues[node]! & byline) !== 0 && measures.weight[node]! < 160;
}
