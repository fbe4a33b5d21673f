/** The main text of real pages against gold texts that nobody here wrote. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { extractPage } from "../../../../stages/text/page/extract-page.js";
import { dropNoise } from "../../../../stages/text/page/line-noise.js";
import { bigrams, goldPages, meanF1, segmentShares, tokens } from "../../../support/extraction-scores.js";
import { withoutData } from "../../../support/wudao.js";

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

const paragraphs =
  "<p>清明过后下了三天的雨，菜园里的豆角一夜之间爬满了竹架。</p><p>老人说，这样的雨最养地，翻土的时候能闻到泥土的香味，蚯蚓也多了起来。</p>";

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

test("prompts and notices of Chinese sites are dropped, sentences that begin like them are not", () => {
  const body = "这是一段很长的正文，讲的是今天发生的事情，大家都很关心这件事情的进展。".repeat(6);
  const noise = [
    "- THE END -",
    "我要跟帖",
    "看都看完了，点【在看】试试在看",
    "图片来自网络，如有侵权，请联系删除。",
    "相关资讯请关注:逆水寒专区",
    "- END -",
    "关注者 1,234 被浏览 567,890",
    "发表于 2023-11-05 20:14:22 | 只看该作者",
    "一秒记住【某某小说网】，精彩小说无弹窗免费阅读！",
    "（本章完）",
    "沙发 发表于 2023-08-01 10:35 引用 回复",
    "最新网址：www.mou.cc",
    "喜欢大漠孤烟请大家收藏：(www.mou.cc)大漠孤烟更新速度最快。",
    "更多真题请关注微信公众号“建造师考试”",
    "PS：新书上传，求收藏求推荐票！",
    "如果本文对你有帮助，欢迎点赞、收藏、关注！",
    "图片：部分来源网络，侵删",
    "版权归作者所有，没有作者本人的书面许可任何人不得转载。",
    "以上内容仅供参考，不构成投资建议，据此操作，风险自担。",
    "分享 收藏 打印 | 关闭窗口",
    "收藏本文（12）",
    "增值电信业务经营许可证：京B2-20180135",
    "违法和不良信息举报电话 010-12345678",
    "未经书面授权，禁止复制。",
    "本文来源于网络，版权归原作者所有，如有侵权请联系",
  ];
  for (const line of noise) assert.deepEqual(dropNoise([body, line, body]), [body, body], line);
  const sentences = [
    "收藏家们都很喜欢这件作品。",
    "早上九点在看守所门口",
    "▲图片来自视频截图。",
    "end",
    "主题 12 是最难的一个",
    "发表于 2023 年的这篇论文，引用了她的数据",
    "本章完成之后，他把自己关在屋里三天。",
    "本章结束时，主人公已经不在了，留下的只有那一封信。",
    "如果孩子发烧，请密切关注体温。",
    "委托创作的作品，版权归受托人所有。",
    "作品刊登后，除著作权人声明不得转载、摘编的外，其他报刊可以转载。",
    "法院认为，涉案照片的版权归作者张某所有，被告应当赔偿。",
    "宣传单上印着“侵权必究”四个字。",
    "研究报告应载明“不构成投资建议”。",
    "他没有据此操作，因此躲过了那次大跌。",
    "农药经营许可证有效期为5年。",
    "供热企业应当公开投诉电话，受理投诉。",
    "（三）化妆品生产许可证编号；",
    "（一）未经著作权人许可，复制、发行、表演其作品的；",
    "法律列出的版权所有人可以起诉他人。",
    "（二）农药经营许可证",
    "有下列情形之一的，吊销农药经营许可证：",
    "关闭防火墙",
    "微博",
    "关闭 SELinux",
    "打印函数参数",
    "分享文件",
    "转发请求到后端",
    "1秒记住单词的方法",
    "请记住本书的主旨：爱是唯一的答案",
    "PS：我在这里求推荐一本好书",
    "如果文章太长，先收藏再读",
    "喜欢这个故事的读者，请大家收藏起来",
  ];
  for (const line of sentences) assert.deepEqual(dropNoise([body, line, body]), [body, line, body]);
});

test("prompts, credits and lists of other pages are dropped from traditional pages too", () => {
  const body = "這是一段很長的正文，講的是今天發生的事情，大家都很關心這件事情的進展。".repeat(6);
  const noise = ["點擊查看更多", "責任編輯：王小明", "版權所有，未經授權請勿轉載", "分享到臉書"];
  for (const line of noise) assert.deepEqual(dropNoise([body, line, body]), [body, body], line);
  assert.deepEqual(dropNoise(["記者陳小明／台北報導", body]), [body]);
  assert.deepEqual(dropNoise([body, body, "更多新聞報導", "跨年夜垃圾量創新高"]), [body, body]);
  assert.deepEqual(dropNoise([body, "関連記事", body, body]), [body, body, body], "and from Japanese ones");
});

test("disclaimers of a site stand at its foot; a statement that is the text stays", () => {
  const body = "这是一段很长的正文，讲的是今天发生的事情，大家都很关心这件事情的进展。".repeat(6);
  const statement = "声明：近日有人冒用我司名义招聘，请大家注意辨别。";
  assert.deepEqual(dropNoise([body, body, "特别声明：以上内容为用户上传，本平台仅提供信息存储服务。"]), [
    body,
    body,
  ]);
  assert.deepEqual(dropNoise([statement, ...Array<string>(6).fill(body)])[0], statement);
  const short = ["严正声明", statement, "某某科技有限公司"];
  assert.deepEqual(dropNoise(short), short);
});

test("names of reporters and editors, provenance and replies to a robot are no text; they tell the author", () => {
  const body = "这是一段很长的正文，讲的是今天发生的事情，大家都很关心这件事情的进展。".repeat(6);
  const noise = [
    "新京报记者 陆一",
    "编辑 刘晓 校对 李明",
    "编辑|王小",
    "药剂科供稿 摄影/张三 编辑/李四",
    "执笔/刀刀姐、李小飞",
    "（原题为《新的一年》）",
    "(本文来自某某新闻，更多原创资讯请下载“某某新闻”APP)",
  ];
  for (const line of noise) assert.deepEqual(dropNoise([body, body, line]), [body, body], line);
  for (const line of [
    "1、回复【公租房】查看最新消息",
    "点击菜单栏【便民服务】解锁更多服务！",
    "（点击看清晰大图）",
  ])
    assert.deepEqual(dropNoise([body, line, body]), [body, body], line);
  const sentences = [
    "记者 从现场发回报道，大家都平安。",
    "本文由三个部分组成，先说第一个。",
    "编辑 器和校对工具都装好了",
    "回复【】里的内容即可。",
  ];
  for (const line of sentences) assert.deepEqual(dropNoise([body, body, line]), [body, body, line]);
  const { author } = extractPage(
    `<title>雨后</title><div><p>某某日报记者 张三 李四</p>${paragraphs.repeat(4)}</div>`,
  );
  assert.equal(author, "张三");
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

test("the day under the signature of a notice is a part of it", () => {
  const body = "各单位要妥善安排好值班和安全保卫工作，遇有重大突发事件，要按规定及时报告并妥善处置。".repeat(
    3,
  );
  const notice = [body, "特此通知。", "某县人民政府办公室", "2024年3月28日"];
  assert.deepEqual(dropNoise(notice), notice);
  const traditional = [body, "某某縣選舉委員會", "2024年3月28日"];
  assert.deepEqual(dropNoise(traditional), traditional);
  assert.deepEqual(dropNoise([body, "2024年3月28日"]), [body], "a day alone is the page's");
});

test("the way back to the site goes, whatever its credits stand behind it", () => {
  const body = "这是一段很长的正文，讲的是今天发生的事情，大家都很关心这件事情的进展。".repeat(6);
  const lines = [
    body,
    `${body}返回某狐，查看更多`,
    "责任编辑：",
    "阅读 (233)",
    "平台声明：该文观点仅代表作者本人。",
  ];
  assert.deepEqual(dropNoise(lines), [body, body]);
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

test("the reporter's line at the foot of a Korean page is no text", () => {
  const body = "서울에 올가을 들어 첫눈이 내렸다. 지난해보다 12일, 평년보다 3일 빠른 기록이다.".repeat(3);
  assert.deepEqual(dropNoise([body, "홍길동 기자 hong@ilbo.kr"]), [body]);
  assert.deepEqual(
    dropNoise([body, "홍길동 기자는 어제 서울에 도착했다."]).length,
    2,
    "a sentence about one stays",
  );
});

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
