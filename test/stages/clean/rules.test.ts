/** What readers of real pages found wrong once, in sentences of our own. Each name says what a corpus would lose. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { MapStage, StageParameters } from "../../../pipeline/contracts/stage.js";
import { abnormalSymbols } from "../../../stages/clean/abnormal-symbols.js";
import { hanSpaces } from "../../../stages/clean/han-spaces.js";
import { incompleteSentence } from "../../../stages/clean/incomplete-sentence.js";
import { markupRemains } from "../../../stages/clean/markup-remains.js";
import { privacy } from "../../../stages/clean/privacy.js";
import { proteinResidues } from "../../../stages/clean/protein-residues.js";
import { punctuation } from "../../../stages/clean/punctuation.js";
import { openStage } from "../run-examples.js";

/** Texts that a stage must leave alone. */
function keeps<P extends StageParameters>(stage: MapStage<P>, what: string, texts: readonly string[]): void {
  test(`${stage.name} keeps ${what}`, async () => {
    const run = await openStage(stage);
    for (const text of texts) assert.equal(run(text), text);
  });
}

function changes<P extends StageParameters>(
  stage: MapStage<P>,
  what: string,
  pairs: readonly (readonly [string, string])[],
): void {
  test(`${stage.name} ${what}`, async () => {
    const run = await openStage(stage);
    for (const [text, expected] of pairs) assert.equal(run(text), expected);
  });
}

test("incomplete-sentence removes a last line whatever text came before it", async () => {
  const run = await openStage(incompleteSentence);
  // Where a line with === would follow if the short text went on.
  run(`${"a".repeat(14)}====`);
  assert.equal(run("今天天气很好。我们一起去公"), "今天天气很好。");
});

keeps(incompleteSentence, "the empty lines between paragraphs", [
  "一句。\n\n\n二句。\n\n",
  "\n\n",
  "标题\n\n正文。\n",
]);
keeps(incompleteSentence, "pictures and addresses with ! and ? in them", [
  "上文。\n![部署的示意图](/media/deploy.png)\n下文。",
  "上文。\n图在 http://a.cn/b.png?size=大图\n下文。",
]);
keeps(incompleteSentence, "titles that ask or shout", [
  "太好了！六款面向儿童的系统\n正文。",
  "前文。\n为什么？因为快\n=====\n正文。",
]);
keeps(incompleteSentence, "what closes with a bracket, and rows of tables", [
  "他走了。（见《旧录》）\n后文。",
  "按期缴纳。（二〇一〇年删去）\n后文。",
  "首段。\n名称。 | 必填 | 说明文字\n末段。",
]);
keeps(incompleteSentence, "the sentence that leads to code, a list or a picture", [
  "准备好了。接着输入\n\n```\nls\n```\n",
  "准备好了。有下列几种，\n- 甲\n- 乙\n",
  "准备好了。界面像这样\n\n![界面](a.png)\n",
]);
keeps(incompleteSentence, "texts that are broken at a fixed width", [
  [
    "山中岁月长，不觉又是一年。童子扫叶烹茶，老",
    "僧倚门看云。忽有樵夫自岭上来，言前村失火，",
    "烧了半条街。众人下山去看，只见断壁残垣，炊",
    "烟犹在。老僧合十良久，命童子取米三斗，布施",
    "灾民。自此山寺之名，远近皆知。",
  ].join("\n"),
]);
keeps(incompleteSentence, "verse without its last full stop", [
  "前日风雪中，故人从此去。何处是长安，青山无尽处",
  "前日风雪中，故人从此去。何处是𠮷𡎚，青山无尽处",
  "君如就此问疑龙，此是干龙迎送队。譬如赍粮适千里，岂无顿宿分内外\n\n下一首",
]);

keeps(incompleteSentence, "sentences whose last word ends them, in Chinese, Japanese and Korean", [
  "神九油钱就六百亿。可怜那些贫家子弟呀 ",
  "天气很好。为什么不去吗\n\n- 一\n- 二",
  "動作中でも表示するように定めます。デザインモードではコントロールは常に表示されます",
  "무엇인가？ 大韓民國의 首都는 서울입니다",
]);

keeps(incompleteSentence, "what stands behind a mark that is only named, or ends in a small one", [
  "输入号码时可以用「;」分隔多个号码",
  "“？”可匹配任意单个字符",
  "皆得进见于朝堂。岂若殷辛、秦政，而进任奸臣之党哉﹖",
]);

test("incomplete-sentence still cuts what breaks off: a clause more, half a clause, a particle in the middle", async () => {
  const run = await openStage(incompleteSentence);
  for (const [text, left] of [
    ["前日风雪中，故人从此去。何处是长安，青山无", "前日风雪中，故人从此去。"],
    ["三十三年，擢川北道。三十四年，调松茂道，", "三十三年，擢川北道。"],
    ["他走了。小林说吧台后面的", "他走了。"],
    ["例外です。しかし例外として", "例外です。"],
  ] as const)
    assert.equal(run(text), left, text);
});

keeps(incompleteSentence, "posts that just set no full stop", [
  "帮转！！可爱的小男孩，长得白白净净，家里肯定着急死了",
]);
changes(incompleteSentence, "cuts what the page cut off", [
  ["首段完整。\n天气很好。我们一起去公\n末段完整。", "首段完整。\n天气很好。\n末段完整。"],
  ["首段完整。\n走吧！”他一边说一边往", "首段完整。\n走吧！”"],
  [
    "强烈求证！他的财产有多少亿人民币，生命没有第二次!@深大丁未 我在",
    "强烈求证！他的财产有多少亿人民币，生命没有第二次!",
  ],
]);

keeps(abnormalSymbols, "signs that are read: ticks, keys, numbers in circles, lost characters, trigrams", [
  "支持 ✔，不支持 ✗，按 ⌘ 与 ⌥",
  "❶ 打开 ➁ 关闭 ① ㊀",
  "茂陵●隈，□□先生，二○○八",
  "乾☰坤☷，⌊x⌋ 与 ⌈x⌉，♀ 与 ♂",
]);
keeps(abnormalSymbols, "trees and tables inside code fences", [
  "目录：\n```\n├── src\n│   └── a.ts ★\n```\n完",
  "目录：\n\n    ├── src\n    │   └── a.ts\n\n完",
  "磁盘：\n\n\t┌──────┬───┐\n\t│ sda1 │ 8 │\n\t└──────┴───┘\n",
]);
changes(abnormalSymbols, "leaves no hole and no joined words where a sign stood", [
  ["### 🛠️ 其他 🎉\n> 💡 提示", "### 其他\n> 提示"],
  ["开放源代码 😀，很有用 ⏰（见下）", "开放源代码，很有用（见下）"],
  ["摔倒了🤦‍♂️，她跑🏃🏽‍♀️了", "摔倒了，她跑了"],
  ["第1️⃣步与第2️⃣步", "第1步与第2步"],
  ["中国─东盟，他──走了", "中国—东盟，他——走了"],
  ["──────\n│ 甲 │", "\n甲"],
  ["列表：\n    ★ 一\n    ──────\n   │ 乙", "列表：\n    一\n   \n   乙"],
  ["*💬 你怎么看？*\n**重点**🔥 next", "*你怎么看？*\n**重点** next"],
  ["【🔔 通知】（📌 置顶）", "【通知】（置顶）"],
]);

keeps(privacy, "addresses of nobody", [
  "noreply@a.cn 与 a@b.test",
  "git clone git@gitee.com:org/repo.git",
  "Ciphers aes256-gcm@openssh.com,chacha20-poly1305@openssh.com",
  "systemctl status user@1000.service，图片 logo@2x.png",
  "https://lists.a.org/archives/list/legal@lists.a.org/thread/X/",
]);
keeps(privacy, "sizes, dates and codes of eleven digits and more", [
  "磁盘共 19327352832 字节，合 18925265601 bytes",
  "营收 13812345678 元",
  "编号 01000000000，时间 090912302015",
  "3.13812345678 与 ID-13812345678",
]);
changes(privacy, "finds every number behind one word, and takes the brackets of an address with it", [
  ["QQ：12345678、87654321 或 55667788。", "QQ：、 或 。"],
  ["作者 <li.si@mail.cn>，[信](mailto:li.si@mail.cn)", "作者 ，[信]()"],
]);

keeps(hanSpaces, "the gaps of names, key words and verses", [
  "张三 李四 欧阳修",
  "春眠不觉晓 处处闻啼鸟 夜来风雨声 花落知多少",
  "第三章 总则",
  "使用 Linux 系统",
  "承办的“金融知识普及月 金融知识进万家 争做理性投资者”活动（记者 李琴雯 刘会）",
]);
keeps(hanSpaces, "the blanks of questions", ["下列说法正确的是（ ）。\n填入“　　”与《 》。"]);
changes(hanSpaces, "closes gaps inside words and sentences", [
  ["第一章 总 则", "第一章 总则"],
  ["人 工 智 能", "人工智能"],
  ["（人 工 智 能）与“今天 很好”", "（人工智能）与“今天很好”"],
  ["他说：“ 《三国》很好。 ”……", "他说：“《三国》很好。”……"],
  ["今天 天气 很好，我们 出发", "今天天气很好，我们出发"],
]);

keeps(hanSpaces, "columns, and sentences that only a wide gap parts", [
  "字符            二进制\nA               01000001",
  "高考临近希望他能顺利参加    非常感谢大家",
]);

keeps(markupRemains, "comparisons, generics, placeholders, addresses in angle brackets", [
  "若 a<b 且 c>d，则 x <= y",
  "List<String> 与 Map<K, V>",
  "输入 <文件名> 或 <your-name>",
  "见 <https://a.cn/b> 与 <stdio.h>",
]);
keeps(
  markupRemains,
  "the address of a variable in C that has the name of a character: int *p = &sum; became ∑",
  ["int *p = &sum;\nint *q=&num; // 地址\nptr[0] = &image;"],
);
changes(markupRemains, "decodes names of characters in prose and formulas", [
  ["S = &sum; x，&copy; 某公司", "S = ∑ x，© 某公司"],
  ["面积 = &pi;\n蓝色的&star;", "面积 = π\n蓝色的☆"],
]);
changes(markupRemains, "keeps glosses apart from their words and rows of tables in one line", [
  ["<ruby>张量<rt>tensor</rt></ruby>很有用", "张量（tensor）很有用"],
  ["<ruby>应用<rt>app<rt></ruby>很多", "应用（app）很多"],
  ["<ruby>漢<rt>かん</ruby>字", "漢（かん）字"],
  ["| 甲 | 一<br/>二 <br> 三 |", "| 甲 | 一 二  三 |"],
]);

changes(markupRemains, "exponents and indices stay numbers apart: 10¹⁸ is not 1018", [
  ["约 2.5x10<sup>18</sup> 字节，即 <b>10</b><SUP>-17</SUP> 米", "约 2.5x10¹⁸ 字节，即 10⁻¹⁷ 米"],
  ['地址 410<sub class="n">16</sub>', "地址 410₁₆"],
  ["第 1<sup>st</sup> 版，见注<sup>[12]</sup>", "第 1st 版，见注[12]"],
]);

changes(abnormalSymbols, "takes faces out whole: what was left of one is noise", [
  ["什么都看不懂╮(╯_╰)╭亲", "什么都看不懂亲"],
  ["跟我有一比了o(╯□╰)o要是", "跟我有一比了要是"],
  ["很有看头(●'◡'●) 总结", "很有看头 总结"],
  ["目录foo(★)o和（……）★", "目录fooo和（……）"],
  ["看哭了(；´Д｀★)，赢了☆(◕ヮ◕)", "看哭了，赢了"],
]);
keeps(abnormalSymbols, "signs that the text talks about: in quotes, in code, as arrows", [
  '红色的 "🞩" 报告失败',
  "把程序命名为 `❄❄.py`，只是说说",
  "更新版本（1.6 ➙ 1.8）",
]);
changes(abnormalSymbols, "are not kept for a backtick that none closes, nor for one on another line", [
  ["重音符 ` 在左上角★★★，很好★", "重音符 ` 在左上角，很好"],
  ["用 `❄` 与 ` 符号★\n`下一行★", "用 `❄` 与 ` 符号\n`下一行"],
]);
keeps(
  abnormalSymbols,
  "what no longer hides a fence when it is gone: the text behind would be taken for code",
  ["(●'◡'●)```\n正文\n", "（★） ~~~\n正文\n", "★```\n正文\n"],
);
changes(abnormalSymbols, "leaves words apart that a frame or a star divided, and no empty brackets", [
  ["来源：融媒体中心▅编辑：崔晶晶▅初审", "来源：融媒体中心 编辑：崔晶晶 初审"],
  ["CNN飞机✈️被击落", "CNN飞机被击落"],
  ["五角星（★）表示重点", "五角星表示重点"],
  ["她写道（ありがとう♥），电话☎（０１０），Привет★мир", "她写道（ありがとう），电话（０１０），Привет мир"],
]);

changes(punctuation, "widens what stands between brackets that it widens", [
  [
    "定居(在今兖州,泗州附近;见上),后迁(译者注:北迁)。",
    "定居（在今兖州，泗州附近；见上），后迁（译者注：北迁）。",
  ],
  ["他来了(真的)", "他来了（真的）"],
]);

test("protein-residues makes no residues of letters that are none: ß is no SS", async () => {
  const run = await openStage(proteinResidues);
  assert.equal(run("MKßT"), null);
  assert.equal(run("mkt"), "MKT");
});
