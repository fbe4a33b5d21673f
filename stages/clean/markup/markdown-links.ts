/** Markdown images and links: pictures go, links leave their text, reference definitions go. Linear: every look ahead is bounded. */
import { FenceCursor } from "../../text/code-fences.js";
import { Splice } from "../../text/splice.js";

const longestText = 500;
const longestTarget = 2000;

/** @param fences offsets of code fences, as `codeFences` gives them */
export function removeMarkdownLinks(text: string, fences: Int32Array): string {
  const splice = new Splice(text);
  const cursor = new FenceCursor(fences);
  let at = text.indexOf("[");
  while (at >= 0) {
    const fenceEnd = cursor.endAround(at);
    const end = fenceEnd > 0 ? fenceEnd : removeAt(text, at, splice);
    at = text.indexOf("[", end);
  }
  return splice.finish();
}

/** Handles the bracket at `at`; returns where to look on. */
function removeAt(text: string, at: number, splice: Splice): number {
  const close = closing(text, at, "[", "]", longestText);
  if (close < 0) return at + 1;
  const isLineStart = at === 0 || text.charCodeAt(at - 1) === 10;
  const image = at > 0 && text.charCodeAt(at - 1) === 0x21;
  const next = text.charAt(close + 1);
  if (isLineStart && next === ":") {
    let end = text.indexOf("\n", close);
    end = end < 0 ? text.length : end + 1;
    splice.replace(at, end, "");
    return end;
  }
  if (next !== "(" && next !== "[") return at + 1;
  const end =
    next === "(" ? closing(text, close + 1, "(", ")", longestTarget) : closing(text, close + 1, "[", "]", 60);
  if (end < 0) return at + 1;
  if (image) {
    splice.replace(at - 1, end + 1, "");
    return end + 1;
  }
  // An image inside a link goes with it: [![alt](picture)](target).
  if (text.startsWith("![", at + 1)) {
    splice.replace(at, end + 1, "");
    return end + 1;
  }
  splice.replace(at, at + 1, "");
  splice.replace(close, end + 1, "");
  return end + 1;
}

/** Offset of the bracket that closes the one at `at`, on the same line and within `limit` units; -1 without one. */
function closing(text: string, at: number, open: string, close: string, limit: number): number {
  const opens = open.charCodeAt(0);
  const closes = close.charCodeAt(0);
  const stop = Math.min(text.length, at + limit);
  let depth = 0;
  for (let i = at; i < stop; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10) return -1;
    if (unit === opens) depth++;
    else if (unit === closes && --depth === 0) return i;
  }
  return -1;
}
