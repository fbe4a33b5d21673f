/** Pages of many texts: threads of a forum, answers to a question. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { extractPage } from "../../../../stages/extract/extract-page.js";
import { paragraphs } from "../paragraphs.js";

const asked =
  "卫生间一直漏水，怎么办？物业说要自己找人来修，我问了好几家，价钱都不一样，有的说要把瓷砖全部敲掉重做，有的说打针就行。";
const told = [
  "先处理基层，再刷三遍涂料，最后做闭水试验，四十八小时。",
  "打针没有用，过一年又漏了。",
  "我家去年做的，敲掉重做花了三千多，到现在没有问题。",
];
const menu = '<ul><li><a href="/x">装修论坛首页</a></li><li><a href="/y">房产家居版块</a></li></ul>'.repeat(
  10,
);
const user =
  '<div class="user"><a href="/u/1">查看他的个人主页</a><ul><li><a href="/u/2">发送私人消息给他</a></li></ul></div>';

const linesOf = (thread: string): string[] =>
  extractPage(
    `<title>卫生间漏水怎么办 - 装修论坛</title><body><div>${menu}</div>${thread}<div>${menu}</div></body>`,
  ).text.split("\n");

test("all posts of a thread are its text, not the longest alone, and the links to who wrote them are not", () => {
  const kinds: Readonly<Record<string, (text: string, at: number) => string>> = {
    boxes: (text) => `<div class="post">${user}<div class="content">${text}</div></div>`,
    items: (text) => `<li class="floor">${user}<p>${text}</p></li>`,
    tables: (text, at) => `<table id="pid${at}"><tr><td>${user}</td><td>${text}</td></tr></table>`,
  };
  for (const [kind, post] of Object.entries(kinds))
    assert.deepEqual(linesOf(`<div>${[asked, ...told].map(post).join("")}</div>`), [asked, ...told], kind);
});

test("posts whose headings lead to themselves are no beginnings of other articles", () => {
  const post = (text: string, at: number): string =>
    `<div class="post">${user}<h3><a href="./viewtopic.php?p=${at}#p${at}">Re: 漏水</a></h3><p>${text}</p></div>`;
  const lines = linesOf(`<div>${[asked, ...told].map(post).join("")}</div>`);
  assert.deepEqual(
    lines.filter((line) => line !== "Re: 漏水"),
    [asked, ...told],
  );
});

test("a question keeps its answers, which stand in boxes of another name", () => {
  const answers = told.map((text) => `<div class="answer-item">${user}<p>${text}</p></div>`).join("");
  const page = (name: string): string[] =>
    linesOf(
      `<div class="question-page"><div class="${name}"><p>${asked}</p>${user}</div><div class="list">${answers}</div></div>`,
    );
  assert.deepEqual(page("question"), [asked, ...told]);
});

test("remarks on an article, its neighbours and the other boxes of a page are no posts of a thread", () => {
  const remark = (text: string): string => `<div class="box"><div>${user}</div><p>${text}</p></div>`;
  const teaser = (text: string): string =>
    `<div class="post"><h3><a href="/n">另一篇讲装修的文章</a></h3><p>${text}</p></div>`;
  const article = paragraphs.repeat(6);
  for (const [what, page] of Object.entries({
    remarks: `<div class="text">${article}</div><div>${told.map(remark).join("")}</div>`,
    neighbours: `<div class="post"><h1>雨后的菜园</h1>${paragraphs.repeat(2)}</div>${told.map(teaser).join("")}`,
    boxes: `<div class="box">${article}</div>${told.slice(0, 2).map(remark).join("")}`,
  }))
    for (const text of told) assert.ok(!linesOf(page).includes(text), `${what}: ${text}`);
});
