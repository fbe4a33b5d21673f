/** Manuals, grammars and references, in whose text every other word leads elsewhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { extractPage } from "../../../stages/extract/extract-page.js";
import { paragraphs } from "./paragraphs.js";

const link = (words: string): string => `<a href="#${words}">${words}</a>`;
const grammar = `<pre>if_stmt ::= "if" ${link("assignment_expression")} ":" ${link("suite")}\n          ("elif" ${link("assignment_expression")} ":" ${link("suite")})*</pre>`;

test("a grammar whose names are links is a part of the manual, in a box of its own or not", () => {
  for (const code of [grammar, `<div class="highlight"><div>${grammar}</div></div>`]) {
    const { text } = extractPage(`<body><div>${paragraphs.repeat(3)}${code}${paragraphs}</div></body>`);
    assert.ok(text.includes('if_stmt ::= "if" assignment_expression ":" suite'), text);
  }
});

test("sections of a grammar outweigh the one that explains most", () => {
  const section = `<div><h2>Statements</h2>${grammar.repeat(6)}<p>Executed as written.</p></div>`;
  const { text } = extractPage(
    `<body><div>${section.repeat(4)}<div>${paragraphs.repeat(2)}</div></div></body>`,
  );
  assert.ok(text.includes("if_stmt"), text);
});

test("a sentence most of whose words are links stays, a list of links of its length goes", () => {
  const sentence = (after: string): string =>
    `<div>See ${link("open the file")}, ${link("read from a file")} and also ${link("write to a file at a place")} for the numbers of ${link("errors of files")}${after}</div>`;
  const page = (box: string): string =>
    extractPage(`<article>${paragraphs.repeat(3)}${box}${paragraphs}</article>`).text;
  assert.ok(page(sentence(".")).includes("See open the file, read from a file"), page(sentence(".")));
  const list = `<div>${link("another story of the day.")} | ${link("what readers like most.")}</div>`;
  assert.ok(!page(list).includes("another story"), page(list));
});
