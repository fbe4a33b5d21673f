/** The main text of a page, one line a block, blocks parted by a line feed: tables, lists and code stay readable. */
import { decodeReferences } from "./attributes.js";
import { isByline, isFurniture, type PageMeasures } from "./choose-main.js";
import { breaks, elementFlags, elementNumber, textNode } from "./elements.js";
import { formulaAt } from "./formula.js";
import type { PageTree } from "./page-tree.js";

const pre = elementNumber("pre");
const td = elementNumber("td");
const th = elementNumber("th");
const tr = elementNumber("tr");
const br = elementNumber("br");
const ul = elementNumber("ul");
const ol = elementNumber("ol");
const table = elementNumber("table");
const div = elementNumber("div");
const section = elementNumber("section");
const p = elementNumber("p");
const dl = elementNumber("dl");
const a = elementNumber("a");

const lists = [ul, ol, table, div, section, dl, p];

/** Lines of the subtree of `main`; a cell of a table is parted by ` | `, code keeps its own line feeds. */
export function renderLines(tree: PageTree, measures: PageMeasures, main: number, strict: boolean): string[] {
  const { element, end, html, from, to, parent } = tree;
  const lines: string[] = [];
  let line = "";
  let row = "";
  let cellEnd = 0;
  let preEnd = 0;
  let holder = main;
  const flush = (): void => {
    const text = line.replace(/[ \t\r\n\f\u00a0]+/g, " ").trim();
    if (text !== "") lines.push(text);
    line = "";
  };
  const leave = (node: number): void => {
    const kind = element[node]!;
    if (kind === pre && node >= preFrom && preEnd > 0) {
      const code = line.replace(/^\s*\n|\s+$/g, "");
      if (code !== "") lines.push(code);
      line = "";
      preEnd = 0;
    } else if (kind === td || kind === th) {
      const text = line.replace(/\s+/g, " ").trim();
      line = "";
      if (cellEnd > 0) {
        if (text !== "") row += row === "" ? text : ` | ${text}`;
      } else if (text !== "") lines.push(text);
      cellEnd = 0;
    } else if (kind === tr) {
      if (row !== "") lines.push(row);
      row = "";
    } else if (cellEnd > 0) line += " ";
    else if (preEnd === 0) flush();
  };
  let preFrom = 0;
  const last = end[main]!;
  for (let i = main + 1; i < last; i++) {
    while (holder !== main && i >= end[holder]!) {
      leave(holder);
      holder = parent[holder]!;
    }
    const kind = element[i]!;
    if (kind === textNode) {
      line += decodeReferences(html.slice(from[i]!, to[i]!));
      continue;
    }
    const formula = formulaAt(tree, i);
    if (formula !== undefined) {
      line += formula;
      i = end[i]! - 1;
      continue;
    }
    const isBreak = (elementFlags[kind]! & breaks) !== 0;
    if (isLeftOut(tree, measures, i, strict)) {
      i = end[i]! - 1;
      if (isBreak && cellEnd === 0 && preEnd === 0) flush();
      continue;
    }
    if (!isBreak) continue;
    if (cellEnd > 0 && kind === pre) {
      // Code laid out by a table: its lines are kept, the row is not.
      if (row !== "") lines.push(row);
      row = "";
      cellEnd = 0;
      flush();
    }
    if (preEnd > 0) line += kind === br || !line.endsWith("\n") ? "\n" : "";
    else if (cellEnd > 0) line += " ";
    else flush();
    if (end[i]! === i + 1) continue;
    if (preEnd === 0 && kind === pre && cellEnd === 0) {
      preFrom = i;
      preEnd = end[i]!;
    }
    if ((kind === td || kind === th) && preEnd === 0) {
      // A large cell is a part of an old page's layout, not of a table.
      if (measures.weight[i]! < largestCell) cellEnd = end[i]!;
      else if (row !== "") {
        lines.push(row);
        row = "";
      }
    }
    holder = i;
  }
  while (holder !== main) {
    leave(holder);
    holder = parent[holder]!;
  }
  flush();
  return lines;
}

/** Weight of the largest cell that is shown in a row. */
const largestCell = 400;

function isLeftOut(tree: PageTree, measures: PageMeasures, node: number, strict: boolean): boolean {
  return (
    isLineNumbers(tree, measures, node) ||
    isFurniture(tree, measures, node, strict) ||
    isLinkList(tree, measures, node) ||
    (strict && isByline(measures, node))
  );
}

/** The numbers of the lines of code, in a column of their own. */
function isLineNumbers(tree: PageTree, measures: PageMeasures, node: number): boolean {
  const kind = tree.element[node]!;
  if ((kind !== pre && kind !== td) || measures.weight[node]! > longestNumbers) return false;
  let text = "";
  for (let i = node + 1; i < tree.end[node]!; i++) {
    if (tree.element[i] !== textNode) continue;
    text += ` ${tree.html.slice(tree.from[i]!, tree.to[i]!)}`;
    // Nearly all cells begin with something else.
    if (!/^\s*(?:1|$)/.test(text)) return false;
  }
  return /^\s*1\s+2(?:\s+\d+)*\s*$/.test(text);
}

/** Weight of the numbers up to 9,999. */
const longestNumbers = 40_000;

/** Lists, tables and boxes that are mostly links: other pages' titles, tags, pages. */
function isLinkList(tree: PageTree, measures: PageMeasures, node: number): boolean {
  const kind = tree.element[node]!;
  if (!lists.includes(kind)) return false;
  const all = measures.weight[node]!;
  const links = measures.linkWeight[node]!;
  if (all === 0 || links <= 0.5 * all) return false;
  if (kind === p) return links > 0.8 * all && all < 200 && onlyLink(tree, node);
  return links > 0.6 * all || all < 100;
}

/** A paragraph that is one link is a pointer elsewhere. */
function onlyLink(tree: PageTree, node: number): boolean {
  let links = 0;
  for (let i = node + 1; i < tree.end[node]!; i++) if (tree.element[i] === a) links++;
  return links >= 1;
}
