/** HTML of a page -> its main text with title, date, author and address. */

import { chooseMain, namedBody } from "./choose/choose-main.js";
import { readLead } from "./choose/lead.js";
import { widenToMain } from "./choose/only-main.js";
import { threadOf } from "./choose/thread.js";
import { declaredBody } from "./declared-body.js";
import { measurePage, type PageMeasures } from "./measure/measure-page.js";
import { factsInLines, type PageFacts, readFacts } from "./page-facts.js";
import { dropNoise } from "./render/line-noise.js";
import { renderLines, unitsOf } from "./render/render-text.js";
import { decodeReferences } from "./tree/attributes.js";
import { textNode } from "./tree/elements.js";
import type { PageTree } from "./tree/page-tree.js";
import { readPage } from "./tree/read-page.js";

export interface ExtractedPage extends PageFacts {
  readonly text: string;
}

/** A main text of less weight than this is not believed: the names on the page may have misled. */
const leastWeight = 250;

/** Reads a page. Linear in its length; what it holds in memory is a few times the page. */
export function extractPage(html: string): ExtractedPage {
  const tree = readPage(html);
  const facts = readFacts(tree);
  const measures = measurePage(tree);
  const { main, body } = readMain(tree, measures);
  let lines = dropNoise([...readLead(tree, measures, main, body, facts), ...body]);
  if (measures.value[main]! < leastWeight) {
    const declared = declaredBody(html);
    if (unitsOf(declared) > 2 * unitsOf(lines)) lines = dropNoise(declared);
  }
  if (isTitle(lines[0] ?? "", facts.title)) lines.shift();
  if (isExcerpt(lines)) lines.shift();
  const { around, at } = textsAround(tree, main);
  const told = factsInLines(around, at);
  return {
    ...facts,
    date: facts.date ?? told.date,
    author: facts.author ?? told.author,
    text: lines.join("\n"),
  };
}

/** The main text of a measured page: the node that it begins with, and its lines. */
function readMain(
  tree: PageTree,
  measures: PageMeasures,
): { readonly main: number; readonly body: string[] } {
  let strict = true;
  let main = chooseMain(tree, measures, strict);
  if (measures.value[main]! < leastWeight) {
    strict = false;
    main = chooseMain(tree, measures, strict);
    const named = namedBody(tree, measures);
    if (
      named > 0 &&
      measures.value[main]! < leastWeight &&
      measures.weight[named]! > 2 * measures.value[main]!
    ) {
      strict = true;
      main = named;
    }
  }
  const posts = threadOf(tree, measures, main);
  const linesOf = (node: number): string[] => renderLines(tree, measures, node, strict);
  return posts[0] === undefined
    ? widenToMain(tree, measures, main, linesOf(main))
    : { main: posts[0], body: posts.flatMap(linesOf) };
}

/** Whether a line says no more than the title, which stands in a field of its own. */
function isTitle(line: string, title: string | undefined): boolean {
  return (
    title !== undefined &&
    (line === title || (line.length > 8 && line.length < 200 && title.startsWith(line)))
  );
}

/** A shorter sentence may occur twice by chance. */
const fewestInSentence = 12;

/** Whether the first line is an excerpt: several sentences that all stand in the text behind it. */
function isExcerpt([first = "", ...rest]: readonly string[]): boolean {
  const sentences = first
    .split(/(?<=[。！？!?])/)
    .map((sentence) => sentence.trim())
    .filter(({ length }) => length >= fewestInSentence);
  if (sentences.length < 2) return false;
  const body = rest.join("\n");
  return sentences.every((sentence) => body.includes(sentence));
}

/** Units before the main text and at its start in which a byline is looked for. */
const bylineUnits = 1500;

function textsAround(
  tree: PageTree,
  main: number,
): { readonly around: readonly string[]; readonly at: number } {
  let first = main;
  let units = 0;
  for (; first > 0 && units < bylineUnits; first--) {
    if (tree.element[first] === textNode) units += tree.to[first]! - tree.from[first]!;
  }
  const around: string[] = [];
  let at = 0;
  units = 0;
  for (let i = first; i < tree.size && units < 2 * bylineUnits; i++) {
    if (i === main) at = around.length;
    if (tree.element[i] !== textNode) continue;
    const text = decodeReferences(tree.html.slice(tree.from[i]!, tree.to[i]!)).trim();
    units += text.length + 1;
    if (text !== "") around.push(text);
  }
  return { around, at };
}
