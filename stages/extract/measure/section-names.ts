/**
 * Sections that are named after their headings, as writers of papers and manuals have it done for them:
 *
 *     <section id="discussion"><h2>Discussion</h2>      <h2 id="related-work">Related work</h2>
 *
 * Such a name tells what the text is about, not which part of a page it is: a discussion here is no list of remarks, a section
 * on menus no menu. A box of a layout may have a heading that says the same as its name (`<div id="comments"><h2>Comments`), but
 * it stands alone, or beside more such boxes; sections of a text come with others of the same element and class that are named in
 * the same way, and whose names say nothing of the kind.
 */
import { decodeReferences, readAttributes } from "../tree/attributes.js";
import { elementNumber, textNode } from "../tree/elements.js";
import { nodeText } from "../tree/node-text.js";
import type { PageTree } from "../tree/page-tree.js";
import { furniture, namedById, note, remarks } from "./page-clues.js";

const headings = ["h1", "h2", "h3", "h4", "h5", "h6"].map(elementNumber);

/** With this many other sections of the kind, the names are the writer's. */
const fewestAlike = 2;
/** Units of the longest heading that is compared, and nodes among which that of a section is looked for. */
const longestHeading = 200;
const lookedAt = 12;

/** Takes back the clues that ids alone gave of sections. Costs little, except where an id says the same as the heading below it. */
export function forgetSectionNames(tree: PageTree, clues: Uint16Array): void {
  const doubted: number[] = [];
  for (let i = 1; i < tree.size; i++) {
    if ((clues[i]! & namedById) !== 0 && likenessOf(tree, i) !== undefined) doubted.push(i);
  }
  if (doubted.length === 0) return;
  const alike = new Map<string, number>();
  for (let i = 1; i < tree.size; i++) {
    if ((clues[i]! & namedById) !== 0) continue;
    const likeness = likenessOf(tree, i);
    if (likeness !== undefined) alike.set(likeness, (alike.get(likeness) ?? 0) + 1);
  }
  for (const node of doubted) {
    if ((alike.get(likenessOf(tree, node) ?? "") ?? 0) >= fewestAlike) {
      clues[node]! &= ~(furniture | remarks | note);
    }
  }
}

/** What sections of one text have in common, element and class, when the node is named after its heading. */
function likenessOf(tree: PageTree, node: number): string | undefined {
  const kind = tree.element[node]!;
  if (kind === textNode) return undefined;
  const source = tree.html.slice(tree.from[node]!, tree.to[node]!);
  if (!/\bid\s*=/i.test(source)) return undefined;
  const attributes = readAttributes(source);
  const heading = headings.includes(kind) ? node : headingOf(tree, node);
  const id = slugOf(attributes.get("id") ?? "");
  if (heading < 0 || id === "" || id !== slugOf(decodeReferences(nodeText(tree, heading, longestHeading))))
    return undefined;
  return `${kind} ${attributes.get("class") ?? ""}`;
}

/** The heading that a section begins with; -1 where text stands before it, or too much else. */
function headingOf(tree: PageTree, node: number): number {
  const last = Math.min(tree.end[node]!, node + lookedAt);
  for (let i = node + 1; i < last; i++) {
    if (headings.includes(tree.element[i]!)) return i;
    if (tree.element[i] === textNode && tree.html.slice(tree.from[i]!, tree.to[i]!).trim() !== "") return -1;
  }
  return -1;
}

/** `5.1 Related work¶` and `Related_Work` -> `related-work` */
function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^(?:\d+-|-)+|-$/g, "");
}
