/** Pages whose text is cut into pieces, and pages whose `<main>` holds more than the text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { extractPage } from "../../../../stages/extract/extract-page.js";
import { paragraphs } from "../paragraphs.js";

const about = "<p>Representation of the times that are kept with a file, such as when it was last read.</p>";
const told = [
  "Creates a value with no times set.",
  "Sets the time of the last access.",
  "Sets the time of the last change.",
];
const source = '<span><a href="/src/fs.rs.html#281">Source of this part</a></span>';
const methods = told
  .map(
    (words, at) =>
      `${source}<h4>pub fn <a href="#m${at}">method_${at}</a>() -&gt; <a href="/self">Self</a></h4><p>${words}</p>`,
  )
  .join("");
const bounds = `${source}<h3>impl <a href="/send">Send</a> for FileTimes</h3>`.repeat(12);

test("a reference of functions keeps what it says of each of them, not only what it says at its head", () => {
  const page = (tag: string) =>
    extractPage(`<body><${tag}><div>${about}</div><div>${methods}</div><div>${bounds}</div></${tag}></body>`)
      .text;
  for (const words of told) assert.ok(page("main").includes(words), page("main"));
  assert.ok(!page("div").includes(told[0] ?? ""), "the case is one that needs <main>");
});

test("an article that is most of <main> stays without what follows it there; of two <main> none is believed", () => {
  const after = "<div><p>这家小站每周三更新，写的是溪边的人和事，编辑住在村里。</p></div>";
  const labels = "<div>订阅本站</div><div>下载客户端</div>".repeat(6);
  const article = `<div class="article">${paragraphs.repeat(4)}</div>`;
  const { text } = extractPage(`<body><main>${article}${labels}${after}</main></body>`);
  assert.ok(!text.includes("每周三更新"), text);
  const twice = extractPage(
    `<body><main><div>${about}</div><div>${methods}</div><div>${bounds}</div></main><main>${after}</main></body>`,
  ).text;
  assert.ok(!twice.includes(told[0] ?? ""), twice);
});
