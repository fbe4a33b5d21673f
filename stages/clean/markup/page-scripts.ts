/**
 * Lines of CSS and of page machinery (statistics, advertisements, share buttons) that extractors leave in a text. Code that
 * an article shows stays: lines with Han characters, in fences or indented are not looked at.
 */
import { CODE_SIGN, isHanClass } from "../../text/characters/charclass.js";
import { FenceCursor } from "../../text/code-fences.js";
import { Splice } from "../../text/splice.js";
import { kindSet, kindsOf, lineEnds, nextKind } from "../../text/units/unit-kinds.js";

/** Names that occur in scripts of pages and in no prose. */
const machinery = [
  "_hmt",
  "hm.baidu.com",
  "googletag",
  "adsbygoogle",
  "_bd_share",
  "bdshare",
  "_gaq.push",
  "GoogleAnalyticsObject",
  "google-analytics.com",
  "BAIDU_CLB",
  "cpro_id",
  "cnzz.com",
  "document.write(",
  "dataLayer.push",
  "var _paq",
  "window._",
];

const properties = new Set(
  (
    "color background background-color background-image font font-size font-family font-weight font-style margin margin-top " +
    "margin-left margin-right margin-bottom padding padding-top padding-left padding-right padding-bottom border " +
    "border-top border-left border-right border-bottom border-radius border-collapse width height max-width min-width " +
    "max-height min-height display float clear position top left right bottom text-align text-decoration text-indent " +
    "line-height letter-spacing overflow cursor list-style list-style-type z-index opacity vertical-align white-space " +
    "word-break word-wrap box-shadow transform transition"
  ).split(" "),
);

/** Longest block of CSS that is looked at, in lines. */
const longestBlock = 60;

/**
 * Removes such lines. Linear: each line is read a bounded number of times.
 *
 * @param fences offsets of code fences, as `codeFences` gives them
 */
export function removePageScripts(text: string, fences: Int32Array): string {
  const splice = new Splice(text);
  const cursor = new FenceCursor(fences);
  const units = kindsOf(text);
  const { length } = text;
  /** Where the lines begin that were not looked at. */
  let done = 0;
  for (let sign = nextKind(signs, 0, length); sign < length; sign = nextKind(signs, done, length)) {
    const start = startOfLine(units, sign, done);
    const fenceEnd = cursor.endAround(start);
    const end = fenceEnd > 0 ? fenceEnd : nextKind(lineEnds, sign, length);
    done = end + 1;
    if (fenceEnd > 0 || isProse(units, start, end)) continue;
    const stop = scriptEnd(text, start, end);
    if (stop > 0) {
      splice.replace(start, Math.min(stop + 1, length), "");
      done = stop + 1;
    }
  }
  return splice.finish();
}

/** End of the script or style that begins with the line [start, end), or 0. */
function scriptEnd(text: string, start: number, end: number): number {
  const line = text.slice(start, end);
  if (machinery.some((name) => line.includes(name)) || isRuleLine(line)) return end;
  const opening = line.trimEnd();
  return opening.endsWith("{") && isSelector(opening.slice(0, -1)) ? blockEnd(text, end + 1) : 0;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** What code is told by: `{ } ;` */
const signs = kindSet((kind) => kind === CODE_SIGN);
const han = kindSet(isHanClass);

/** Start of the line of `at`, which is not before `from`. */
function startOfLine(units: Uint16Array, at: number, from: number): number {
  let start = at;
  while (start > from && units[start - 1] !== 10) start--;
  return start;
}

/** Indented lines and those with Han characters stay. */
function isProse(units: Uint16Array, start: number, end: number): boolean {
  const first = units[start]!;
  return first === 32 || first === 9 || nextKind(han, start, end) < end;
}

/** `.a{color:red}` or `p { margin: 0 } ...` on one line. */
function isRuleLine(line: string): boolean {
  const open = line.indexOf("{");
  const close = line.indexOf("}", open);
  if (open < 0 || close < 0 || !isSelector(line.slice(0, open))) return false;
  return line.trimEnd().endsWith("}") && isDeclaration(line.slice(open + 1, close).split(";")[0] ?? "");
}

const selector = /^[\w\s.#:,>@*()[\]="'+~-]+$/;
const longestSelector = 300;

function isSelector(candidate: string): boolean {
  return candidate.length > 0 && candidate.length <= longestSelector && selector.test(candidate);
}

function isDeclaration(candidate: string): boolean {
  const colon = candidate.indexOf(":");
  return colon > 0 && properties.has(candidate.slice(0, colon).trim().toLowerCase());
}

/** End of the line with the closing brace when every line up to it is a declaration; else 0. */
function blockEnd(text: string, from: number): number {
  let start = from;
  for (let lines = 0; lines < longestBlock && start < text.length; lines++) {
    const end = lineEnd(text, start);
    if (end - start > longestSelector) return 0;
    const line = text.slice(start, end).trim();
    if (line === "}") return lines > 0 ? end : 0;
    if (line !== "" && !isDeclaration(line)) return 0;
    start = end + 1;
  }
  return 0;
}
