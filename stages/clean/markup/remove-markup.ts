/** Removes tags from a text, and decodes its character references, in one pass. */
import * as c from "../../text/characters/charclass.js";
import { codeFences, FenceCursor } from "../../text/code-fences.js";
import { entityAt } from "../../text/html-entities.js";
import { Splice } from "../../text/splice.js";
import { kindSet, kindsOf, nextKind } from "../../text/units/unit-kinds.js";
import { isElementName } from "./html-tags.js";
import { BacktickCursor } from "./inline-code.js";
import { beginPass } from "./markup-pass.js";
import { removeRun } from "./markup-run.js";

/**
 * The text without tags. Linear.
 *
 * @param entities whether character references are decoded too
 * @param keepCode whether code, between fences and backticks, is left alone
 * @param backticks whether the text has any
 */
export function removeMarkup(text: string, entities: boolean, keepCode: boolean, backticks: boolean): string {
  const splice = new Splice(text);
  const fences = new FenceCursor(keepCode ? codeFences(text) : new Int32Array(0));
  const units = kindsOf(text);
  const ticks = new BacktickCursor(units, text.length);
  const pass = beginPass(text, units);
  const wanted = entities ? tagsAndEntities : tags;
  const { length } = text;
  for (let at = nextKind(wanted, 0, length), end = 0; at < length; at = nextKind(wanted, end, length)) {
    end = fences.endAround(at);
    if (end === 0 && keepCode && backticks && ticks.isInside(at)) end = at + 1;
    if (end === 0) end = units[at] === ampersand ? decode(text, at, splice) : removeRun(pass, at, splice);
  }
  return splice.finish();
}

const ampersand = 0x26;
const tags = kindSet((kind) => kind === c.LESS_THAN);
const tagsAndEntities = kindSet((kind) => kind === c.LESS_THAN || kind === c.AMPERSAND);

/** Decodes the reference at `at`, and again when it was escaped several times (&amp;nbsp;). */
function decode(text: string, at: number, splice: Splice): number {
  let entity = entityAt(text, at);
  if (entity === undefined || takesAddress(text, at, entity.end)) return at + 1;
  let end = entity.end;
  while (entity.value === "&") {
    const inner = entityAt(`&${text.slice(end, end + 12)}`, 0);
    if (inner === undefined) break;
    end += inner.end - 1;
    entity = inner;
  }
  // An escaped tag is one that the text talks about; decoded, it would be taken for markup.
  if (entity.value === "<" && isElement(text, end)) return escapedTagEnd(text, end);
  splice.replace(at, end, entity.value);
  return end;
}

/** Names that programmers give variables, too. */
const variables =
  /^&(?:sum|num|part|prod|cap|cup|star|check|copy|times|tab|image|real|lang|sub|sup|empty|prop|sim);$/;

/** Whether a line of C ends here that takes the address of a variable: `int *p = &sum;`. */
function takesAddress(text: string, at: number, end: number): boolean {
  return (
    /[\w\])] ?= ?$/.test(text.slice(Math.max(0, at - 4), at)) &&
    variables.test(text.slice(at, end)) &&
    /^\s*(?:$|\n|\/[/*])/.test(text.slice(end, end + 8))
  );
}

const longestEscapedTag = 200;

/** Behind the `&gt;` that ends an escaped tag, or `at` when none is near. */
function escapedTagEnd(text: string, at: number): number {
  const end = text.slice(at, at + longestEscapedTag).search(/&gt;|[<\n]/);
  return end < 0 || text.charCodeAt(at + end) !== 0x26 ? at : at + end + 4;
}

function isElement(text: string, at: number): boolean {
  const name = /^\/?([a-z][a-z0-9:]{0,15})(?![a-z0-9:])/i.exec(text.slice(at, at + 18))?.[1];
  return text.startsWith("!--", at) || (name !== undefined && isElementName(name));
}
