/**
 * Pages of many texts of one kind: threads of a forum, answers to a question. Between the posts stand links to who wrote them,
 * so that the element of the highest value is one post alone, and the others look like a list of other articles.
 *
 * Posts are told by their boxes: the box around the chosen text has others beside it, of the same element and class, that hold
 * sentences too; or it is named a question or an answer, as others are. Remarks on an article are no such boxes: the article
 * is not one of them.
 */

import type { PageMeasures } from "../measure/measure-page.js";
import { answer, question } from "../measure/page-clues.js";
import { readAttributes } from "../tree/attributes.js";
import { breaks, elementFlags, elementNumber, elementSet } from "../tree/elements.js";
import type { PageTree } from "../tree/page-tree.js";

/** The boxes of the posts, in order, where `main` stands in one of them; empty on other pages. Linear but for the depth. */
export function threadOf(tree: PageTree, measures: PageMeasures, main: number): number[] {
  const answers = questionAndAnswers(tree, measures, main);
  if (answers.length > 0) return answers;
  for (let box = main; box > 0; box = tree.parent[box]!) {
    const posts = postsLike(tree, measures, box);
    if (posts.length > 0) return posts;
  }
  return [];
}

/** With fewer boxes, one of them is a second column. */
const fewestPosts = 3;
/** The other posts must hold at least this share of the text of all posts; boxes with less stand beside articles too. */
const leastShare = 0.25;

function postsLike(tree: PageTree, measures: PageMeasures, box: number): number[] {
  const kind = kindOfBox(tree, box);
  if (kind === "" || isHeadedByLink(tree, measures, box)) return [];
  const posts: number[] = [];
  let prose = 0;
  const around = tree.parent[box]!;
  for (let i = around + 1; i < tree.end[around]!; i = tree.end[i]!) {
    if (tree.element[i] !== tree.element[box] || kindOfBox(tree, i) !== kind) continue;
    if (isHeadedByLink(tree, measures, i)) continue;
    const own = proseOf(tree, measures, i);
    if (own === 0) continue;
    posts.push(i);
    prose += own;
  }
  const others = prose - proseOf(tree, measures, box);
  return posts.length >= fewestPosts && others >= leastShare * prose ? posts : [];
}

/** Element and first class of a box; its id, without a number, where it has no class. */
function kindOfBox(tree: PageTree, node: number): string {
  const kind = tree.element[node]!;
  if ((elementFlags[kind]! & breaks) === 0) return "";
  const attributes = attributesOf(tree, node);
  const [name = ""] = (attributes.get("class") ?? attributes.get("id") ?? "").trim().split(/\s/, 1);
  return name === "" ? "" : `${kind} ${name.replace(/\d+/g, "")}`;
}

function attributesOf(tree: PageTree, node: number): ReadonlyMap<string, string> {
  return readAttributes(tree.html.slice(tree.from[node]!, tree.to[node]!));
}

/** The value of the running text inside a node. */
function proseOf(tree: PageTree, measures: PageMeasures, node: number): number {
  let best = 0;
  for (let i = node; i < tree.end[node]!; i++) best = Math.max(best, measures.value[i]!);
  return best;
}

const a = elementNumber("a");
const headings = elementSet("h1 h2 h3 h4 h5 h6");

/** Whether the first heading in a node is a link: below it stands the beginning of an article that has a page of its own. */
function isHeadedByLink(tree: PageTree, measures: PageMeasures, node: number): boolean {
  for (let i = node; i < tree.end[node]!; i++) {
    if (headings[tree.element[i]!] === 1)
      return measures.linkWeight[i]! > 0.5 * measures.weight[i]! && !leadsToPost(tree, i);
  }
  return false;
}

/** Whether a link in a heading leads to a place on a page, as those above posts do: viewtopic.php?p=7#p7. */
function leadsToPost(tree: PageTree, heading: number): boolean {
  for (let i = heading + 1; i < tree.end[heading]!; i++) {
    if (tree.element[i] === a && /#\w/.test(attributesOf(tree, i).get("href") ?? "")) return true;
  }
  return false;
}

/** Boxes that are named a question or an answer, as large as they come without a question that holds its answers. */
function questionAndAnswers(tree: PageTree, measures: PageMeasures, main: number): number[] {
  const { end, size } = tree;
  const { clues } = measures;
  const isAnswer = (node: number): boolean => (clues[node]! & answer) !== 0;
  /** From the last one to the first. */
  const posts: number[] = [];
  for (let node = size - 1; node > 0; node--) {
    if ((clues[node]! & (question | answer)) === 0 || proseOf(tree, measures, node) === 0) continue;
    let inside = posts.length;
    while (inside > 0 && posts[inside - 1]! < end[node]!) inside--;
    if (!isAnswer(node) && posts.slice(inside).some(isAnswer)) continue;
    posts.length = inside;
    posts.push(node);
  }
  const isThread =
    posts.length > 1 && posts.some(isAnswer) && posts.some((node) => node <= main && main < end[node]!);
  return isThread ? posts.reverse() : [];
}
