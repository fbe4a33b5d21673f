/** Hard-wrapped lines and Chinese punctuation on real texts: what is repaired, and what must stay as it is. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { joinLines } from "../../../stages/clean/join-lines.js";
import { punctuation } from "../../../stages/clean/punctuation.js";
import { recordsOf } from "../../support/records.js";
import { sharedData, withoutData } from "../../support/wudao.js";
import { openStage } from "../run-examples.js";

const data = (name: string): string => join(sharedData ?? "", name);

/** Breaks prose at a width in columns, as a page does; marks that cannot begin a line stay with what is before them. */
function wrap(pieces: readonly string[], width: number, between = ""): string {
  const lines: string[] = [];
  for (const piece of pieces) {
    const longer = lines.length === 0 ? piece : `${lines.at(-1)}${between}${piece}`;
    if (lines.length === 0 || columns(longer) > width) lines.push(piece);
    else lines[lines.length - 1] = longer;
  }
  return lines.join("\n");
}

function columns(text: string): number {
  return Array.from(text).reduce((sum, sign) => sum + (sign < "\u2E80" ? 1 : 2), 0);
}

/** Chinese characters with the marks behind them. */
function piecesOf(paragraph: string): string[] {
  return paragraph.match(/.[，。、；：？！”’）》」』…—]*/gu) ?? [];
}

const prose = /^[\u4E00-\u9FFF，。、；：？！《》（）]{60,400}$/;

test("paragraphs of statutes and classics that a page broke become whole again, whatever its width", {
  skip: withoutData,
}, async (context) => {
  const run = await openStage(joinLines);
  let whole = 0;
  let all = 0;
  for (const file of ["zh-web/laws-00001.jsonl.zst", "zh-web/classical-00001.jsonl.zst"]) {
    for (const { content } of recordsOf(data(file))) {
      const paragraph = content.split("\n").find((line) => prose.test(line) && !line.startsWith("第"));
      if (paragraph === undefined) continue;
      for (const width of [40, 56, 72]) {
        const broken = wrap(piecesOf(paragraph), width);
        if (broken.split("\n").length < 3) continue;
        all++;
        if (run(broken) === paragraph) whole++;
      }
    }
  }
  context.diagnostic(`${whole} of ${all} paragraphs`);
  assert.ok(all > 300 && whole >= 0.95 * all, `${whole} of ${all}`);
});

test("paragraphs of a plain-text manual are joined though they are indented like code, and its commands are not", async () => {
  const run = await openStage(joinLines);
  const text = (...lines: string[]): string => lines.map((line) => `    ${line}`).join("\n");
  const broken = text(
    "压路机在清晨五点开始作业，司机先检查油箱和水箱，确认仪表都在正常的",
    "范围以内，再把车慢慢开上路基。碾压时由低处向高处走，每一遍都要压住",
    "上一遍的三分之一。",
    "",
    "cargo build --release --target x86_64-unknown-linux-gnu --offline",
    "cargo test --release --target x86_64-unknown-linux-gnu --no-fail-fast",
    "cargo doc",
    "",
    'print("欢迎使用本系统请输入您的姓名和密码以及验证码")',
    'print("您输入的密码不正确请重新输入或者联系管理员")',
    'print("登录成功正在为您跳转到系统首页请稍候几秒钟")',
  );
  const [first = "", second = "", third = "", ...commands] = broken.split("\n");
  assert.equal(run(broken), [first + second.trim() + third.trim(), ...commands].join("\n"));
});

test("English paragraphs that a mail program broke become whole again", {
  skip: withoutData,
}, async (context) => {
  const run = await openStage(joinLines);
  let whole = 0;
  let all = 0;
  for (const { lang, gold_text } of recordsOf(data("multilingual/libreoffice-help.jsonl.zst"))) {
    if (lang !== "en" && lang !== "de" && lang !== "fr") continue;
    const paragraph = String(gold_text)
      .split("\n")
      .find((line) => /^\p{Lu}[\p{L} ,.]{200,600}$/u.test(line));
    if (paragraph === undefined) continue;
    const words = paragraph.trim().split(/ +/);
    all++;
    if (run(wrap(words, 72, " ")) === words.join(" ")) whole++;
  }
  context.diagnostic(`${whole} of ${all} paragraphs`);
  assert.ok(all > 50 && whole >= 0.95 * all, `${whole} of ${all}`);
});

test("verses, statutes and manuals keep their lines", { skip: withoutData }, async (context) => {
  const run = await openStage(joinLines);
  let texts = 0;
  let changed = 0;
  for (const name of [
    "laws-00001.jsonl.zst",
    "poetry-tang-song-tw-00000.jsonl.zst",
    "classical-00001.jsonl.zst",
    "pingcap-docs-00000.jsonl.gz",
  ]) {
    for (const { content } of recordsOf(data(`zh-web/${name}`))) {
      texts++;
      if (run(content) !== content) changed++;
    }
  }
  context.diagnostic(`${changed} of ${texts} texts changed`);
  assert.ok(changed <= 3, String(changed));
});

test("punctuation changes signs only, and none in English", { skip: withoutData }, async () => {
  const run = await openStage(punctuation);
  for (const name of ["laws-00001.jsonl.zst", "classical-00001.jsonl.zst"]) {
    for (const { content } of recordsOf(data(`zh-web/${name}`))) {
      const bare = (text: string): string => text.replace(/[\p{P}\p{S}]/gu, "");
      assert.equal(bare(run(content) ?? ""), bare(content));
    }
  }
  for (const { lang, gold_text } of recordsOf(data("multilingual/libreoffice-help.jsonl.zst"))) {
    if (lang === "en" || lang === "de" || lang === "fr" || lang === "cs")
      assert.equal(run(String(gold_text)), gold_text);
  }
});

test("names with a point, versions, code and lost characters keep their signs", async () => {
  const run = await openStage(punctuation);
  for (const text of [
    "乔治.布什",
    "库名.表名",
    "`变量,值`",
    "拂?莺啼",
    "IDiaSymbol：：get 方法",
    '若 a<b，则"甲"',
    '他说"好',
  ])
    assert.equal(run(text), text);
});
