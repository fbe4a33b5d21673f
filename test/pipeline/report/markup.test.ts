import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { escapeHtml, html, Markup } from "../../../pipeline/report/markup.js";

/** What a browser makes of text and of a quoted attribute without other entities. */
const unescaped = (source: string): string =>
  source
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

const hostile = fc.string({
  unit: fc.constantFrom("<", ">", "&", '"', "'", "a", "/", "!", "-", "=", "&lt;", "script", "中", "`"),
  maxLength: 40,
});

test("no text of a corpus can open a tag, end an attribute or start an entity of its own", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const source = html`<p title="${text}">${text}</p>`.source;
      const inside = source.slice('<p title="'.length, -"</p>".length);
      assert.equal(inside.split('">').length, 2);
      assert.doesNotMatch(inside.replace('">', ""), /[<>"']/);
      assert.doesNotMatch(inside, /&(?!(?:amp|lt|gt|quot|#39);)/);
    }),
  );
});

test("what a reader sees is the text of the corpus, neither escaped twice nor shortened", () => {
  fc.assert(fc.property(hostile, (text) => assert.equal(unescaped(escapeHtml(text)), text)));
});

test("control characters can be seen: they would vanish in a page", () => {
  assert.equal(escapeHtml("a\u0000b\u001bc\tand\nso"), "a␀b␛c\tand\nso");
});

test("markup made by the template is put in as it is, alone, in lists and nested", () => {
  const item = (text: string): Markup => html`<li>${text}</li>`;
  assert.equal(html`<ul>${["<a>", "b"].map(item)}</ul>`.source, "<ul><li>&lt;a&gt;</li><li>b</li></ul>");
  assert.equal(html`${new Markup("<hr>")}${"<hr>"}`.source, "<hr>&lt;hr&gt;");
});

test("texts in a list are escaped too", () => {
  assert.equal(html`<p>${["<", new Markup("<br>"), ">"]}</p>`.source, "<p>&lt;<br>&gt;</p>");
});

test("a value that is missing leaves nothing, zero is written", () => {
  assert.equal(html`[${undefined}|${0}|${""}]`.source, "[|0|]");
});
