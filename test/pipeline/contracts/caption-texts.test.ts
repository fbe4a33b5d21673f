import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import { markupRemains } from "../../../stages/clean/markup-remains.js";
import { privacy } from "../../../stages/clean/privacy.js";
import { simplify } from "../../../stages/clean/simplify.js";

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
