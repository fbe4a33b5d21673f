/** Numbers of lines of code: in a column or list of their own beside it, or at the start of each line. */

import type { PageMeasures } from "../measure/measure-page.js";
import { elementNumber, textNode } from "../tree/elements.js";
import type { PageTree } from "../tree/page-tree.js";

const pre = elementNumber("pre");
const td = elementNumber("td");
const ul = elementNumber("ul");
const ol = elementNumber("ol");

/** Weight of the numbers up to 9,999. */
const longestNumbers = 40_000;

/** Whether an element holds the numbers 1, 2 and so on, and nothing else. */
export function isLineNumbers(tree: PageTree, measures: PageMeasures, node: number): boolean {
  const kind = tree.element[node]!;
  const isList = kind === ul || kind === ol;
  if ((kind !== pre && kind !== td && !isList) || measures.weight[node]! > longestNumbers) return false;
  let text = "";
  for (let i = node + 1; i < tree.end[node]!; i++) {
    if (tree.element[i] !== textNode) continue;
    const part = tree.html.slice(tree.from[i]!, tree.to[i]!).trim();
    if (part === "") continue;
    // Nearly all cells begin with something else.
    if (text === "" && !part.startsWith("1")) return false;
    text += ` ${part}`;
  }
  const numbers = text.trim().split(/\s+/);
  return numbers.length >= (isList ? 1 : 2) && numbers.every((number, index) => number === String(index + 1));
}

/** Fewer numbered lines may be a list. */
const fewestNumbered = 3;

/** Code whose lines are all numbered, from 1 on, without the numbers. */
export function withoutLineNumbers(code: string): string {
  const lines = code.split("\n");
  const isNumbered =
    lines.length >= fewestNumbered && lines.every((line, index) => numberOf(line) === index + 1);
  return isNumbered ? lines.map((line) => line.replace(/^\s*\d+[ \u00a0]?/, "")).join("\n") : code;
}

function numberOf(line: string): number {
  return Number(/^\s{0,8}(\d{1,4})(?![\d.,:)])/.exec(line)?.[1]);
}
