/** The main text of real pages against gold texts that nobody here wrote, and what a page tells of itself. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { extractPage } from "../../../stages/extract/extract-page.js";
import { bigrams, goldPages, meanF1, segmentShares, tokens } from "../../support/extraction-scores.js";
import { withoutData } from "../../support/wudao.js";
import { paragraphs } from "./paragraphs.js";

test("Chinese news pages give their articles: trafilatura's F1 there is 0.884, readability's 0.918", {
  skip: withoutData,
}, () => {
  const pages = goldPages("zh-news-pages");
  const score = meanF1(
    pages,
    pages.map(({ html }) => extractPage(html).text),
    bigrams,
  );
  assert.ok(score >= 0.97, `${score}`);
});

test("English news pages give their articles: trafilatura's F1 there is 0.956", { skip: withoutData }, () => {
  const pages = goldPages("article-extraction-benchmark");
  const score = meanF1(
    pages,
    pages.map(({ html }) => extractPage(html).text),
    tokens,
  );
  assert.ok(score >= 0.955, `${score}`);
});

test("pages of many sites and languages keep their segments and lose what stands around them: trafilatura has 0.941 and 0.908", {
  skip: withoutData,
}, () => {
  const pages = goldPages("trafilatura-eval");
  const { found, excluded } = segmentShares(
    pages,
    pages.map(({ html }) => extractPage(html).text),
  );
  assert.ok(found >= 0.941 && excluded >= 0.908, `found ${found}, excluded ${excluded}`);
});

test("title, date and author come from metadata, headings and bylines", () => {
  const html =
    '<html lang="zh-CN"><title>雨后的菜园_生活频道_溪边小站</title><body><h1>雨后的菜园</h1>' +
    "<div>2021年4月18日 10:30 作者：林溪</div><div><p>清明过后下了三天的雨，菜园里的豆角一夜之间爬满了竹架。</p>" +
    "<p>老人说，这样的雨最养地，翻土的时候能闻到泥土的香味，蚯蚓也多了起来。</p></div></body></html>";
  const { title, date, author, language } = extractPage(html);
  assert.deepEqual([title, date, author, language], ["雨后的菜园", "2021-04-18T10:30:00", "林溪", "zh-CN"]);
});

test("the lead in a box above the text is not lost", () => {
  const lead = "今年春天的雨水比往年多，村里的菜园因此换了模样，也换了主人的心情。";
  const page = (head: string, box: string) =>
    extractPage(
      `<html><head>${head}<title>雨后的菜园</title></head><body><div><h1>雨后的菜园</h1></div><div class="top">${box}</div><div class="article">${paragraphs}</div></body></html>`,
    ).text.split("\n");
  assert.equal(page("", `<p>${lead}</p>`)[0], lead, "below the title");
  assert.equal(
    page(`<meta name="description" content="${lead}">`, `<h3 class="teaser">${lead}</h3>`)[0],
    lead,
    "told by the description",
  );
  assert.equal(page("", `<p class="byline">${lead}</p>`).length, 2, "a byline is no lead");
});

test("an anchor that only marks a place is text, not a link", () => {
  const { text } = extractPage(
    `<article><p><a name="q1">雨后的菜园里为什么会有这么多的蚯蚓呢？</a></p>${paragraphs}</article>`,
  );
  assert.ok(text.startsWith("雨后的菜园里为什么会有这么多的蚯蚓呢？"), text);
});

test("a page that a script fills gives the text that it declares", () => {
  const body = "清明过后下了三天的雨，菜园里的豆角一夜之间爬满了竹架。".repeat(8);
  const linked = JSON.stringify({ "@type": "NewsArticle", articleBody: `${body}\n第二段也在这里。` });
  const page = `<title>雨后的菜园</title><script type="application/ld+json">${linked}</script><div id="app"></div>`;
  assert.equal(extractPage(page).text, `${body}\n第二段也在这里。`);
  const broken = page.replace("第二段", "\\u12");
  assert.equal(typeof extractPage(broken).text, "string", "a broken declaration is passed over");
});

test("a date is the page's own, not one that the text or a neighbour tells of; a site is no author", () => {
  const page = (head: string, before: string) =>
    extractPage(
      `<html><head>${head}</head><body><div><a>北京时间2021年10月7日，飞船开始转运到发射区。</a></div><h1>雨后的菜园</h1>${before}` +
        `<div><p>他于2009年5月14日在南京去世，享年七十七岁，人们很怀念他。</p>${paragraphs.repeat(4)}</div></body></html>`,
    );
  assert.equal(page("", "<span>2020-11-23 10:22:14 出处：某科技</span>").date, "2020-11-23T10:22:14");
  assert.equal(page('<meta name="apub:time" content="2019-9-7 21:30:50">', "").date, "2019-09-07T21:30:50");
  const site = '<title>雨后的菜园_某易新闻</title><meta name="author" content="某易">';
  assert.equal(page(site, "").author, undefined);
  assert.equal(page(site.replace("某易新闻", "某易的日记"), "").author, "某易");
});

test("an excerpt above the text that repeats its sentences is not taken for a lead", () => {
  const excerpt =
    "清明过后下了三天的雨，菜园里的豆角一夜之间爬满了竹架。老人说，这样的雨最养地，翻土的时候能闻到泥土的香味，蚯蚓也多了起来。";
  const { text } = extractPage(
    `<title>雨后的菜园</title><body><div><h1>雨后的菜园</h1></div><div><p>${excerpt}</p></div><div class="article">${paragraphs}</div>`,
  );
  assert.equal(text.split("\n").length, 2, text);
});

test("formulas are read once, as TeX or with raised and lowered digits: 10⁵ does not become 105", () => {
  const inLine = (html: string): string =>
    extractPage(
      `<article>${paragraphs.repeat(4)}<p>公式 ${html} 在这一行里成立，读者可以自己验证。</p></article>`,
    )
      .text.split("\n")
      .at(-1) ?? "";
  const line = (formula: string): string => `公式 ${formula} 在这一行里成立，读者可以自己验证。`;
  const katex =
    '<span class="katex"><span class="katex-mathml"><math><semantics><mi>x</mi><annotation encoding="application/x-tex">x=\\frac{a}{b}</annotation></semantics></math></span><span class="katex-html" aria-hidden="true">x=ba</span></span>';
  assert.equal(inLine(katex), line("$x=\\frac{a}{b}$"));
  assert.equal(inLine('<script type="math/tex">a^2 + b^2</script>'), line("$a^2 + b^2$"));
  assert.equal(inLine('<img class="mwe-math" alt="{\\displaystyle E=mc^{2}}">'), line("$E=mc^{2}$"));
  assert.equal(inLine("10<sup>5</sup> 米 H<sub>2</sub>O"), line("10⁵ 米 H₂O"));
  assert.equal(inLine('一说<sup><a href="#n1">1</a></sup>'), line("一说1"), "a note's number is none");
});

test("code beside a column of line numbers keeps its lines and loses the numbers", () => {
  const code = "def f(x):\n    return x + 1";
  const page = `<article>${paragraphs}<table><tr><td class="gutter"><pre>1\n2</pre></td><td><pre>${code}</pre></td></tr></table></article>`;
  assert.ok(extractPage(page).text.endsWith(`\n${code}`), extractPage(page).text);
});

test("line numbers in a list behind code, or before each of its lines, are no code", () => {
  const code = "a = 1\nb = 2\nprint(a + b)";
  const numbers = "<ul><li>1</li><li>2</li><li>3</li></ul>";
  const listed = `<article>${paragraphs}<pre><code>${code}</code>${numbers}</pre></article>`;
  assert.ok(extractPage(listed).text.endsWith(`\n${code}`), extractPage(listed).text);
  const numbered = code.split("\n").map((line, index) => `<span>${index + 1}</span> ${line}`);
  const before = `<article>${paragraphs}<pre>${numbered.join("\n")}</pre></article>`;
  assert.ok(extractPage(before).text.endsWith(`\n${code}`), extractPage(before).text);
  const powers = "1\n2\n4\n8";
  assert.ok(
    extractPage(`<article>${paragraphs}<pre>${powers}</pre></article>`).text.endsWith(powers),
    "output",
  );
  const list = "1. 甲\n2. 乙\n3. 丙";
  assert.ok(extractPage(`<article>${paragraphs}<pre>${list}</pre></article>`).text.endsWith(list), "a list");
});

test("marks of sources and the tools of a heading are no text", () => {
  const page =
    `<article><h2>生平<span class="mw-editsection">[<a href="/e">编辑</a>]</span></h2>${paragraphs}` +
    `<h2>家世<a href="#x">¶</a></h2><p>他在四人中最小<sup><a href="#n">[2-3]</a></sup>，父亲早逝<sup>[来源请求]</sup>，母亲把他养大。</p></article>`;
  assert.ok(extractPage(page).text.startsWith("生平\n"), extractPage(page).text);
  assert.ok(
    extractPage(page).text.endsWith("\n家世\n他在四人中最小，父亲早逝，母亲把他养大。"),
    extractPage(page).text,
  );
});

test("posts that tables lay out keep their lines", () => {
  const post = (text: string): string =>
    `<table><tr><td><b>老王</b><p>注册会员</p></td><td><em>发表于 2023-11-05</em><table><tr><td>${text}</td></tr></table></td></tr></table>`;
  const { text } = extractPage(
    `<div>${post("卫生间一直漏水，怎么办？<br>墙面要刷多高？")}${post("先处理基层，再刷三遍涂料。<br>最后做闭水试验，四十八小时。")}</div>`,
  );
  for (const line of ["墙面要刷多高？", "先处理基层，再刷三遍涂料。", "最后做闭水试验，四十八小时。"])
    assert.ok(text.split("\n").includes(line), text);
});

test("a page of a table alone gives the table, not the note below it", () => {
  const rows = ["大米", "鸡蛋", "猪肉"].map(
    (name) => `<tr><td>${name}</td><td>元/500克</td><td>2.85</td></tr>`,
  );
  const { text } = extractPage(
    `<title>价格表</title><div class="content"><h1>价格表</h1><table>${rows.join("")}</table><p>注：价格为全市十二个监测点平均价。</p></div>`,
  );
  assert.deepEqual(text.split("\n").slice(0, 2), ["大米 | 元/500克 | 2.85", "鸡蛋 | 元/500克 | 2.85"]);
});

test("the name of a blog in its first heading is no title of its posts", () => {
  const titleOf = (head: string, heading: string): string | undefined =>
    extractPage(`<head>${head}</head><h1>${heading}</h1><h2>记一次死锁排查</h2>${paragraphs}`).title;
  assert.equal(titleOf("<title>记一次死锁排查 | 阿强的博客</title>", "阿强的博客"), "记一次死锁排查");
  assert.equal(
    titleOf("<title>國華街必吃小吃懶人包 @ 小魚日記 :: 某客邦 ::</title>", "小魚日記"),
    "國華街必吃小吃懶人包",
  );
  assert.equal(titleOf("<title>某网 - 雨后的菜园和蚯蚓</title>", "雨后的菜园和蚯蚓"), "雨后的菜园和蚯蚓");
  assert.equal(titleOf("<title>静夜思_李白_古诗文网</title>", "静夜思"), "静夜思", "a short title");
});

test("what a recipe takes stays though each ingredient is a link; a table of titles and dates goes", () => {
  const row = (link: string, cell: string): string =>
    `<tr><td><a href="/c/1">${link}</a></td><td>${cell}</td></tr>`;
  const page = (rows: string): string =>
    extractPage(`<article><h2>用料</h2><table>${rows}</table>${paragraphs.repeat(3)}</article>`).text;
  assert.ok(
    page(row("五花肉", "500克") + row("冰糖", "30克") + row("生抽", "2勺")).includes(
      "五花肉 | 500克\n冰糖 | 30克",
    ),
  );
  assert.ok(!page(row("雨后的菜园", "2023-01-05") + row("磨豆腐的早晨", "[01-06]")).includes("豆腐"));
});

test("an author whose name a page's data writes in escapes has it in letters", () => {
  const escaped = (name: string): string =>
    name.replace(/[^ ]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  for (const [name, author] of [
    [String.raw`Luis \u00c1vila`, "Luis Ávila"],
    [escaped("Александр Солженицын"), "Александр Солженицын"],
    [String.raw`Tom \"Tiny\" Lee`, 'Tom "Tiny" Lee'],
  ] as const) {
    const linked = `{"author":{"@type":"Person","name":"${name}"}}`;
    const page = `<head><script type="application/ld+json">${linked}</script></head><article>${paragraphs}</article>`;
    assert.equal(extractPage(page).author, author);
  }
});
