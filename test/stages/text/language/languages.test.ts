/**
 * Language identification, measured on the halves that the model was not trained with and on data of other kinds:
 * captions (multi30k), statutes, news, poems. Prints the shares; the bounds are a little below them.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { guessLang } from "../../../../stages/text/language/lang.js";
import { languageShares, mayBeOneOf } from "../../../../stages/text/language/language-shares.js";
import { type RealRecord, sharedRecords } from "../../../support/records.js";
import { sharedData, withoutData } from "../../../support/wudao.js";

const main = (text: string): string => [...languageShares(text).keys()][0] ?? "";
const isText = (text: unknown): text is string => typeof text === "string" && text !== "";

/** Share of the texts whose main language is one of `expected`. */
function measure(name: string, texts: readonly unknown[], expected: readonly string[]): number {
  const known = texts.filter(isText);
  assert.ok(known.length > 0, `${name}: no texts`);
  const right = known.filter((text) => expected.includes(main(text))).length / known.length;
  console.log(`${name}: ${(right * 100).toFixed(2)} % of ${known.length} are ${expected.join(" or ")}`);
  return right;
}

describe("languages of real texts", { skip: withoutData }, () => {
  test("a sentence in English, French, German or Czech is told from the other three", () => {
    const captions = sharedRecords("multilingual/multi30k-train.jsonl.gz");
    for (const language of ["en", "fr", "de", "cs"]) {
      const texts = captions.map((record) => record[language]);
      assert.ok(measure(`multi30k ${language}`, texts, [language]) > 0.99);
    }
  });

  test("a page of help is in the language it was translated into, where it was translated", () => {
    const pages = new Map<string, RealRecord[]>();
    for (const record of sharedRecords("multilingual/libreoffice-help.jsonl.zst"))
      pages.set(String(record.id), [...(pages.get(String(record.id)) ?? []), record]);
    // Every second page was trained with.
    const unseen = [...pages.values()].filter((_, index) => index % 2 === 1);
    const expected = { en: "en", fr: "fr", de: "de", cs: "cs", ja: "ja", ko: "ko" };
    const tags = { ...expected, "zh-CN": "zh-hans", "zh-TW": "zh-hant" };
    for (const [tag, language] of Object.entries(tags)) {
      const texts = unseen.flatMap((versions) => {
        const own = versions.find(({ lang }) => String(lang).startsWith(tag))?.gold_text;
        const english = versions.find(({ lang }) => String(lang).startsWith("en"))?.gold_text;
        return isText(own) && isTranslated(own, language === "en" ? "" : String(english)) ? [own] : [];
      });
      assert.ok(measure(`help ${tag}`, texts, [language]) > 0.98);
    }
  });

  test("modern text is not taken for classical text, nor poems for modern text", () => {
    const odd = (file: string): unknown[] =>
      sharedRecords(file)
        .filter((_, index) => index % 2 === 1)
        .map(({ content }) => content);
    assert.ok(measure("poems", odd("zh-web/poetry-tang-song-tw-00000.jsonl.zst"), ["lzh"]) > 0.96);
    // 15 % of this collection are novels in the vernacular (红楼梦, 老残游记) and tables.
    assert.ok(measure("classical", odd("zh-web/classical-00001.jsonl.zst"), ["lzh"]) > 0.83);
    assert.ok(measure("laws", odd("zh-web/laws-00000.jsonl.zst"), ["zh-hans"]) > 0.995);
    assert.ok(measure("tech news", odd("zh-web/lctt-00000.jsonl.zst"), ["zh-hans"]) > 0.98);
    assert.ok(measure("idioms", odd("domain/fewclue-chid.jsonl.gz"), ["zh-hans"]) > 0.98);
    const news = sharedRecords("html/zh-news-pages.jsonl.zst").map((record) => record.gold_text);
    assert.ok(measure("news", news, ["zh-hans"]) > 0.99);
  });

  test("a headline of a dozen characters is not lost as classical Chinese", () => {
    const headlines = sharedRecords("domain/fewclue-tnews.jsonl.gz").map(({ sentence }) => sentence);
    assert.ok(measure("headlines", headlines, ["zh-hans", "zh"]) > 0.97);
    assert.equal(main("麋鹿。"), "zh");
  });

  test("of captions of a few words, few are given a wrong language", () => {
    const captions = sharedCaptions();
    const open = { en: ["en", "und"], fr: ["fr", "und"], de: ["de", "und"], cs: ["cs", "und"] };
    const chinese = { zh_CN: ["zh-hans", "zh"], zh_TW: ["zh-hant", "zh"], ja: ["ja"], ko: ["ko"] };
    for (const [language, expected] of Object.entries({ ...open, ...chinese })) {
      const texts = captions.map((caption) => caption[language]);
      assert.ok(measure(`captions of a few words, ${language}`, texts, expected) > 0.95);
      if (language in open) assert.ok(measure(`captions, ${language}`, texts, [language]) > 0.8);
    }
  });

  test("hardly any text that is not Cantonese is taken for it", () => {
    for (const file of ["laws-00000", "lctt-00000", "classical-00001", "vsdocs-tw-00000"]) {
      const texts = sharedRecords(`zh-web/${file}.jsonl.zst`).map(({ content }) => content);
      assert.ok(measure(`${file}, taken for Cantonese`, texts, ["yue"]) < 0.001);
    }
  });
});

/** Captions by language: one line of JSON for each picture of the archive. */
function sharedCaptions(): readonly Readonly<Record<string, string>>[] {
  const bytes = readFileSync(join(sharedData ?? "", "image-text/stamps-000000.tar")).toString("latin1");
  const found = bytes.matchAll(/\{"captions": (\{.*?\}), "lang"/g);
  return [...found].map(([, json = ""]) => JSON.parse(Buffer.from(json, "latin1").toString("utf8")));
}

/** Some pages are still English inside: four fifths of the lines must be other than on the English page. */
function isTranslated(page: string, english: string): boolean {
  const lines = new Set(english.split("\n"));
  const own = page.split("\n");
  return own.filter((line) => !lines.has(line)).length >= 0.8 * own.length;
}

test("varieties of Chinese are told apart", () => {
  const texts = {
    "zh-hans": "红楼梦里的人物很多，他们的命运各不相同，读了几遍才记得住。",
    "zh-hant": "這個系統的設計非常簡單，我們只需要一個檔案就可以完成所有的設定。",
    lzh: "子曰：「學而時習之，不亦說乎？有朋自遠方來，不亦樂乎？人不知而不慍，不亦君子乎？」",
    yue: "佢哋琴日冇嚟返工，唔知係咪病咗，我打咗電話都冇人聽。",
  };
  for (const [variety, text] of Object.entries(texts)) assert.equal(main(text), variety, text);
});

test("a caption of a few words is left open rather than given a wrong language", () => {
  for (const text of ["A drake.", "xanthia", "Plus."]) assert.equal(main(text), "und", text);
  for (const text of ["蜜蜂", "青蛙", "黑色的山羊"]) assert.equal(main(text), "zh", text);
  const known = { en: "hello", fr: "Bonjour", de: "Guten Tag", cs: "Žirafa." };
  for (const [language, text] of Object.entries(known)) assert.equal(main(text), language, text);
  // Its neighbours tell what a heading cannot.
  const english =
    "The second paragraph is in English, and explains how to start the service on another machine.";
  assert.deepEqual([...languageShares(`xanthia\n${english}`)], [["en", 1]]);
  assert.deepEqual(
    [
      ...languageShares(
        `蜜蜂\n這個系統的設計非常簡單，我們只需要一個檔案就可以完成所有的設定，然後按照說明書上的步驟重新啟動伺服器，就可以使用了。`,
      ),
    ],
    [["zh-hant", 1]],
  );
});

test("what is left open passes where a language that it may be is kept, and only there", () => {
  const passes = (text: string, keep: readonly string[]): boolean =>
    [...languageShares(text)].every(([language]) => mayBeOneOf(language, new Set(keep)));
  for (const keep of [["en"], ["fr"], ["und"]]) assert.ok(passes("A drake.", keep));
  for (const keep of [["zh"], ["ja", "ko"], ["other"]]) assert.ok(!passes("A drake.", keep));
  for (const keep of [["zh"], ["zh-hans"], ["zh-hant"], ["lzh"], ["ja"]]) assert.ok(passes("蜜蜂", keep));
  for (const keep of [["ko"], ["en"]]) assert.ok(!passes("蜜蜂", keep));
});

test("Japanese without kana, Korean with Hanja and short Cantonese are not taken for Chinese prose", () => {
  for (const [language, texts] of [
    ["ja", ["東京駅", "日本国憲法", "衆議院議員選挙", "東京都千代田区霞が関"]],
    ["ko", ["大韓民國은 民主共和國이다.", "모든 權力은 國民으로부터 나온다."]],
    ["yue", ["食咗飯未", "佢話唔去", "今日我喺屋企食咗飯，之後就去咗街。"]],
    // One word is all that tells.
    ["yue", ["阿媽叫你唔好出街。", "呢條山徑好長。", "你係咪等緊人？", "佢跌親隻腳要住院。"]],
    ["zh-hant", ["唔，這件事讓我再想一想。", "怎麼辦呢個人覺得還要等。"]],
    ["zh-hant", ["窗外傳來咿唔的讀書聲。", "他支支唔唔說不出話來。"]],
    ["zh-hant", ["政府今日宣布新一輪防疫措施，市民需要留意。", "這些係數的關係係指變量之間的聯係。"]],
    ["zh-hans", ["为什么呢只能说他运气好", "怎么办呢条件不允许啊"]],
    ["zh-hans", ["谁知道呢间接证明他错了", "唔我觉得还行吧，再看看"]],
  ] as const)
    for (const text of texts) assert.equal(main(text), language, text);
});

test("a text of two languages is measured as both, by paragraphs", () => {
  const shares = languageShares(
    "第一段讲的是数据库的安装方法，先下载安装包，再运行安装程序，最后检查服务是否已经启动。\n" +
      "The second paragraph is in English, and explains how to start the service on another machine.\n" +
      "第三段又回到中文，说明怎样查看日志，以及出错的时候应该先看哪些地方。",
  );
  assert.deepEqual([...shares.keys()], ["zh-hans", "en"]);
  const english = shares.get("en") ?? 0;
  assert.ok(english > 0.15 && english < 0.25, `${english}`);
});

test("a line with its translation behind it is measured as both, one with English names is not", () => {
  const english =
    "The second paragraph explains how to start the service on another machine, and what to do when it fails.";
  const chinese = "第二段说明怎样在另一台机器上启动服务，以及出错的时候应该怎么办，先看日志，再问管理员。";
  for (const line of [`${chinese} ${english}`, `${english} ${chinese}`]) {
    const shares = languageShares(line);
    assert.deepEqual([...shares.keys()].sort(), ["en", "zh-hans"], line);
    for (const share of shares.values()) assert.ok(share > 0.3, `${share}`);
  }
  const terms =
    "先用 npm install 安装 Express，再用 Docker Compose 启动 Redis 和 PostgreSQL，最后打开浏览器看结果。";
  assert.deepEqual([...languageShares(terms)], [["zh-hans", 1]]);
});

test("a text without letters has no language, and no text makes it slow", () => {
  assert.deepEqual([...languageShares("")], [["other", 1]]);
  assert.deepEqual([...languageShares("123 456\n---")], [["other", 1]]);
  assert.equal(guessLang("Привет, как дела?"), "other");
  for (const piece of ["a\n", "之", "\n", "é a ", "\ud800"]) languageShares(piece.repeat(1 << 20));
});
