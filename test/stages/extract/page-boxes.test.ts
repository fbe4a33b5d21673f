/** What the names and places of boxes tell of what they hold. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { extractPage } from "../../../stages/extract/extract-page.js";
import { paragraphs } from "./paragraphs.js";

const told = ["菜园里的豆角爬满了竹架", "这样的雨最养地"];

function assertTells(html: string, what: string): void {
  const { text } = extractPage(html);
  for (const words of told) assert.ok(text.includes(words), `${what}: ${text}`);
}

const tale = `<p>清明过后下了三天的雨，${told[0]}，主人每天清早都要去看一回。</p><p>老人说，${told[1]}，翻土的时候能闻到泥土的香味。</p>`;
const menu = '<ul><li><a href="/a">首页</a></li><li><a href="/b">所有的栏目和专题</a></li></ul>';

test("names that do not say what stands in a box cost no text: boxes of a page builder, words of a heading, kinds of articles", () => {
  for (const names of [
    'class="elementor-element elementor-widget elementor-widget-text-editor"',
    'class="elementor-widget-container"',
    'id="how-to-share-and-tag-notes"',
    'class="news commentary"',
  ])
    assertTells(
      `<body><div>${menu}</div><main><div ${names}>${tale}</div>${paragraphs.repeat(3)}</main></body>`,
      names,
    );
  const shared = extractPage(
    `<main>${paragraphs.repeat(3)}<div class="elementor-widget elementor-widget-share-buttons">把这里的故事告诉你的每一位朋友，他们会喜欢的。</div></main>`,
  );
  assert.ok(!shared.text.includes("朋友"), shared.text);
});

test("an article in a box named like a teaser stays where all else on the page is menus", () => {
  assertTells(
    `<body>${menu.repeat(300)}<div class="box">${paragraphs.repeat(3)}</div><div class="teaserType newsSingle">${tale.repeat(12)}</div></body>`,
    "teaser",
  );
});

test("a page whose head is not closed and whose body is not begun has its text", () => {
  assertTells(
    `<html><head><title>菜园</title><div>${menu}</div><div class="text">${tale}</div></html>`,
    "head",
  );
});

test("a hidden paragraph is no text", () => {
  const { text } = extractPage(
    `<article>${paragraphs.repeat(3)}<p hidden>这一段话读者是看不到的，也就不是文章。</p></article>`,
  );
  assert.ok(!text.includes("看不到"), text);
});

test("lyrics, which have no sentences, are what the page tells, not the thanks below them", () => {
  const lyrics = ["月亮落在井里", "风吹过麦田", "你说等到秋天", "就带我回家"].join("<br>");
  const { text } = extractPage(
    `<body>${menu}<div class="post-body entry-content">${`${lyrics}<br><br>`.repeat(4)}</div><div class="box">谢谢你们，常来坐坐。</div></body>`,
  );
  assert.ok(text.startsWith("月亮落在井里\n风吹过麦田"), text);
});

test("what stands around a short article stays out of its text where it is longer than that and the rest is menus", () => {
  const notice = "<p>我们用小型文件来改善您的体验，您可以随时撤回您的同意。</p>".repeat(20);
  for (const box of [
    'class="cookie-consent"',
    'class="modal" style="display:none"',
    'style="display:none"',
  ]) {
    const page = `<body>${menu.repeat(80)}<div class="text">${tale.repeat(3)}</div><div ${box}>${notice}</div></body>`;
    assertTells(page, box);
    assert.ok(!extractPage(page).text.includes("撤回"), box);
  }
});

test("a box whose long id names a part of the layout is left out", () => {
  const { text } = extractPage(
    `<main>${paragraphs.repeat(3)}<div id="block-views-related-articles-1"><p>另外一篇报道的开头，讲的是城里的事情。</p></div></main>`,
  );
  assert.ok(!text.includes("另外一篇"), text);
});

test("a list of results is not lost for a few words in a box that is named like an article", () => {
  const results = Array.from({ length: 60 }, (_, place) => `<li>第${place + 1}名 张三 88分</li>`).join("");
  const { text } = extractPage(`<body><ul>${results}</ul><div class="entry-content">期末的成绩</div></body>`);
  assert.ok(text.includes("第60名"), text);
});

test("what a short section of a manual says is not lost for its heading's link to itself", () => {
  const section = (name: string, words: string) =>
    `<section><h2><a href="#${name}">${name}</a></h2><p>${words}</p></section>`;
  const { text } = extractPage(
    `<body>${menu}<div>${section("NAME", "nologin")}${section("SYNOPSIS", "nologin [-l]")}` +
      `${section("DESCRIPTION", "This program tells that an account is not available, and ends with a status that is not zero. It serves as a shell, and locks an account out.")}` +
      `${section("FILES", "/etc/nologin.txt")}${section("HISTORY", "The program appeared in 4.4BSD, in 1993.")}</div></body>`,
  );
  for (const words of ["nologin [-l]", "/etc/nologin.txt", "The program appeared in 4.4BSD, in 1993."])
    assert.ok(text.includes(words), text);
});
