/** Sections named after their headings, and boxes that only look like them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { extractPage } from "../../../../stages/extract/extract-page.js";
import { paragraphs } from "../paragraphs.js";

const words = "We read this as a sign that rain in spring is good for beans, as others found before us.";
const before = ["Introduction", "Methods", "Results"];

test("the discussion and the related work of a paper, and a manual's section on menus, are not lost for their names", () => {
  for (const [id, heading] of [
    ["discussion", "Discussion"],
    ["related-work", "5.1 Related work"],
    ["menus", 'Menus<a href="#menus">¶</a>'],
  ] as const) {
    const wrapped = before.map(
      (name) => `<section id="${name.toLowerCase()}"><h2>${name}</h2>${paragraphs}</section>`,
    );
    const section = `<section id="${id}"><h2>${heading}</h2><p>${words}</p></section>`;
    const { text } = extractPage(`<body><article>${wrapped.join("")}${section}</article></body>`);
    assert.ok(text.includes(words), `${id}: ${text}`);
    const flat = before.map((name) => `<h2 id="${name.toLowerCase()}">${name}</h2>${paragraphs}`);
    const lines = extractPage(
      `<article>${flat.join("")}<h2 id="${id}">${heading}</h2><p>${words}</p></article>`,
    ).text;
    assert.equal(lines.split("\n").at(-2), heading.replace(/<.*/, ""), "the heading itself");
  }
});

test("remarks that are each named after their heading stay out of the text: they are alike, but none is anything else", () => {
  const replies = [1, 2, 3, 4].map(
    (at) => `<div id="comment-${at}"><h4>Comment #${at}</h4><p>${words}</p></div>`,
  );
  const { text } = extractPage(`<body><article>${paragraphs.repeat(4)}${replies.join("")}</article></body>`);
  assert.ok(!text.includes(words), text);
});

test("remarks in a box of their own stay out, though its heading says what its id says", () => {
  const titled = before.map((name) => `<h2 id="${name.toLowerCase()}">${name}</h2>${paragraphs}`).join("");
  const { text } = extractPage(
    `<body><article>${titled}</article><section id="discussion"><h2>Discussion</h2><p>${words}</p></section></body>`,
  );
  assert.ok(!text.includes(words), text);
});
