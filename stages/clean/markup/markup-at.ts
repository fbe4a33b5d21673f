/** The piece of markup at a place: tag, comment, declaration, or an element whose content is no text. */

import { bracketOf } from "./gloss.js";
import { contentless, gloss, inline, tagAt } from "./html-tags.js";
import type { Pass } from "./markup-pass.js";

/** Where a piece of markup ends, and what it leaves. */
export interface Removed {
  readonly end: number;
  readonly leaves: string;
  /** The bracket that it leaves when it is part of a gloss. */
  readonly brackets: string;
}

/** Most units of a declaration or processing instruction. */
const longestDeclaration = 2000;

export function markupAt(pass: Pass, at: number): Removed | undefined {
  const { text, units } = pass;
  const second = units[at + 1]!;
  if (second === 0x21) {
    if (text.startsWith("--", at + 2)) return upTo(pass, at, "-->");
    if (text.startsWith("[CDATA[", at + 2)) return { end: at + 9, leaves: inline, brackets: "" };
    const isDeclaration = /[a-zA-Z[]/.test(text.charAt(at + 2));
    return isDeclaration ? upTo(pass, at, ">", longestDeclaration) : undefined;
  }
  if (second === 0x3f)
    return text.startsWith("xml", at + 2) ? upTo(pass, at, "?>", longestDeclaration) : undefined;
  const tag = tagAt(pass, at);
  if (tag === undefined) return undefined;
  const isRuby = tag.name === gloss || tag.name === "ruby";
  if (isRuby) return { end: tag.end, leaves: tag.kind, brackets: bracketOf(pass, tag) };
  if (tag.closing || tag.empty || !contentless.has(tag.name)) {
    return { end: tag.end, leaves: tag.kind, brackets: "" };
  }
  const close = closingTag(pass, tag.name, tag.end);
  const leaves = tag.name === "script" || tag.name === "style" ? inline : tag.kind;
  return { end: close < 0 ? tag.end : close, leaves, brackets: "" };
}

function upTo(pass: Pass, at: number, mark: string, limit = Number.POSITIVE_INFINITY): Removed | undefined {
  if (pass.absent.has(mark)) return undefined;
  if (limit < pass.text.length) {
    const end = pass.text.slice(at, at + limit).indexOf(mark);
    return end < 0 ? undefined : { end: at + end + mark.length, leaves: inline, brackets: "" };
  }
  const end = pass.text.indexOf(mark, at);
  if (end >= 0) return { end: end + mark.length, leaves: inline, brackets: "" };
  pass.absent.add(mark);
  return undefined;
}

/** Offset behind `</name ...>`, or -1. */
function closingTag(pass: Pass, name: string, from: number): number {
  if (pass.absent.has(name)) return -1;
  const { text } = pass;
  for (let at = text.indexOf("</", from); at >= 0; at = text.indexOf("</", at + 2)) {
    if (text.slice(at + 2, at + 2 + name.length).toLowerCase() !== name) continue;
    const end = text.indexOf(">", at);
    return end < 0 ? text.length : end + 1;
  }
  pass.absent.add(name);
  return -1;
}
