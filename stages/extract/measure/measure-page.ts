/** What is known of each node of a page before its main text is chosen: how much text it holds, and what its names tell. */
import { breaks, elementFlags, elementNumber, elementSet, textNode } from "../tree/elements.js";
import type { PageTree } from "../tree/page-tree.js";
import { cluesOf } from "./page-clues.js";
import { forgetSectionNames } from "./section-names.js";

/** Shared by all pages like the tree itself. */
export interface PageMeasures {
  /** Weight of the text in an element: letters 1, Han and kana 2. */
  readonly weight: Float64Array;
  /** The part of it inside links. */
  readonly linkWeight: Float64Array;
  /** Sum of the values of its blocks. */
  readonly value: Float64Array;
  /** Clues of an element. */
  readonly clues: Uint16Array;
  /** 1 for a card: one of several boxes side by side that each point to another page. */
  readonly card: Uint8Array;
}

let measures = roomFor(1 << 14);

function roomFor(nodes: number): PageMeasures {
  return {
    weight: new Float64Array(nodes),
    linkWeight: new Float64Array(nodes),
    value: new Float64Array(nodes),
    clues: new Uint16Array(nodes),
    card: new Uint8Array(nodes),
  };
}

const a = elementNumber("a");
const span = elementNumber("span");
const headings = elementSet("h1 h2 h3 h4 h5 h6");

/** Measures all nodes. Valid until the next page is measured. */
export function measurePage(tree: PageTree): PageMeasures {
  if (tree.size > measures.weight.length) measures = roomFor(1 << Math.ceil(Math.log2(tree.size)));
  const { weight, linkWeight, value, clues } = measures;
  const { size, element, parent, html, from, to } = tree;
  weight.fill(0, 0, size);
  linkWeight.fill(0, 0, size);
  value.fill(0, 0, size);
  let linkEnd = 0;
  for (let i = 0; i < size; i++) {
    const kind = element[i]!;
    if (kind === textNode) {
      clues[i] = 0;
      const measured = textWeight(html, from[i]!, to[i]!);
      weight[i] = measured;
      if (i < linkEnd) linkWeight[i] = measured;
    } else {
      // Only elements that can hold a part of the page are named after it.
      const isPart = (elementFlags[kind]! & breaks) !== 0 || kind === span;
      clues[i] = isPart ? cluesOf(html.slice(from[i]!, to[i]!)) : 0;
      if (kind === a && leadsElsewhere(tree, i)) linkEnd = Math.max(linkEnd, tree.end[i]!);
    }
  }
  forgetSectionNames(tree, clues);
  for (let i = size - 1; i > 0; i--) {
    weight[parent[i]!]! += weight[i]!;
    linkWeight[parent[i]!]! += linkWeight[i]!;
  }
  return measures;
}

/**
 * Whether an anchor is a link to somewhere else. Without an address it only marks a place, and manuals give headings a link to themselves
 * so that readers can copy it.
 */
function leadsElsewhere(tree: PageTree, node: number): boolean {
  if (tree.to[node]! - tree.from[node]! <= shortestLink) return false;
  const source = tree.html.slice(tree.from[node]!, tree.to[node]!);
  return (
    /\bhref\s*=/i.test(source) &&
    !(headings[tree.element[tree.parent[node]!]!] === 1 && ownPlace.test(source))
  );
}

const shortestLink = 6;
const ownPlace = /\bhref\s*=\s*["']?#/i;

/** Weight of a text; white space has none. Character references count by their letters, which is near enough. */
function textWeight(html: string, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const unit = html.charCodeAt(i);
    if (unit > 0x2e7f) sum += 2;
    else if (unit > 0x20 && unit !== 0xa0) sum++;
  }
  return sum;
}

/** Weight of the text of a node that stands outside links. */
export function plainWeight(measures: PageMeasures, node: number): number {
  return measures.weight[node]! - measures.linkWeight[node]!;
}
