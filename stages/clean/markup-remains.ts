import { z } from "zod";
import { withText } from "../../pipeline/sample.js";
import { defineTextMap } from "../../pipeline/stage.js";
import * as c from "../text/charclass.js";
import { codeFences, FenceCursor } from "../text/code-fences.js";
import { entityAt } from "../text/html-entities.js";
import {
  block,
  cell,
  contentless,
  gloss,
  inline,
  isElementName,
  type Tag,
  tagAt,
} from "../text/html-tags.js";
import { BacktickCursor } from "../text/inline-code.js";
import { removeMarkdownLinks } from "../text/markdown-links.js";
import { removePageScripts } from "../text/page-scripts.js";
import { profileOf } from "../text/profile.js";
import { inSmallDigits } from "../text/raised-digits.js";
import { Splice } from "../text/splice.js";
import { kindSet, kindsOf, nextKind } from "../text/unit-kinds.js";

const parameters = z.object({
  entities: z.boolean().default(true).describe("Decode character references such as &nbsp; &lt; &#20013;"),
  scripts: z
    .boolean()
    .default(true)
    .describe(
      "Remove unindented lines of CSS and of page machinery (statistics, advertisements, share buttons)",
    ),
  code: z
    .enum(["keep", "clean"])
    .default("keep")
    .describe("Text in Markdown code fences and between backticks: leave alone, or clean like the rest"),
  markdown: z
    .enum(["keep", "text"])
    .default("keep")
    .describe("Markdown images, links and link definitions: keep, or leave only the link text"),
});

/** Removes what HTML, CSS and JavaScript left in the text. */
export const markupRemains = defineTextMap({
  name: "markup-remains",
  summary: "Removes remains of HTML, CSS and JavaScript and decodes character references.",
  source:
    "Yuan et al. 2021, §2.2 (HTML, CSS and JavaScript remains are removed); element names of the HTML Living Standard",
  parameters,
  examples: [
    { in: "<p>正文<b>粗体</b></p><p>下一段</p>", out: "正文粗体\n下一段" },
    {
      in: "<ruby>张量<rp>(</rp><rt>tensor</rt><rp>)</rp></ruby>的维数",
      out: "张量（tensor）的维数",
    },
    { in: "每天约 2.5x10<sup>18</sup> 字节，水是 H<sub>2</sub>O", out: "每天约 2.5x10¹⁸ 字节，水是 H₂O" },
    { in: "写作 &lt;div&gt;，3 &lt; 5", out: "写作 &lt;div&gt;，3 < 5" },
    { in: "| 甲 | 一<br/>二 |", out: "| 甲 | 一 二 |" },
    { in: "a < b 且 vector<int> 和 <stdio.h>", out: "a < b 且 vector<int> 和 <stdio.h>" },
    { in: "正文<!-- 注释 --><script>var a = '<p>';</script>结束", out: "正文结束" },
    { in: "第一&nbsp;&amp;&nbsp;第二&#20013;", out: "第一 & 第二中" },
    { in: "用 `<div>` 元素\n```\n<p>代码</p>\n```", out: "用 `<div>` 元素\n```\n<p>代码</p>\n```" },
    { in: "正文\n.nav{color:red;margin:0}\n结束", out: "正文\n结束" },
    { in: "见[首页](http://a.cn)和![图](a.png)", out: "见首页和", params: { markdown: "text" } },
  ],
  open: (params) => (sample) => {
    const p = profileOf(sample.text);
    let text = sample.text;
    const markup = p.lessThan > 0 || (params.entities && p.ampersand > 0);
    const scripts = params.scripts && p.codeSign > 0;
    const markdown = params.markdown === "text" && text.includes("[");
    if (!markup && !scripts && !markdown) return sample;
    const keepCode = params.code === "keep";
    if (markup) text = removeTags(text, params.entities, keepCode, p.backtick > 0);
    if (scripts) text = removePageScripts(text, keepCode ? codeFences(text) : noFences);
    if (markdown) text = removeMarkdownLinks(text, keepCode ? codeFences(text) : noFences);
    return withText(sample, text);
  },
});

const noFences = new Int32Array(0);

/** What one pass over a text needs to know. Positions only ascend, so a search result holds until the pass has gone beyond it. */
interface Pass {
  readonly text: string;
  /** Ends (`-->`, `</script` ...) that are known not to follow any more, so that they are not looked for again. */
  readonly absent: Set<string>;
  readonly budget: { units: number };
  /** Whether a gloss was opened with a bracket. */
  glossIsOpen: boolean;
  /** Start of the line that was asked for last, and up to where line starts were looked for. */
  lineStart: number;
  lineKnownTo: number;
}

/** A piece of markup: where it ends, and what it leaves. */
interface Removed {
  readonly end: number;
  readonly leaves: string;
  /** The bracket that it leaves when it is part of a gloss. */
  readonly brackets: string;
}

function removeTags(text: string, entities: boolean, keepCode: boolean, backticks: boolean): string {
  const splice = new Splice(text);
  const fences = new FenceCursor(keepCode ? codeFences(text) : noFences);
  const units = kindsOf(text);
  const ticks = new BacktickCursor(units, text.length);
  const pass: Pass = {
    text,
    absent: new Set(),
    budget: { units: 4 * text.length + 100_000 },
    glossIsOpen: false,
    lineStart: 0,
    lineKnownTo: 0,
  };
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
  if (entity === undefined) return at + 1;
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

/** Removes the markup at `at` and all that follows it with only white space between, as one piece. */
function removeRun(pass: Pass, at: number, splice: Splice): number {
  const { text } = pass;
  const digits = smallDigitsAt(text, at);
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
    while (next < text.length && isSpace(text.charCodeAt(next))) {
      lines ||= text.charCodeAt(next) === 10;
      next++;
    }
    if (text.charCodeAt(next) !== 0x3c || smallDigitsAt(text, next) !== undefined) break;
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
    : replaceGloss(text, at, end, leaves, brackets, splice);
}

const sup = /<(su[bp])(?: [^<>\n]{0,80})?>([^<>\n]{1,8})<\/\1>/iy;

/** Digits and signs in a sup or sub element, as Unicode's raised and lowered ones, so that 10⁵ does not become 105. */
function smallDigitsAt(
  text: string,
  at: number,
): { readonly end: number; readonly leaves: string } | undefined {
  if ((text.charCodeAt(at + 1) | 0x20) !== 0x73 || (text.charCodeAt(at + 2) | 0x20) !== 0x75)
    return undefined;
  sup.lastIndex = at;
  const match = sup.exec(text);
  if (match === null) return undefined;
  const leaves = inSmallDigits(match[2]!, match[1]!.toLowerCase() === "sup" ? "sup" : "sub");
  return leaves === undefined ? undefined : { end: at + match[0].length, leaves };
}

function replaceGloss(
  text: string,
  at: number,
  end: number,
  leaves: string,
  brackets: string,
  splice: Splice,
): number {
  const isLineEnd =
    leaves === block && brackets.endsWith("）") && text.charCodeAt(end) !== 10 && end < text.length;
  splice.replace(at, end, (brackets === "（）" ? "" : brackets) + (isLineEnd ? block : ""));
  return end;
}

/** Returns where to go on; that is behind the line when it held nothing but markup. */
function replaceRun(pass: Pass, at: number, runEnd: number, kind: string, splice: Splice): number {
  const { text } = pass;
  let end = runEnd;
  let leaves = kind;
  const startsLine = at === 0 || text.charCodeAt(at - 1) === 10;
  const endsLine = end >= text.length || text.charCodeAt(end) === 10;
  if (startsLine && endsLine) {
    // The line held nothing but markup: it goes whole, and no third line end in a row is left.
    end++;
    if (at === 0 || text.charCodeAt(at - 2) === 10) while (text.charCodeAt(end) === 10) end++;
    end = Math.min(end, text.length);
    leaves = inline;
  } else if (startsLine || endsLine) {
    leaves = inline;
  } else if (leaves !== inline && isRow(pass, at)) {
    // A line end would cut the row of a Markdown table.
    leaves = isSpace(text.charCodeAt(at - 1)) || isSpace(text.charCodeAt(end)) ? inline : cell;
  }
  splice.replace(at, end, leaves);
  return end;
}

/** Whether the line of `at` is a row of a Markdown table. */
function isRow(pass: Pass, at: number): boolean {
  const { text } = pass;
  for (let i = at; i > pass.lineKnownTo; i--) {
    if (text.charCodeAt(i - 1) !== 10) continue;
    pass.lineStart = i;
    break;
  }
  pass.lineKnownTo = at;
  let first = pass.lineStart;
  while (text.charCodeAt(first) === 32) first++;
  return text.charCodeAt(first) === 0x7c;
}

function stronger(a: string, b: string): string {
  if (a === block || b === block) return block;
  return a === cell || b === cell ? cell : inline;
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 10 || unit === 9;
}

/** Most units of a declaration or processing instruction. */
const longestDeclaration = 2000;

function markupAt(pass: Pass, at: number): Removed | undefined {
  const { text } = pass;
  const second = text.charCodeAt(at + 1);
  if (second === 0x21) {
    if (text.startsWith("--", at + 2)) return upTo(pass, at, "-->");
    if (text.startsWith("[CDATA[", at + 2)) return { end: at + 9, leaves: inline, brackets: "" };
    const isDeclaration = /[a-zA-Z[]/.test(text.charAt(at + 2));
    return isDeclaration ? upTo(pass, at, ">", longestDeclaration) : undefined;
  }
  if (second === 0x3f)
    return text.startsWith("xml", at + 2) ? upTo(pass, at, "?>", longestDeclaration) : undefined;
  const tag = tagAt(text, at, pass.budget);
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

/** Most units of a gloss that gets brackets. */
const longestGloss = 200;

/** What a tag of a ruby element leaves: <rt> opens a bracket; </rt>, </ruby> and a second <rt> (a common slip) close it. */
function bracketOf(pass: Pass, tag: Tag): string {
  const { text } = pass;
  if (pass.glossIsOpen) {
    pass.glossIsOpen = false;
    return "）";
  }
  if (tag.closing || tag.name !== gloss) return "";
  const content = text.slice(tag.end, tag.end + longestGloss);
  pass.glossIsOpen = /^[^<（(\n][^<\n]*<(?:\/?rt|\/ruby)\b/i.test(content);
  return pass.glossIsOpen ? "（" : "";
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
