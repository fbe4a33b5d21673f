/**
 * The lead of an article: a first paragraph in a box of its own, between title and text or beside a picture.
 *
 * Two things tell it: it begins as the page's own description does, or it is running text between the heading of the
 * title and the main text. Linear: each text of the page is looked at once.
 */

import { isFurniture } from "../measure/furniture.js";
import type { PageMeasures } from "../measure/measure-page.js";
import { byline } from "../measure/page-clues.js";
import { renderLines } from "../render/render-text.js";
import { decodeReferences } from "../tree/attributes.js";
import { breaks, elementFlags, elementNumber, textNode } from "../tree/elements.js";
import { nodeText } from "../tree/node-text.js";
import type { PageTree } from "../tree/page-tree.js";

/** This much of a description is compared; a shorter one says too little. */
const comparedUnits = 40;
const fewestUnits = 20;
/** Weights of what may be a lead: a sentence at least, a few of them at most. */
const leastWeight = 60;
const mostWeight = 1600;
const mostBlocks = 3;

const head = elementNumber("head");
const h1 = elementNumber("h1");
const leadElements = ["p", "div", "h2", "h3", "section", "strong"].map(elementNumber);

/** The lines of the lead that are missing from `lines`, the main text. */
export function readLead(
  tree: PageTree,
  measures: PageMeasures,
  main: number,
  lines: readonly string[],
  facts: { readonly title: string | undefined; readonly description: string | undefined },
): string[] {
  const told = leadByDescription(tree, measures, main, lines, facts.description ?? "");
  return told.length > 0 ? told : leadBelowTitle(tree, measures, main, lines, facts.title ?? "");
}

function leadByDescription(
  tree: PageTree,
  measures: PageMeasures,
  main: number,
  lines: readonly string[],
  description: string,
): string[] {
  const wanted = description.slice(0, comparedUnits).replace(/\s*(?:…|\.\.\.)?$/, "");
  if (wanted.length < fewestUnits || lines.some((line) => line.includes(wanted))) return [];
  const { element, end, html, from, to, parent } = tree;
  // What stands behind the text may be the site describing itself.
  for (let i = 1; i < end[main]!; i++) {
    if (element[i] === head) i = end[i]! - 1;
    if (element[i] !== textNode || to[i]! - from[i]! < wanted.length) continue;
    if (!mayBegin(html, from[i]!, wanted) || !oneSpace(html.slice(from[i]!, to[i]!)).startsWith(wanted))
      continue;
    let holder = parent[i]!;
    while (holder > 0 && (elementFlags[element[holder]!]! & breaks) === 0) holder = parent[holder]!;
    if (measures.weight[holder]! > mostWeight) continue;
    if (measures.linkWeight[holder]! > 0.5 * measures.weight[holder]!) continue;
    return renderLines(tree, measures, holder, false);
  }
  return [];
}

/** Whether a text begins with the same unit, or with a character reference: this rules out all but a few. */
function mayBegin(html: string, start: number, wanted: string): boolean {
  let i = start;
  while (html.charCodeAt(i) <= 0x20) i++;
  const first = html.charCodeAt(i);
  return first === wanted.charCodeAt(0) || first === 0x26 || first === 0xa0;
}

function leadBelowTitle(
  tree: PageTree,
  measures: PageMeasures,
  main: number,
  lines: readonly string[],
  title: string,
): string[] {
  const { element, end } = tree;
  const heading = headingOf(tree, title);
  if (heading < 0 || heading > main || end[heading]! > main) return [];
  const lead: string[] = [];
  let blocks = 0;
  for (let i = end[heading]!; i < main; i++) {
    const kind = element[i]!;
    if (kind === textNode) continue;
    if (isFurniture(tree, measures, i, true) || (measures.clues[i]! & byline) !== 0) {
      if (end[i]! <= main) i = end[i]! - 1;
      continue;
    }
    if (end[i]! > main || !leadElements.includes(kind) || !isRunningText(tree, measures, i)) continue;
    if (++blocks > mostBlocks) return [];
    lead.push(...renderLines(tree, measures, i, true).filter((line) => !lines.includes(line)));
    i = end[i]! - 1;
  }
  return lead;
}

function isRunningText(tree: PageTree, measures: PageMeasures, node: number): boolean {
  const weight = measures.weight[node]!;
  if (weight < leastWeight || weight > mostWeight || measures.linkWeight[node]! > 0.2 * weight) return false;
  for (let i = node + 1; i < tree.end[node]!; i++) {
    if ((elementFlags[tree.element[i]!]! & breaks) !== 0 && tree.element[i] !== textNode) {
      if (measures.weight[i]! > 0) return false;
    }
  }
  return /[.!?。！？…][”"»）)]?$/.test(oneSpace(nodeText(tree, node)));
}

function headingOf(tree: PageTree, title: string): number {
  const { size, element } = tree;
  if (title === "") return -1;
  for (let i = 1; i < size; i++) {
    if (element[i] !== h1) continue;
    const heading = oneSpace(nodeText(tree, i));
    if (heading.length > 3 && (title.includes(heading) || heading.includes(title))) return i;
  }
  return -1;
}

function oneSpace(text: string): string {
  return decodeReferences(text).replace(/\s+/g, " ").trim();
}
