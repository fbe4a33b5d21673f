import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { type Caption, makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import { captionRules } from "../../../stages/image/caption-rules.js";
import { readWebdataset } from "../../../stages/read/read-webdataset.js";
import { root, sharedData, withoutData } from "../../support/wudao.js";
import { readWith } from "../read/read-records.js";
import { testExamples } from "../run-examples.js";

testExamples([captionRules]);

type Found = Record<string, number>;

async function rule(params: object, sample: Sample, found: Found = {}): Promise<readonly Sample[]> {
  const map = await captionRules.open(captionRules.parameters.parse(params), { baseDir: ".", seed: 1 });
  const result = map(sample, (kind, by = 1) => {
    found[kind] = (found[kind] ?? 0) + by;
  });
  return "id" in result ? [result] : result;
}

function sampleOf(captions: readonly (string | Caption)[]): Sample {
  return makeSample({
    id: "1",
    source: "s",
    origin: "o",
    text: "",
    captions: captions.map((each) =>
      typeof each === "string" ? { text: each, lang: "zh", kind: "alt_text" } : each,
    ),
  });
}

test("names of files, leftovers of alt texts and shop advertisements are no captions; descriptions are", async () => {
  const bad = [
    "微信图片_20210304153012",
    "IMG_0012.JPG",
    "mmexport1620000000",
    "a b (1).png",
    "图片",
    "图 3",
    "logo",
  ];
  const good = [
    "图片里有一只猫",
    "微信图片的保存方法",
    "正品与仿品的区别",
    "IMG 是一种格式的名字",
    "a.png 的说明",
  ];
  for (const text of bad) assert.deepEqual(await rule({}, sampleOf([text])), [], text);
  for (const text of good) assert.equal((await rule({}, sampleOf([text])))[0]?.text, text);
});

test("each caption that is left out is counted by its fault, and the first that stays is the text", async () => {
  const found: Found = {};
  const [kept] = await rule(
    { "max-per-image": 2 },
    sampleOf(["logo", "一只猫", "一只猫", "窗台", "第三条", "特价包邮的裙子"]),
    found,
  );
  assert.equal(kept?.text, "一只猫");
  assert.deepEqual(
    kept.captions.map(({ text }) => text),
    ["一只猫", "窗台"],
  );
  assert.deepEqual(found, { leftover: 1, repeated: 1, "over-cap": 1, "shop-words": 1 });
});

test("a word that two languages share is a caption of each; Chinese in two scripts that is written alike is one", async () => {
  const shared = (lang: string): Caption => ({ text: "忍者", lang, kind: "caption" });
  const rows = await rule({ each: true }, sampleOf(["zh-CN", "zh-TW", "ja"].map(shared)));
  assert.deepEqual(
    rows.map(({ lang }) => lang),
    ["zh-CN", "ja"],
  );
});

test("wanted kinds come in the order in which they are named, and others go", async () => {
  const kind = (name: string): Caption => ({ text: `文字 ${name}`, lang: "zh", kind: name });
  const [kept] = await rule(
    { kinds: ["sur_text", "alt_text"] },
    sampleOf(["甲乙", kind("sur_text"), kind("easy")]),
  );
  assert.deepEqual(
    kept?.captions.map((caption) => caption.kind),
    ["sur_text", "alt_text"],
  );
});

test("a pair whose text only stands near its picture is told from one whose text describes it", async () => {
  const near: Caption = { text: "周围的文字", lang: "zh", kind: "sur_text" };
  const strengths = async (captions: readonly (string | Caption)[], params: object) =>
    (await rule(params, sampleOf(captions))).map(({ meta }) => meta.pair);
  const weak = { "weak-kinds": ["sur_text"] };
  assert.deepEqual(await strengths([near, "一只猫"], weak), ["weak"]);
  // Preferred kinds come first, and what stays first is the text.
  assert.deepEqual(await strengths([near, "一只猫"], { ...weak, kinds: ["alt_text", "sur_text"] }), [
    "strong",
  ]);
  // Without a description left, what stands near takes its place.
  assert.deepEqual(await strengths([near, "logo"], { ...weak, kinds: ["alt_text", "sur_text"] }), ["weak"]);
  assert.deepEqual(await strengths([near, "一只猫"], { ...weak, each: true }), ["weak", "strong"]);
  assert.deepEqual(await strengths([near], {}), [undefined]);
});

test("real captions in seven languages become one row each, with one id each", {
  skip: withoutData,
}, async () => {
  const { samples } = await readWith(readWebdataset, join(sharedData ?? "", "image-text/stamps-000000.tar"));
  const languages = ["zh", "en", "fr", "de", "cs", "ja", "ko"];
  const [frog] = samples;
  assert.ok(frog);
  const rows = await rule({ languages, each: true, kinds: ["captions"] }, frog);
  const byLanguage = new Map(rows.map((row) => [row.lang, row.text]));
  assert.equal(byLanguage.get("zh-CN"), "青蛙。");
  assert.equal(byLanguage.get("ko"), "개구리");
  for (const language of languages)
    assert.ok(
      rows.some(({ lang }) => lang?.split("-")[0] === language),
      language,
    );
  assert.ok(rows.every(({ image }) => image === frog.image));
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
});

test("a caption of a million underscores takes no time", async () => {
  const began = process.cpuUsage();
  await rule(
    { max: 10_000_000 },
    sampleOf([`IMG${"_".repeat(1_000_000)}x`, `${" ".repeat(500_000)}#`, "(".repeat(1e6)]),
  );
  assert.ok(process.cpuUsage(began).user < 2e6);
});

test("a caption whose language nobody stated is looked at, and kept while it is too short to tell", async () => {
  const unstated = (text: string, lang?: string): Caption => ({ text, lang, kind: "alt_text" });
  const captions = [
    unstated("一只猫坐在窗台上晒太阳"),
    unstated("A drake."),
    unstated("A drake.", "und"),
    unstated("Deux jeunes hommes blancs sont dehors près de buissons."),
    unstated("佢話今日唔去", "yue"),
    unstated("蜜蜂", "zh"),
    unstated("猫が窓辺に座っています"),
  ];
  const kept = async (languages: string[]): Promise<string[]> =>
    (await rule({ languages, each: true }, sampleOf(captions))).map(({ text }) => text);
  assert.deepEqual(await kept(["zh"]), ["一只猫坐在窗台上晒太阳", "佢話今日唔去", "蜜蜂"]);
  assert.deepEqual(await kept(["en"]), ["A drake."]);
  assert.deepEqual(await kept(["ja"]), ["猫が窓辺に座っています"]);
});

test("the number sign of a character reference, an address, a language or a number is no hashtag", async () => {
  const kept = [
    "Tom&#39;s house",
    "见 http://a.cn/b.html#top 一节",
    "用 C# 写的游戏",
    "the #1 seller in #2024",
    "色号#01和#02",
    "1#楼和2#楼",
    "用C#和F#写",
  ];
  for (const text of kept) assert.equal((await rule({}, sampleOf([text])))[0]?.text, text);
  assert.equal((await rule({}, sampleOf(["窗台上的猫#萌宠#和狗 #2024年夏天"])))[0]?.text, "窗台上的猫和狗");
});

test("tags that touch go all of them: of #beach#love#sun the word love was left", async () => {
  for (const text of [
    "A dog runs #beach#love#sun",
    "A dog runs #beach#love #sun",
    "#sea#sun# #日常# A dog runs",
    "#beach#love#sun A dog runs",
    "A dog runs #été#mer",
    "A dog runs #beach#summer#2024",
  ])
    assert.equal((await rule({}, sampleOf([text])))[0]?.text, "A dog runs");
});

test("a topic closed on both sides goes whole, behind a Latin word or with a number for its name; what follows it stays", async () => {
  for (const [text, left] of [
    ["我的新iPhone#数码#真好看", "我的新iPhone真好看"],
    ["双11#购物#节日", "双11节日"],
    ["晚霞 #520# 快乐", "晚霞  快乐"],
    ["#iPhone#great phone", "great phone"],
  ] as const)
    assert.equal((await rule({}, sampleOf([text])))[0]?.text, left);
});

test("BriVL's recipe keeps pictures whose only caption stands in a .txt file, as img2dataset writes them", async () => {
  const { stages } = parse(readFileSync(join(root, "configs/brivl.yaml"), "utf8")) as {
    readonly stages: readonly (string | { readonly "caption-rules"?: object })[];
  };
  const use = stages.find((stage) => typeof stage === "object" && "caption-rules" in stage);
  const params = typeof use === "object" ? use["caption-rules"] : undefined;
  const txt = { text: "一只猫坐在窗台上", lang: undefined, kind: "txt" };
  const near = { text: "作者是黄昏之子。", lang: "zh", kind: "sur_text" };
  const texts = async (captions: readonly Caption[]) =>
    (await rule(params ?? {}, sampleOf(captions))).map(({ text }) => text);
  assert.deepEqual(await texts([txt]), [txt.text]);
  assert.deepEqual(await texts([txt, near]), [near.text]);
});
