/** The main text of a page, one line a block, blocks parted by a line feed: tables, lists and code stay readable. */

import type { PageMeasures } from "../measure/measure-page.js";
import { decodeReferences } from "../tree/attributes.js";
import { breaks, elementFlags, elementNumber, textNode } from "../tree/elements.js";
import type { PageTree } from "../tree/page-tree.js";
import { formulaAt } from "./formula.js";
import { isLeftOut } from "./left-out.js";
import { withoutLineNumbers } from "./line-numbers.js";

const pre = elementNumber("pre");
const td = elementNumber("td");
const th = elementNumber("th");
const tr = elementNumber("tr");
const br = elementNumber("br");
const table = elementNumber("table");

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
      const code = withoutLineNumbers(line.replace(/^\s*\n/, "").trimEnd());
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
    if (cellEnd > 0 && (kind === pre || kind === table)) {
      // Code, or another table, that a table only lays out: its lines are kept, the row around it is not.
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
      // A large cell, or one that holds everything in its row, belongs to the layout of the page and not to a table of data.
      if (measures.weight[i]! < Math.min(largestCell, measures.weight[parent[i]!]!)) cellEnd = end[i]!;
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

export function unitsOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}
