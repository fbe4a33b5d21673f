/** Good texts that must survive the filters and bad ones that must not, in sentences of our own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { makeSample } from "../../../pipeline/contracts/sample.js";
import { garbledShare } from "../../../stages/filter/garbled-share.js";
import { minHan } from "../../../stages/filter/min-han.js";
import { nonChineseRun } from "../../../stages/filter/non-chinese-run.js";
import { repetition } from "../../../stages/filter/repetition.js";
import { sensitiveWords } from "../../../stages/filter/sensitive-words.js";
import { textDensity } from "../../../stages/filter/text-density.js";
import { checkLinear } from "../hostile.js";
import { openStage } from "../run-examples.js";
import { filterStages } from "./all-stages.js";

const recipe = [garbledShare, textDensity, minHan, nonChineseRun, sensitiveWords];

/** Kinds of good Chinese text that rules written for news pages tend to drop. */
const good: Readonly<Record<string, string>> = {
  "a chronicle of short sentences":
    "元年，春，王正月。三月，公及邾仪父盟。夏，五月，郑伯克段。秋，七月，天王使宰来。冬，祭伯来。",
  "a poem with a few lost characters": "空山□雨过，竹里有人家。□径通幽处，疏篱绕野花。",
  "a law with numbering":
    "第一条　为了规范管理，制定本条例。\n（一）适用范围；\n（二）主管部门；\n（三）法律责任。",
  "a manual with a table":
    "下表列出各项参数的含义：\n| 参数 | 说明 |\n|:------|:------|\n| size | 大小 |\n| name | 名称 |\n",
  "an article with a program in a fence":
    "用下面的程序求和，它对每个元素调用一次回调函数：\n```js\nconst f = ((x) => ({ ...x, y: [[[x]]] }))({});\nif (!(a && b) || (c >> 2)) { [a, b] = [b, a]; }\n```\n",
  "a question about a regular expression":
    "邮政编码应当写成 `^(?:[1-9](?:[0-9]){5})$` 这样的形式才能通过校验。",
  "a page with addresses and English terms":
    "详见 https://a.cn/docs?x=1&y=2#top ，或在 Kubernetes 集群里运行 kubectl get pods --all-namespaces 查看。",
  "a text about gambling laws":
    "国务院公布了禁止赌博的规定，公安机关依法查处开设赌场的行为，并教育群众远离毒品。",
  "a text about a dish, a stone or a place whose name garbled text is full of":
    "麻辣烫好吃不贵，街边的麻辣烫店越开越多，他家的麻辣烫汤底用骨头熬成。玛瑙是一种矿物，产玛瑙的地方不少。",
  "an article that lost its emoji":
    "出行之前先看天气，山区早晚很冷，记得多带一件衣服，也要多带一些水。\n\uFFFD\uFFFD\uFFFD\uFFFD\n景区里有缆车，也有步行道，走上去大约要一个小时，老人和孩子最好坐车。山顶有餐馆，价格比山下贵一些，不过味道不错。门票可以在网上预订，当天的也能在门口买到。",
  "a text about somebody whose name garbled text is full of":
    "李子璇今天发了新歌，李子璇的歌迷很高兴，都说李子璇这一次唱得比上次好。",
  "rare characters of old books": "𠮷𡎚𪚥三字，\uE5E5\uE5E6二字，皆见于古写本，今本无之，学者考之甚详。",
};

for (const [what, text] of Object.entries(good)) {
  test(`the recipe's filters keep ${what}`, async () => {
    for (const stage of recipe) {
      const run = await openStage(stage as typeof textDensity);
      assert.equal(run(text), text, `${stage.name} drops it`);
    }
  });
}

test("a page whose text was lost or is noise is dropped, and by the rule that says so", async () => {
  const cases: readonly (readonly [{ readonly name: string }, string])[] = [
    [textDensity, "□□□□□，□□□□□。□□□□□，□□□人家。"],
    [textDensity, ">>> [[首页]] >>> {{登录}} <<< ((注册)) >>> $$$ %%% ^^^"],
    [textDensity, "😀😀😀😀😀😀😀😀😀😀 首页"],
    [minHan, "只有九个汉字的一句。"],
    [nonChineseRun, "前文的话 ^%$&*#@!)(*&^%$#~@!^& 后文的话"],
    [garbledShare, Buffer.from("这是一段完全正常的文字，说了很多事情。").toString("latin1")],
    [
      garbledShare,
      new TextDecoder("gbk").decode(Buffer.from("这是一段完全正常的文字，说的是中国的大事和人们的生活。")),
    ],
    [
      garbledShare,
      "今天上午我们在图书馆里看书，下午去公园散步，晚上回家做饭，一起聊天，说了很多有趣的事情。".repeat(2) +
        new TextDecoder("gbk").decode(Buffer.from("这是一段完全正常的文字，说的是中国的大事和人们的生活。")),
    ],
    [sensitiveWords, "网上真钱游戏，注册送彩金，百家乐技巧大全"],
  ];
  for (const [stage, text] of cases) {
    const run = await openStage(stage as typeof textDensity);
    assert.equal(run(text), null, `${stage.name} keeps ${text}`);
  }
});

test("a list whose empty lines hold blanks or carriage returns does not repeat itself by these", async () => {
  const run = await openStage(repetition);
  const entries = Array.from({ length: 100 }, (_, at) => String.fromCharCode(0x4e00 + at));
  for (const empty of ["\n\n", "\r\n\r\n", "\n\u3000\u3000\n"]) {
    const text = entries.join(empty);
    assert.equal(run(text), text, JSON.stringify(empty));
    assert.equal(run(`点击进入${empty}`.repeat(50)), null, JSON.stringify(empty));
  }
});

test("a dictionary word is found whole: not inside a longer Latin word, in any width and case", async () => {
  const run = await openStage(sensitiveWords, {
    words: ["spam", "坏词"],
    "max-distinct": 0,
    "built-in": false,
  });
  assert.equal(run("spammer 与 antispam 都没问题"), "spammer 与 antispam 都没问题");
  assert.equal(run("这是ＳＰＡＭ。"), null);
  assert.equal(run("这是坏词。"), null);
});

test("an advertisement whose words stand in its title goes, too: titles are written beside the texts", async () => {
  const filter = await sensitiveWords.open(sensitiveWords.parameters.parse({}), { baseDir: ".", seed: 1 });
  const page = { id: "1", source: "s", origin: "o", text: "请看网页。" };
  assert.equal(filter(makeSample(page)).reason, undefined);
  const title = "澳门新葡京真钱游戏，开户送彩金";
  assert.equal(filter(makeSample({ ...page, title })).reason, "sensitive");
});

for (const stage of filterStages) {
  test(`${stage.name} gives every text a finite score and the same one twice`, async () => {
    const filter = await stage.open(stage.parameters.parse({}), { baseDir: ".", seed: 1 });
    const sampleOf = (text: string): Parameters<typeof filter>[0] =>
      ({ id: "1", source: "t", origin: "t:1", text, meta: {}, scores: {} }) as Parameters<typeof filter>[0];
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const first = filter(sampleOf(text));
        assert.ok(Number.isFinite(first.score));
        assert.deepEqual(filter(sampleOf(`${text}x`)), filter(sampleOf(`${text}x`)));
        assert.deepEqual(filter(sampleOf(text)), first);
      }),
      { numRuns: 500, seed: 2024 },
    );
  });

  test(`${stage.name} reads hostile text in linear time`, async () => {
    const run = await openStage(stage);
    checkLinear(run);
    checkLinear(run, [
      ["sensitive words", "澳门"],
      ["letters of Latin-1", "ä"],
      ["signs", "!@#$"],
      ["lines of a letter", "汉 a\n"],
    ]);
  });
}
