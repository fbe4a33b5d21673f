/**
 * Recognises HTML tags in running text. Only names of HTML elements count, with well-formed attributes, so that `a < b`,
 * `vector<int>`, `<stdio.h>` and `<your name>` stay.
 */
import type { Pass } from "./markup-pass.js";

/** What a removed tag leaves behind. */
export const inline = "";
export const block = "\n";
export const cell = " ";

const kinds = new Map<string, string>();
for (const name of (
  "a abbr acronym b bdi bdo big blink cite code data del dfn em font i img ins kbd label mark " +
  "nobr output picture q rp rt ruby s samp small source span strike strong sub sup time track tt u var wbr " +
  "o:p st1 g path rect circle line polygon polyline ellipse defs use tspan clippath lineargradient stop"
).split(" ")) {
  kinds.set(name, inline);
}
for (const name of (
  "address article aside audio base basefont blockquote body br button canvas caption center col colgroup dd details " +
  "dialog dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header " +
  "hgroup hr html iframe input legend li link main map marquee menu meta meter nav noframes noscript object ol optgroup " +
  "option p param pre progress script section select slot style summary table tbody template textarea tfoot thead title " +
  "tr ul video svg math area bgsound applet"
).split(" ")) {
  kinds.set(name, block);
}
kinds.set("td", cell);
kinds.set("th", cell);

export function isElementName(name: string): boolean {
  return kinds.has(name.toLowerCase());
}

/** The reading or gloss of a ruby element stands in brackets where the markup is gone: 张量（tensor）. */
export const gloss = "rt";

/** Elements whose content is no text; `rp` holds brackets for readers that know no ruby. */
export const contentless = new Set([
  "script",
  "style",
  "svg",
  "template",
  "noframes",
  "object",
  "iframe",
  "select",
  "rp",
]);

export interface Tag {
  readonly name: string;
  readonly closing: boolean;
  /** Ends with `/>`. */
  readonly empty: boolean;
  readonly end: number;
  readonly kind: string;
}

/** Most units of a tag; data URLs in attributes make tags long. The limit keeps the time linear for nonsense. */
const longestTag = 20_000;
const longestName = 16;

/** The tag that begins at `<`, or undefined. The budget of the pass is lowered by what a failure read. */
export function tagAt({ text, units, budget }: Pass, at: number): Tag | undefined {
  let i = at + 1;
  const closing = units[i] === 0x2f;
  if (closing) i++;
  const nameStart = i;
  while (i < nameStart + longestName && isNameUnit(units[i]!)) i++;
  if (i === nameStart) return undefined;
  const name = text.slice(nameStart, i).toLowerCase();
  const kind = kinds.get(name);
  if (kind === undefined) return undefined;
  const limit = Math.min(text.length, i + Math.min(longestTag, budget.units));
  const end = attributesEnd(units, i, limit);
  if (end < 0) {
    budget.units += end;
    return undefined;
  }
  return { name, closing, empty: units[end - 2] === 0x2f, end, kind };
}

/** Offset behind `>`, or minus the number of units read when no tag ends here. */
function attributesEnd(units: Uint16Array, from: number, limit: number): number {
  let i = from;
  // A stray or closing quote separates too: alt="a"title="b"" is common in bad pages.
  let separated = false;
  while (i < limit) {
    const unit = units[i]!;
    if (unit === 0x3e) return i + 1;
    if (isSpace(unit) || unit === 0x2f || (separated && isQuote(unit))) {
      separated = true;
      i++;
      continue;
    }
    if (!separated || !isAttributeUnit(unit)) break;
    while (i < limit && isAttributeUnit(units[i]!)) i++;
    let next = i;
    while (next < limit && isSpace(units[next]!)) next++;
    separated = next > i;
    if (units[next] !== 0x3d) continue;
    i = next + 1;
    while (i < limit && isSpace(units[i]!)) i++;
    const quote = units[i]!;
    if (isQuote(quote)) {
      i++;
      while (i < limit && units[i] !== quote) i++;
      i++;
      separated = true;
    } else {
      while (i < limit && isUnquotedValue(units[i]!)) i++;
      separated = false;
    }
  }
  return from - i - 1;
}

function isQuote(unit: number): boolean {
  return unit === 0x22 || unit === 0x27;
}

function isUnquotedValue(unit: number): boolean {
  return unit !== 0x3e && unit !== 0x3c && !isSpace(unit);
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 10 || unit === 9 || unit === 13;
}

function isNameUnit(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x3a);
}

function isAttributeUnit(unit: number): boolean {
  return isNameUnit(unit) || unit === 0x2d || unit === 0x5f || unit === 0x40 || unit === 0x2e;
}
