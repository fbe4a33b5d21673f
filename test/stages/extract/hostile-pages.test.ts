/** Pages that nobody would write: none may cost more than its length, nor end the process. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { extractPage } from "../../../stages/extract/extract-page.js";
import { maxDepth } from "../../../stages/extract/tree/page-tree.js";
import { readPage } from "../../../stages/extract/tree/read-page.js";

const megabyte = (piece: string): string => piece.repeat(Math.ceil(2 ** 20 / piece.length));

const prose = "春天来了，公园里的花都开了，孩子们在草地上奔跑，人们走到户外。".repeat(20);

const hostile: Readonly<Record<string, string>> = {
  "open tags": megabyte("<div>"),
  "open phrasing": megabyte("<b><i><a>"),
  "end tags after deep nesting": `${"<div>".repeat(500)}${megabyte("</p></b></div><p>")}`,
  "table cells": megabyte("<td><table><tr>"),
  "list items": megabyte("<li><p>"),
  "open quotes": megabyte('<a href="'),
  "open quotes of both kinds": megabyte("<a b='\"c"),
  "open comments": megabyte("<!--"),
  "open scripts": megabyte("<script "),
  "scripts that never end": megabyte("<script></scrip>"),
  "text areas that never end": megabyte("<textarea></select>"),
  "less-than signs": megabyte("<"),
  "end signs": megabyte("</"),
  references: megabyte("&"),
  attributes: `<div ${megabyte("a=b ")}>`,
  "class names": `<p>正文。</p>${megabyte('<div class="a-b-c-d-e-f-g-h">x</div>')}`,
  "one long class": `<div class="${megabyte("a-")}">`,
  "one long line": megabyte("字"),
  spaces: `<p>${megabyte(" ")}</p>`,
  "spaces in a title": `<title>${megabyte(" -")}</title><h1>${megabyte(" |")}</h1>`,
  "spaces in code": `<article><p>${prose}</p><pre>a${megabyte("\n ")}b</pre></article>`,
  "spaces behind the way back": `<article><p>${prose}</p><pre>返回首页${megabyte(" >")}b</pre></article>`,
  "blank entries of a list": `<article><p>${prose}</p><ul>${megabyte("<li> <b> </b></li>")}</ul></article>`,
  "short lines": megabyte("<p>更多</p>"),
  "counters in short lines": `<article>${megabyte(`<p>${"查看1 次".repeat(17)}</p>`)}</article>`,
  "digits in a line": `<p>${megabyte("2019")}</p>`,
  metas: megabyte('<meta name="author" content="'),
  "linked data": `<script type="application/ld+json">${megabyte('"author":{')}</script>`,
};

/** Nanoseconds of this thread for each byte of an everyday page, as a yardstick for this machine as it is. */
function cost(html: string): number {
  const before = process.cpuUsage();
  extractPage(html);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / html.length;
}

test("no page costs more than a few times what an everyday page of its length costs", () => {
  const everyday = megabyte(
    '<div class="text"><p>春天来了，公园里的花都开了。</p><a href="/x">更多</a></div>',
  );
  cost(everyday);
  const usual = cost(everyday);
  for (const [name, html] of Object.entries(hostile)) {
    // Quadratic work on a megabyte is a thousand times the usual; 40 leaves room for a busy machine.
    const found = cost(html);
    assert.ok(found < 40 * usual, `${name}: ${(found / usual).toFixed(1)} times the usual`);
  }
});

test("an element beyond the deepest level still gives its text", () => {
  const text = "春天来了，公园里的花都开了，孩子们在草地上奔跑，人们走到户外，享受温暖的阳光。";
  const html = `${"<div>".repeat(maxDepth * 3)}<p>${text}</p>${"</div>".repeat(maxDepth * 3)}<p>${text}</p>`;
  assert.equal(extractPage(html).text, `${text}\n${text}`);
});

test("whatever the tags, subtrees nest and no text is read twice", () => {
  const pieces = fc.constantFrom(
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<b>",
    "</b>",
    "<a href=x>",
    "</a>",
    "<li>",
    "</ul>",
    "<ul>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<",
    "文",
    "a ",
    "<br>",
    "<pre>",
    "</pre>",
    "&amp;",
    '"',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
      const html = parts.join("");
      const { size, end, parent, element, from, to } = readPage(html);
      let last = 0;
      for (let i = 1; i < size; i++) {
        assert.ok(parent[i]! < i && end[i]! > i && end[i]! <= end[parent[i]!]!);
        if (element[i] !== 0) continue;
        assert.ok(from[i]! >= last && to[i]! <= html.length);
        last = to[i]!;
      }
      extractPage(html);
    }),
    { numRuns: 500 },
  );
});
