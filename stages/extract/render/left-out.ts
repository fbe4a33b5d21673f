/** What is left out inside the main text: furniture, bylines, lists of links, marks of notes, numbers of lines. */

import { isByline, isFurniture } from "../measure/furniture.js";
import { type PageMeasures, plainWeight } from "../measure/measure-page.js";
import { breaks, elementFlags, elementNumber } from "../tree/elements.js";
import { nodeText } from "../tree/node-text.js";
import type { PageTree } from "../tree/page-tree.js";
import { isLineNumbers } from "./line-numbers.js";

const a = elementNumber("a");
const p = elementNumber("p");
const pre = elementNumber("pre");
const sup = elementNumber("sup");
const table = elementNumber("table");
const td = elementNumber("td");
const lists = ["ul", "ol", "table", "div", "section", "dl", "p"].map(elementNumber);
const headings = ["h1", "h2", "h3", "h4", "h5", "h6"].map(elementNumber);

export function isLeftOut(tree: PageTree, measures: PageMeasures, node: number, strict: boolean): boolean {
  const kind = tree.element[node]!;
  // These are decided first, because most elements are parts of a line.
  if (kind === sup) return isReferenceMark(tree, measures, node);
  if (kind === a) return isHeadingTool(tree, measures, node);
  return (
    isLineNumbers(tree, measures, node) ||
    isFurniture(tree, measures, node, strict) ||
    isLinkList(tree, measures, node) ||
    (strict && isByline(measures, node))
  );
}

/** Lists, tables and boxes that are mostly links: other pages' titles, tags, pages. */
function isLinkList(tree: PageTree, measures: PageMeasures, node: number): boolean {
  const kind = tree.element[node]!;
  if (!lists.includes(kind)) return false;
  const all = measures.weight[node]!;
  const links = measures.linkWeight[node]!;
  if (all === 0 || links <= 0.5 * all) return false;
  if (kind === p) return links > 0.8 * all && all < 200 && onlyLink(tree, node);
  if (kind === table && tellsOfLinks(tree, measures, node)) return false;
  if (isLinkedText(tree, measures, node)) return false;
  return links > 0.6 * all || all < 100;
}

/** Weight of what stands between the links of a sentence: a list has less, or an ending that is none. */
const leastBetween = 15;

/** Whether a box holds code, or is one sentence of which most words are links, as in grammars and references. */
function isLinkedText(tree: PageTree, measures: PageMeasures, node: number): boolean {
  const { element, end } = tree;
  let isOneBlock = true;
  let code = 0;
  for (let i = node + 1; i < end[node]!; i++) {
    if (element[i] === pre) code += measures.weight[i]!;
    if ((elementFlags[element[i]!]! & breaks) !== 0) isOneBlock = false;
  }
  if (code > 0.5 * measures.weight[node]!) return true;
  return isOneBlock && plainWeight(measures, node) >= leastBetween && sentenceEnd.test(nodeText(tree, node));
}

const sentenceEnd = /[.。!！?？]["”’）)]?\s*$/;

/** Whether a table has as many cells that say something as cells of links: 五花肉 | 500克. A date or a number alone says when, or how many. */
function tellsOfLinks(tree: PageTree, measures: PageMeasures, node: number): boolean {
  let telling = 0;
  for (let i = node + 1; i < tree.end[node]!; i++) {
    if (tree.element[i] !== td || measures.weight[i] === 0) continue;
    if (measures.linkWeight[i]! > 0) telling--;
    else if (!dateOrNumber.test(nodeText(tree, i))) telling++;
  }
  return telling >= 0;
}

const dateOrNumber = /^[\s\d:：\-/.,年月日[\]()（）]*$/;

/** A paragraph that is one link is a pointer elsewhere. */
function onlyLink(tree: PageTree, node: number): boolean {
  let links = 0;
  for (let i = node + 1; i < tree.end[node]!; i++) if (tree.element[i] === a) links++;
  return links >= 1;
}

/** Weight of the longest of the marks below. */
const longestMark = 20;
const reference =
  /^\s*(?:\[|&#91;)\s*(?:\d+(?:\s*[-–—,，、]\s*\d+)*|(?:注|註|note) ?\d+|来源请求|來源請求|citation needed)\s*(?:\]|&#93;)\s*$/i;
const tool = /^\s*\[?(?:编辑|編輯|播报|edit|¶|#|§)\]?\s*$/i;

/** What leads to a note or a source: [1], [2-3], [来源请求]. */
function isReferenceMark(tree: PageTree, measures: PageMeasures, node: number): boolean {
  return measures.weight[node]! <= longestMark && reference.test(nodeText(tree, node));
}

/** A link in a heading that does something to it: 编辑, ¶. */
function isHeadingTool(tree: PageTree, measures: PageMeasures, node: number): boolean {
  return (
    headings.includes(tree.element[tree.parent[node]!]!) &&
    measures.weight[node]! <= longestMark &&
    tool.test(nodeText(tree, node))
  );
}
