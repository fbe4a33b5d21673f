import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import type { MapStage } from "../../../pipeline/contracts/stage.js";
import { abnormalSymbols } from "../../../stages/clean/abnormal-symbols.js";
import { c4Lines } from "../../../stages/clean/c4-lines.js";
import { garbledRemains } from "../../../stages/clean/garbled-remains.js";
import { hanSpaces } from "../../../stages/clean/han-spaces.js";
import { incompleteSentence } from "../../../stages/clean/incomplete-sentence.js";
import { joinLines } from "../../../stages/clean/join-lines.js";
import { markupRemains } from "../../../stages/clean/markup-remains.js";
import { mojibake } from "../../../stages/clean/mojibake.js";
import { privacy } from "../../../stages/clean/privacy.js";
import { punctuation } from "../../../stages/clean/punctuation.js";
import { sensitivePassages } from "../../../stages/clean/sensitive-passages.js";
import { simplify } from "../../../stages/clean/simplify.js";
import { unicodeRepair } from "../../../stages/clean/unicode-repair.js";
import { width } from "../../../stages/clean/width.js";

const context = { baseDir: ".", seed: 1 };
const ofPicture = (text: string, captions: readonly [text: string, lang?: string][]): Sample =>
  makeSample({
    id: "1",
    source: "s",
    origin: "o",
    text,
    captions: captions.map(([caption, lang]) => ({ text: caption, lang, kind: "alt_text" })),
  });

test("a telephone number that privacy takes out of a picture's text stays in none of its captions, and counts once", async () => {
  const map = await privacy.open(privacy.parameters.parse({ kinds: ["mobile"] }), context);
  const text = "出租，电话13812345678";
  const found: string[] = [];
  const edited = map(ofPicture(text, [[text], ["联系13912345678看房"], ["客厅"]]), (kind) =>
    found.push(kind),
  );
  assert.doesNotMatch(JSON.stringify(edited), /13812345678|13912345678/);
  assert.match(JSON.stringify(edited), /客厅/);
  assert.deepEqual(found, ["mobile", "mobile"]);
});

test("a telephone number that privacy takes out of a text stays in no title, and is the same person's in both", async () => {
  const map = await privacy.open(privacy.parameters.parse({ action: "mask" }), context);
  const post = { ...ofPicture("急租，电话13812345678", []), title: "张三13912345678转13812345678" };
  const found: string[] = [];
  const edited = map(post, (kind) => found.push(kind)) as Sample;
  assert.equal(edited.text, "急租，电话[手机1]");
  assert.equal(edited.title, "张三[手机2]转[手机1]");
  assert.deepEqual(found, ["mobile", "mobile", "mobile"]);
  const clean = { ...ofPicture("客厅", []), title: "三室一厅" };
  assert.equal(map(clean), clean);
});

test("two people whose numbers stand in two captions of a picture do not get one pseudonym, and one has the same in both", async () => {
  const map = await privacy.open(privacy.parameters.parse({ action: "mask" }), context);
  const edited = map(
    ofPicture("张三13812345678", [
      ["张三13812345678"],
      ["李四13912345678"],
      ["李四13912345678找张三13812345678"],
    ]),
  ) as Sample;
  assert.deepEqual(
    edited.captions.map(({ text }) => text),
    ["张三[手机1]", "李四[手机2]", "李四[手机2]找张三[手机1]"],
  );
});

test("a caption that states no language is in that of its picture", async () => {
  const map = await simplify.open(simplify.parameters.parse({}), context);
  const sample = { ...ofPicture("図書館で読む", [["図書館で読む"], ["東京圖書館の雑誌を読む"]]), lang: "ja" };
  assert.equal(map(sample), sample);
});

test("markup of alt texts is in no caption of a picture, and what was nothing but markup is no caption", async () => {
  const map = await markupRemains.open(markupRemains.parameters.parse({}), context);
  const captions: [string][] = [["<b>红色</b>的跑车"], ["Tom &amp; Jerry&#39;s house"], ["<br/>"]];
  const edited = map(ofPicture("<b>红色</b>的跑车", captions), undefined) as Sample;
  assert.equal(edited.text, "红色的跑车");
  assert.deepEqual(
    edited.captions.map(({ text }) => text),
    ["红色的跑车", "Tom & Jerry's house"],
  );
});

test("a Japanese caption beside a Chinese text keeps its characters; a picture without anything to mend is the same object", async () => {
  const map = await simplify.open(simplify.parameters.parse({}), context);
  const edited = map(
    ofPicture("貓在窗臺上看雨", [
      ["貓在窗臺上看雨", "zh"],
      ["東京の図書館で雑誌を読む", "ja"],
    ]),
  ) as Sample;
  assert.deepEqual(
    edited.captions.map(({ text }) => text),
    ["猫在窗台上看雨", "東京の図書館で雑誌を読む"],
  );
  assert.equal(map(edited), edited);
});

const titled = (title: string, text = "一段正文。"): Sample => ({ ...ofPicture(text, []), title });

async function titleAfter(stage: MapStage, title: string): Promise<string | undefined> {
  const map = await stage.open(stage.parameters.parse({}), context);
  return (map(titled(title)) as Sample).title;
}

test("a title is mended like the text below it: models learn it, and its prompt stands before the text", async () => {
  const mended: readonly [MapStage, string, string][] = [
    [mojibake, "ä¸­æ–‡ç½‘é¡µ", "中文网页"],
    [unicodeRepair, "Cyber\u200bShaolin\u00a0的下一代", "CyberShaolin 的下一代"],
    [garbledRemains, "新闻锟斤拷锟斤拷标题", "新闻标题"],
    [markupRemains, "<b>没有权限</b>&#39;查看&#39;", "没有权限'查看'"],
    [width, "【图】１２３ 标题", "【图】123 标题"],
    [simplify, "登西樓二首  其一", "登西楼二首  其一"],
    [abnormalSymbols, "★热门★ 路线图", "热门 路线图"],
    [punctuation, "你去哪里,做什么?", "你去哪里，做什么？"],
    [sensitivePassages, "点击进入真*钱游戏", "点击进入□□□□□"],
  ];
  for (const [stage, title, expected] of mended)
    assert.equal(await titleAfter(stage, title), expected, stage.name);
});

test("rules about spaces, lines and sentences do not run a title's parts together or take it for a broken sentence", async () => {
  // What each of them changes in a text.
  for (const stage of [hanSpaces, joinLines, incompleteSentence, c4Lines])
    for (const { in: title } of stage.examples ?? [])
      assert.equal(await titleAfter(stage, title), title, stage.name);
  const ofPoem = "登西楼二首  其一";
  assert.equal(await titleAfter(hanSpaces, ofPoem), ofPoem);
});

test("a title that was nothing but markup is no title, so that no prompt is made of it", async () => {
  assert.equal(await titleAfter(markupRemains, "<br/>"), undefined);
});

test("the text as it was is kept as the original, not the title in its place", async () => {
  const map = await simplify.open(simplify.parameters.parse({ "keep-original": true }), context);
  const both = map(titled("登西樓", "獨上西樓")) as Sample;
  assert.deepEqual([both.title, both.text, both.meta], ["登西楼", "独上西楼", { original: "獨上西樓" }]);
  const one = map(titled("登西樓", "独上西楼")) as Sample;
  assert.deepEqual([one.title, one.text, one.meta], ["登西楼", "独上西楼", {}]);
});

test("what stands in text and title alike counts once", async () => {
  const map = await privacy.open(privacy.parameters.parse({ kinds: ["mobile"] }), context);
  const found: string[] = [];
  map(titled("电话13812345678", "电话13812345678"), (kind) => found.push(kind));
  assert.deepEqual(found, ["mobile"]);
});
