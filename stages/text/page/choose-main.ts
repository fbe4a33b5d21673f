/**
 * Which part of a page is its main text.
 *
 * The page is read as a sequence of blocks: stretches of text between line breaks. A block of running text has a positive
 * value, its length; a block of links, and to a lesser degree a label, a negative one. The value of an element is the sum
 * over its blocks, and the main text is the element of the highest value: a smaller one would lack paragraphs, a larger one
 * would add menus. Names of elements (page-clues) only take furniture out beforehand and shift close decisions.
 *
 * Values are additive, so one pass up the tree is enough. Linear; needs no list of sites or words of a language.
 */
import { breaks, elementFlags, elementNumber, textNode } from "./elements.js";
import { articleBody, articleLike, byline, cluesOf, furniture, hidden, note, remarks } from "./page-clues.js";
import type { PageTree } from "./page-tree.js";
import { forgetSectionNames } from "./section-names.js";

/** What is known of each node of a page; shared by all pages like the tree itself. */
export interface PageMeasures {
  /** Weight of the text in an element: letters 1, Han and kana 2. */
  readonly weight: Float64Array;
  /** The part of it inside links. */
  readonly linkWeight: Float64Array;
  /** Sum of the values of its blocks. */
  readonly value: Float64Array;
  /** Clues of an element. */
  readonly clues: Uint8Array;
  /** 1 for a card: one of several boxes side by side that each point to another page. */
  readonly card: Uint8Array;
}

let capacity = 1 << 14;
let weight = new Float64Array(capacity);
let linkWeight = new Float64Array(capacity);
let value = new Float64Array(capacity);
let clues = new Uint8Array(capacity);
let card = new Uint8Array(capacity);
/** Blocks of an element that are links and nothing else; children that look like cards; children with text. */
let linkBlocks = new Int32Array(capacity);
/** Blocks that break off in an ellipsis: first lines of another article. */
let brokenOff = new Int32Array(capacity);
let cardChildren = new Int32Array(capacity);
let textChildren = new Int32Array(capacity);

const a = elementNumber("a");
const span = elementNumber("span");
const root = elementNumber("html");
const body = elementNumber("body");

/** Elements that hold no main text, unless a page has none elsewhere. */
const seldomMain = flagged(["aside", "noscript", "figcaption"]);
/** Elements that hold no main text whatever their names. */
const neverMain = flagged([
  "nav",
  "footer",
  "button",
  "dialog",
  "menu",
  "head",
  "search",
  "rt",
  "rp",
  "optgroup",
  "option",
  "legend",
]);
const paragraphs = flagged(["p", "blockquote", "pre", "dd", "td"]);
const cells = flagged(["td", "th"]);
const headings = flagged(["h1", "h2", "h3", "h4", "h5", "h6"]);
/** Elements whose own name outweighs a clue of furniture in their class. */
const trusted = flagged(["html", "body", "article", "main", "p", "td", "tr", "tbody", "table"]);

function flagged(names: readonly string[]): Uint8Array {
  const flags = new Uint8Array(256);
  for (const name of names) flags[elementNumber(name)] = 1;
  return flags;
}

/** Measures all nodes. Valid until the next page is measured. */
export function measurePage(tree: PageTree): PageMeasures {
  if (tree.size > capacity) {
    capacity = 1 << Math.ceil(Math.log2(tree.size));
    weight = new Float64Array(capacity);
    linkWeight = new Float64Array(capacity);
    value = new Float64Array(capacity);
    clues = new Uint8Array(capacity);
    card = new Uint8Array(capacity);
    linkBlocks = new Int32Array(capacity);
    brokenOff = new Int32Array(capacity);
    cardChildren = new Int32Array(capacity);
    textChildren = new Int32Array(capacity);
  }
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
      // Only what can hold a part of the page is named for one.
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
  return { weight, linkWeight, value, clues, card };
}

/**
 * Whether an anchor is a link. One without an address is a place to point to, and that of a heading to its own place is how
 * manuals let it be pointed to.
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

/** The node whose subtree is the main text; 0, the whole page, when nothing stands out. */
export function chooseMain(tree: PageTree, measures: PageMeasures, strict: boolean): number {
  const { size, element, parent } = tree;
  value.fill(0, 0, size);
  card.fill(0, 0, size);
  linkBlocks.fill(0, 0, size);
  brokenOff.fill(0, 0, size);
  const blocks = readBlocks(tree, measures, strict);
  for (let b = 0; b < blocks.length; b += blockFields) {
    const links = blocks[b + 2]!;
    if (links > 0.7 * blocks[b + 1]! && links > 7) linkBlocks[blocks[b]!]!++;
    brokenOff[blocks[b]!]! += blocks[b + 4]!;
  }
  markCards(tree, measures);
  for (let b = 0; b < blocks.length; b += blockFields) {
    const holder = blocks[b]!;
    value[holder]! += blockValue(element[holder]!, blocks[b + 1]!, blocks[b + 2]!, blocks[b + 3]!, strict);
  }
  for (let i = size - 1; i > 0; i--) {
    if (card[i] === 1) value[i] = Math.min(value[i]!, -15);
    value[parent[i]!]! += value[i]!;
  }
  let best = 0;
  let bestScore = 0;
  for (let i = 0; i < size; i++) {
    const kind = element[i]!;
    if (kind === textNode || (elementFlags[kind]! & breaks) === 0) continue;
    if (headings[kind] === 1) continue;
    const score = value[i]! * bonusOf(kind, measures.clues[i]!);
    // Not below: of two equal ones the inner is the tighter.
    if (score >= bestScore && score > 0) {
      best = i;
      bestScore = score;
    }
  }
  return best;
}

/**
 * What its author names the body of an article, when most of it is plain text, and a good part of what the page has; 0 without one.
 * Lyrics have no sentences to tell them by.
 */
export function namedBody(tree: PageTree, measures: PageMeasures): number {
  const least = 0.25 * plainWeight(measures, 0);
  let best = 0;
  for (let i = 1; i < tree.size; i++) {
    if ((measures.clues[i]! & articleBody) === 0) continue;
    if (plainWeight(measures, i) < Math.max(least, 0.7 * measures.weight[i]!)) continue;
    if (best === 0 || measures.weight[i]! > measures.weight[best]!) best = i;
  }
  return best;
}

function plainWeight(measures: PageMeasures, node: number): number {
  return measures.weight[node]! - measures.linkWeight[node]!;
}

const boxes = flagged(["div", "li", "article", "section", "figure", "dl", "ul"]);
/** A card holds a title and a line or two. */
const cardWeight = 300;
const excerptWeight = 700;
const fewestCards = 3;

/** Finds rows of boxes that each hold a block of link and little else: lists of other articles with their first lines. */
function markCards(tree: PageTree, measures: PageMeasures): void {
  const { size, element, parent } = tree;
  cardChildren.fill(0, 0, size);
  textChildren.fill(0, 0, size);
  for (let i = size - 1; i > 0; i--) {
    const up = parent[i]!;
    linkBlocks[up]! += linkBlocks[i]!;
    brokenOff[up]! += brokenOff[i]!;
    const kind = element[i]!;
    if (kind === textNode || (elementFlags[kind]! & breaks) === 0 || measures.weight[i]! === 0) continue;
    textChildren[up]!++;
    if (isCardLike(measures, kind, i)) cardChildren[up]!++;
  }
  for (let i = 1; i < size; i++) {
    const up = parent[i]!;
    if (cardChildren[up]! < fewestCards || cardChildren[up]! < 0.7 * textChildren[up]!) continue;
    if (isCardLike(measures, element[i]!, i)) card[i] = 1;
  }
}

function isCardLike(measures: PageMeasures, kind: number, node: number): boolean {
  if (boxes[kind] !== 1) return false;
  const links = measures.linkWeight[node]!;
  const plain = plainWeight(measures, node);
  return (
    (linkBlocks[node]! > 0 && plain < cardWeight) ||
    (brokenOff[node]! > 0 && links > 7 && plain < excerptWeight)
  );
}

const article = elementNumber("article");
const main = elementNumber("main");
const pElement = elementNumber("p");

function bonusOf(kind: number, clue: number): number {
  let bonus = 1;
  if (kind === article) bonus = 1.15;
  else if (kind === main) bonus = 1.05;
  else if (kind === body || kind === root) bonus = 0.9;
  else if (kind === pElement) bonus = 0.8;
  if ((clue & articleBody) !== 0) bonus *= 1.3;
  else if ((clue & articleLike) !== 0) bonus *= 1.1;
  return bonus;
}

const blockFields = 5;

/** All blocks outside the furniture, in order: the element that directly holds it, weight, weight of links, marks, broken off. */
function readBlocks(tree: PageTree, measures: PageMeasures, strict: boolean): readonly number[] {
  const { size, element, parent, end, html, from, to } = tree;
  const blocks: number[] = [];
  let blockWeight = 0;
  let blockLinks = 0;
  let marks = 0;
  let lastEnd = 0;
  let holder = 0;
  const flush = (): void => {
    if (blockWeight > 0)
      blocks.push(holder, blockWeight, blockLinks, marks, endsBroken(html, lastEnd) ? 1 : 0);
    blockWeight = 0;
    blockLinks = 0;
    marks = 0;
  };
  for (let i = 1; i < size; i++) {
    while (i >= end[holder]!) {
      flush();
      holder = parent[holder]!;
    }
    const kind = element[i]!;
    if (kind === textNode) {
      const own = measures.weight[i]!;
      if (own === 0) continue;
      blockWeight += own;
      lastEnd = to[i]!;
      blockLinks += measures.linkWeight[i]!;
      marks += countMarks(html, from[i]!, to[i]!);
      continue;
    }
    const stop = end[i]!;
    if (isFurniture(tree, measures, i, strict)) {
      flush();
      i = stop - 1;
    } else if ((elementFlags[kind]! & breaks) !== 0) {
      flush();
      if (stop > i + 1) holder = i;
    }
  }
  flush();
  return blocks;
}

/** Whether `...`, `…` or `[…]` stands before an offset, white space left out. */
function endsBroken(html: string, offset: number): boolean {
  let i = offset - 1;
  while (i > 0 && html.charCodeAt(i) <= 0x20) i--;
  if (html.charCodeAt(i) === 0x5d) i--;
  if (html.charCodeAt(i) === 0x2026) return true;
  if (html.startsWith("&hellip;", i - 7) || html.startsWith("&#8230;", i - 6)) return true;
  return html.startsWith("...", i - 2);
}

/** A block with this weight and a sentence in it is running text. */
const proseWeight = 40;

function blockValue(
  kind: number,
  blockWeight: number,
  links: number,
  marks: number,
  strict: boolean,
): number {
  const plain = blockWeight - links;
  if (links > 0.5 * blockWeight) return -15 - Math.min(60, 0.3 * blockWeight);
  if (headings[kind] === 1) return -2;
  if (plain >= proseWeight && (marks >= 1 || paragraphs[kind] === 1)) {
    return plain * (paragraphs[kind] === 1 ? 1 : 0.9) + 10 * Math.min(marks, 10);
  }
  if (marks >= 1) return plain * 0.5;
  // A page without prose may be one of a table.
  if (!strict && cells[kind] === 1 && links === 0) return 0.25 * plain;
  return paragraphs[kind] === 1 ? 0 : -8;
}

/** Marks that sentences hold and labels do not. */
function countMarks(html: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) {
    const unit = html.charCodeAt(i);
    if (
      unit === 0x2c ||
      unit === 0xff0c ||
      unit === 0x3002 ||
      unit === 0x3001 ||
      unit === 0xff01 ||
      unit === 0xff1f ||
      unit === 0xff1b
    )
      count++;
    else if ((unit === 0x2e || unit === 0x21 || unit === 0x3f) && !(html.charCodeAt(i + 1) > 0x30)) count++;
  }
  return count;
}

/** Whether a node's names say who wrote the text and when, not the text. */
export function isByline(measures: PageMeasures, node: number): boolean {
  return (measures.clues[node]! & byline) !== 0 && measures.weight[node]! < 160;
}
