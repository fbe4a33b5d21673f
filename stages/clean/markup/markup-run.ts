/** A run of markup with only white space between, as one piece: what is left in its place depends on all of it and on the line. */

import type { Splice } from "../../text/splice.js";
import { block, cell, inline } from "./html-tags.js";
import { markupAt } from "./markup-at.js";
import type { Pass } from "./markup-pass.js";
import { smallDigitsAt } from "./small-digits.js";

/** Removes the markup at `at` and all that follows it with only white space between, as one piece. */
export function removeRun(pass: Pass, at: number, splice: Splice): number {
  const { units } = pass;
  const digits = smallDigitsAt(pass, at);
  if (digits !== undefined) {
    splice.replace(at, digits.end, digits.leaves);
    return digits.end;
  }
  const first = markupAt(pass, at);
  if (first === undefined) return at + 1;
  let end = first.end;
  let leaves = first.leaves;
  let brackets = first.brackets;
  for (;;) {
    let next = end;
    let lines = false;
    while (isSpace(units[next]!)) {
      lines ||= units[next] === 10;
      next++;
    }
    if (units[next] !== 0x3c || smallDigitsAt(pass, next) !== undefined) break;
    // The bracket of a gloss follows the text directly, so white space ends the run.
    if (brackets !== "" && next > end) break;
    const following = markupAt(pass, next);
    if (following === undefined) break;
    const between = next === end ? inline : lines ? block : cell;
    leaves = stronger(stronger(leaves, between), following.leaves);
    brackets += following.brackets;
    end = following.end;
  }
  return brackets === ""
    ? replaceRun(pass, at, end, leaves, splice)
    : replaceGloss(pass, at, end, leaves, brackets, splice);
}

function replaceGloss(
  { text, units }: Pass,
  at: number,
  end: number,
  leaves: string,
  brackets: string,
  splice: Splice,
): number {
  const isLineEnd = leaves === block && brackets.endsWith("）") && units[end] !== 10 && end < text.length;
  splice.replace(at, end, (brackets === "（）" ? "" : brackets) + (isLineEnd ? block : ""));
  return end;
}

/** Returns where to go on; that is behind the line when it held nothing but markup. */
function replaceRun(pass: Pass, at: number, runEnd: number, kind: string, splice: Splice): number {
  const { text, units } = pass;
  let end = runEnd;
  let leaves = kind;
  const startsLine = at === 0 || units[at - 1] === 10;
  const endsLine = end >= text.length || units[end] === 10;
  if (startsLine && endsLine) {
    // The line held nothing but markup: it goes whole, and no third line end in a row is left.
    end++;
    if (at === 0 || (at > 1 && units[at - 2] === 10)) while (units[end] === 10) end++;
    end = Math.min(end, text.length);
    leaves = inline;
  } else if (startsLine || endsLine) {
    leaves = inline;
  } else if (leaves !== inline && isRow(pass, at)) {
    // A line end would cut the row of a Markdown table.
    leaves = isSpace(units[at - 1]!) || isSpace(units[end]!) ? inline : cell;
  }
  splice.replace(at, end, leaves);
  return end;
}

/** Whether the line of `at` is a row of a Markdown table. */
function isRow(pass: Pass, at: number): boolean {
  const { units } = pass;
  for (let i = at; i > pass.lineKnownTo; i--) {
    if (units[i - 1] !== 10) continue;
    pass.lineStart = i;
    break;
  }
  pass.lineKnownTo = at;
  let first = pass.lineStart;
  while (units[first] === 32) first++;
  return units[first] === 0x7c;
}

function stronger(a: string, b: string): string {
  if (a === block || b === block) return block;
  return a === cell || b === cell ? cell : inline;
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 10 || unit === 9;
}
