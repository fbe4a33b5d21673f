/**
 * Formulas in a line of text. A page holds them as TeX beside what a browser draws (KaTeX, Wikipedia), as TeX in a script
 * (MathJax), or as raised and lowered digits, without which 10⁵ would become 105.
 */
import { inSmallDigits } from "../../text/characters/raised-digits.js";
import { decodeReferences, readAttributes } from "../tree/attributes.js";
import { elementNumber, textNode } from "../tree/elements.js";
import { nodeText } from "../tree/node-text.js";
import type { PageTree } from "../tree/page-tree.js";

const a = elementNumber("a");
const math = elementNumber("math");
const script = elementNumber("script");
const img = elementNumber("img");
const sup = elementNumber("sup");
const sub = elementNumber("sub");

/** Longest formula in an attribute or a script. */
const longest = 2000;

/** The text that an element stands for as a whole, or `undefined` when it is read like any other. */
export function formulaAt(tree: PageTree, node: number): string | undefined {
  switch (tree.element[node]) {
    case math:
      return texOfMath(tree, node);
    case script:
      return texOfScript(tree, node);
    case img:
      return texOfPicture(tree, node);
    case sup:
      return written(tree, node, "sup");
    case sub:
      return written(tree, node, "sub");
    default:
      return undefined;
  }
}

function texOfMath(tree: PageTree, node: number): string | undefined {
  const { element, end, html, from, to } = tree;
  for (let i = node + 1; i < end[node]!; i++) {
    if (element[i] !== textNode && html.slice(from[i]!, to[i]!).includes("application/x-tex"))
      return tex(decodeReferences(nodeText(tree, i)));
  }
  const alternative = readAttributes(html.slice(from[node]!, to[node]!)).get("alttext");
  return alternative === undefined ? undefined : tex(alternative);
}

function texOfScript({ html, from, to }: PageTree, node: number): string | undefined {
  const attributes = html.slice(from[node]!, to[node]!);
  if (!attributes.includes("math/tex")) return undefined;
  const start = to[node]! + 1;
  const close = html.indexOf("</", start);
  return close < 0 || close - start > longest ? "" : tex(html.slice(start, close));
}

function texOfPicture({ html, from, to }: PageTree, node: number): string | undefined {
  const source = html.slice(from[node]!, to[node]!);
  if (!/math|latex|\btex\b|formula|equation/i.test(source)) return undefined;
  const alternative = readAttributes(source).get("alt") ?? "";
  // The words of a caption are no formula.
  return /[=^_\\]/.test(alternative) && alternative.length <= longest ? tex(alternative) : undefined;
}

function tex(source: string): string {
  const bare = source.trim().replace(/^\{\\(?:displaystyle|textstyle)\s*([\s\S]*)\}$/, "$1");
  return bare === "" || /^\$.*\$$/.test(bare) ? bare : `$${bare.replace(/\s+/g, " ").trim()}$`;
}

/** Digits and signs, raised or lowered. The number of a note, which is a link, stays as it is. */
function written(tree: PageTree, node: number, element: "sup" | "sub"): string | undefined {
  for (let i = node + 1; i < tree.end[node]!; i++) if (tree.element[i] === a) return undefined;
  return inSmallDigits(decodeReferences(nodeText(tree, node)), element);
}
