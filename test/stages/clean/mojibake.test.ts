/** Wrong decoding undone on real texts: what comes back, and that sound text stays as it is. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { mojibake } from "../../../stages/clean/mojibake.js";
import { type PairCharset, pairBytes, pairUnits } from "../../../stages/text/mojibake/bytes.js";
import { recordsOf } from "../../support/records.js";
import { sharedData, withoutData } from "../../support/wudao.js";
import { openStage } from "../run-examples.js";

const data = (...path: string[]): string => join(sharedData ?? "", ...path);

test("no sound text is touched: statutes, articles, classics, poems, traditional manuals, and languages with accents", {
  skip: withoutData,
}, async (context) => {
  const run = await openStage(mojibake);
  let texts = 0;
  for (const name of readdirSync(data("zh-web"))) {
    for (const { content } of recordsOf(data("zh-web", name))) {
      texts++;
      assert.equal(run(content), content, name);
    }
  }
  for (const { gold_text } of recordsOf(data("multilingual/libreoffice-help.jsonl.zst"))) {
    const text = String(gold_text);
    texts++;
    assert.equal(run(text), text);
  }
  context.diagnostic(`${texts} texts`);
});

test("a file of UTF-8 read as Latin-1 comes back byte for byte", { skip: withoutData }, async () => {
  const run = await openStage(mojibake);
  const lines = (...path: string[]): string[] =>
    gunzipSync(readFileSync(data(...path)))
      .toString("utf8")
      .split("\n");
  const originals = new Set(lines("zh-web/pingcap-docs-00000.jsonl.gz"));
  const wrong = lines("bad-input/mojibake-latin1.jsonl.gz");
  // The file ends within a record.
  for (const line of wrong.slice(0, -1)) assert.ok(originals.has(run(line) ?? ""), line.slice(0, 80));
  assert.ok(wrong.length > 50);
});

/** The ways in which Chinese pages are read wrongly, and the share of characters that must come back. */
const ways: readonly (readonly [name: string, read: (text: string) => string, share: number])[] = [
  ["UTF-8 as Latin-1", (text) => Buffer.from(text).toString("latin1"), 1],
  ["UTF-8 as Windows-1252", (text) => new TextDecoder("windows-1252").decode(Buffer.from(text)), 1],
  [
    "UTF-8 as Windows-1252, twice",
    (text) => {
      const decoder = new TextDecoder("windows-1252");
      return decoder.decode(Buffer.from(decoder.decode(Buffer.from(text))));
    },
    1,
  ],
  // Where a character's last byte met an ASCII one, it is gone: one character a run.
  ["UTF-8 as GBK", (text) => new TextDecoder("gbk").decode(Buffer.from(text)), 0.9],
];

for (const [name, read, share] of ways) {
  test(`${name}: documents come back, and what is lost is marked`, { skip: withoutData }, async (context) => {
    const run = await openStage(mojibake);
    let right = 0;
    let all = 0;
    let documents = 0;
    for (const { content } of recordsOf(data("zh-web/pingcap-docs-00000.jsonl.gz"))) {
      if (documents++ === 300) break;
      const back = run(read(content)) ?? "";
      const counts = countBack(back, content);
      right += counts.right;
      all += counts.all;
      if (share === 1) assert.equal(back, content);
    }
    context.diagnostic(`${((100 * right) / all).toFixed(2)} % of ${all} Chinese characters`);
    assert.ok(right >= share * all, `${right} of ${all}`);
  });
}

test("GBK read as Latin-1 comes back", async () => {
  const run = await openStage(mojibake);
  assert.equal(run("ÖÐ»ªÈËÃñ¹²ºÍ¹ú£¬abc ÄãºÃ"), "中华人民共和国，abc 你好");
});

test("a word of rarer characters between digits, and a sign alone, come back with their text; accents beside it stay", async () => {
  const run = await openStage(mojibake);
  const wrong = (text: string): string => {
    const bytes = encode(text, "gbk");
    assert.ok(bytes !== undefined);
    return Buffer.from(bytes).toString("latin1");
  };
  const text = "2018年12月23日凌晨3时许，住在7栋401号的人都听见了雨声。\n难度：★★☆，晴→阴。\n季氏将伐颛臾。";
  assert.equal(run(wrong(text)), text);
  const mixed = `${wrong("这一行读错了，下面一行没有。")}\nUne idée créée là-bas, «très» bien, 20 °C.`;
  assert.equal(run(mixed), "这一行读错了，下面一行没有。\nUne idée créée là-bas, «très» bien, 20 °C.");
});

/** Bytes of a text whose characters all are in a charset, else `undefined`. */
function encode(text: string, charset: PairCharset): Uint8Array | undefined {
  const table = pairBytes(charset);
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes.push(unit);
    else if (table[unit] === 0) return undefined;
    else bytes.push(table[unit]! >>> 8, table[unit]! & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** Reads as some libraries do: where two bytes are no character, one mark for the first of them. */
function readWithMarks(bytes: Uint8Array, charset: PairCharset): string {
  const table = pairUnits(charset);
  let text = "";
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    const unit = byte < 0x80 ? byte : table[(byte << 8) | (bytes[i + 1] ?? 0)]!;
    text += unit === 0 ? "\uFFFD" : String.fromCharCode(unit);
    if (byte >= 0x80 && unit !== 0) i++;
  }
  return text;
}

/** Chinese characters of a text, and how many of them came back. */
function countBack(back: string, content: string): { readonly right: number; readonly all: number } {
  const known = new Map<string, number>();
  for (const character of back) known.set(character, (known.get(character) ?? 0) + 1);
  const han = content.match(/\p{Script=Han}/gu) ?? [];
  let right = 0;
  for (const character of han) {
    const left = known.get(character) ?? 0;
    if (left > 0) right++;
    known.set(character, left - 1);
  }
  return { right, all: han.length };
}

function shareBack(back: string, content: string): number {
  const { right, all } = countBack(back, content);
  return right / all;
}

const textsOf = new Map<PairCharset, (readonly [string, Uint8Array])[]>();

/** Sixty texts whose characters a charset has: simplified ones for GBK, traditional ones for Big5. */
function textsIn(charset: PairCharset): readonly (readonly [string, Uint8Array])[] {
  const known = textsOf.get(charset);
  if (known !== undefined) return known;
  const texts: (readonly [string, Uint8Array])[] = [];
  const file = charset === "gbk" ? "laws-00001.jsonl.zst" : "vsdocs-tw-00000.jsonl.zst";
  for (const { content } of recordsOf(data("zh-web", file))) {
    const text = content.slice(0, 1500);
    const bytes = encode(text, charset);
    if (bytes === undefined || (text.match(/\p{Script=Han}/gu)?.length ?? 0) < 100) continue;
    texts.push([text, bytes]);
    if (texts.length === 60) break;
  }
  textsOf.set(charset, texts);
  return texts;
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** Charset, the wrong reader, and the share of Chinese characters that must come back over all texts. */
const otherWays: readonly (readonly [
  name: string,
  charset: PairCharset,
  read: (bytes: Uint8Array) => string,
  share: number,
])[] = [
  ["GBK as Latin-1", "gbk", latin1, 0.99],
  ["Big5 as Latin-1", "big5", latin1, 0.95],
  ["Big5 as GBK", "big5", (bytes) => new TextDecoder("gbk").decode(bytes), 0.95],
  ["GBK as Big5", "gbk", (bytes) => new TextDecoder("big5").decode(bytes), 0.75],
];

for (const [name, charset, read, share] of otherWays) {
  test(`${name}: texts come back`, { skip: withoutData }, async (context) => {
    const run = await openStage(mojibake);
    const shares = textsIn(charset).map(([text, bytes]) => shareBack(run(read(bytes)) ?? "", text));
    const mean = shares.reduce((sum, each) => sum + each, 0) / shares.length;
    context.diagnostic(`${(100 * mean).toFixed(1)} % of ${shares.length} texts`);
    assert.ok(shares.length > 40 && mean >= share, `${mean}`);
  });
}

test("UTF-8 read as GBK by a reader that marks single bytes, and texts of which half is wrong: a gap spoils one character, not its line", {
  skip: withoutData,
}, async () => {
  const run = await openStage(mojibake);
  let texts = 0;
  for (const [text] of textsIn("gbk")) {
    const wrong = readWithMarks(Buffer.from(text), "gbk");
    assert.ok(shareBack(run(wrong) ?? "", text) >= 0.9, wrong);
    const middle = text.length >> 1;
    const half = text.slice(0, middle) + readWithMarks(Buffer.from(text.slice(middle)), "gbk");
    const back = run(half) ?? "";
    assert.ok(back.startsWith(text.slice(0, middle - 20)), "the sound half stays");
    assert.ok(shareBack(back, text) >= 0.9, half);
    texts++;
  }
  assert.ok(texts > 40);
});

test("bytes that are missing without a mark give no wrong character", async () => {
  const run = await openStage(mojibake);
  const wrong = readWithMarks(
    Buffer.from("今天上午我们在图书馆里看书，下午去公园散步，晚上回家做饭，一起聊天。"),
    "gbk",
  );
  const back = run(wrong.replaceAll("\uFFFD", "")) ?? "";
  assert.match(back, /图书馆里看书，下午去公园散步，晚上回家做饭/);
  assert.deepEqual(
    [...back.replace(/[今天上午我们在图书馆里看书，下去公园散步晚回家做饭一起聊。]/g, "")].filter(
      (c) => c !== "\uFFFD",
    ),
    [],
  );
});

test("lines of drawings and Japanese stay", async () => {
  const run = await openStage(mojibake);
  for (const text of [
    "┏━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━┓\n┃ Number ┃ Task ┃",
    "今日はとても良い天気なので、公園まで散歩に行きました。ネコがベンチで寝ていた。",
    "Μια μέρα πήγαμε όλοι μαζί στην αγορά για ψώνια.",
  ])
    assert.equal(run(text), text);
});
