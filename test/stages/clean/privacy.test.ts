/**
 * Personal data planted in real sentences: what is found of it, what is found besides, and what is found where there is none.
 * The figures are printed; FULL=1 looks at all of zh-web.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeSample } from "../../../pipeline/contracts/sample.js";
import { makeFinder } from "../../../stages/clean/personal/find-personal-data.js";
import { type PersonalKind, personalKinds } from "../../../stages/clean/personal/kinds.js";
import { privacy } from "../../../stages/clean/privacy.js";
import { decoys, makers, oneOf, randomFrom } from "../../support/personal-data.js";
import { recordsOf } from "../../support/records.js";
import { inTemporaryFolder, sharedData, withoutData } from "../../support/wudao.js";

const find = makeFinder(new Set(personalKinds));
const perKind = 400;

/** Real lines of prose, of different corpora in turn, without addresses of their own. */
function carriers(count: number): string[] {
  const lines: string[] = [];
  const files = [
    "lctt-00000.jsonl.zst",
    "laws-00000.jsonl.zst",
    "classical-00001.jsonl.zst",
    "pingcap-docs-00000.jsonl.gz",
  ];
  for (const file of files) {
    const upTo = lines.length + count / files.length;
    for (const { content } of recordsOf(join(sharedData ?? "", "zh-web", file))) {
      if (lines.length >= upTo) break;
      const usable = content
        .split("\n")
        .filter((line) => line.length >= 30 && line.length <= 400 && /\p{Script=Han}{8}/u.test(line));
      // One line a document: many different ones.
      const line = usable[usable.length >> 1];
      if (line !== undefined && !line.includes("@")) lines.push(line);
    }
  }
  return lines;
}

test("personal data in real sentences is found, and hardly anything else: recall 0.99, precision 0.98, each kind", {
  skip: withoutData,
}, (context) => {
  const random = randomFrom(2024);
  const lines = carriers(4000);
  const planted = new Map<PersonalKind, number>();
  const missed: string[] = [];
  const wrong: string[] = [];
  const right = new Map<PersonalKind, number>();
  const extra = new Map<PersonalKind, number>();
  const add = (to: Map<PersonalKind, number>, kind: PersonalKind): void => {
    to.set(kind, (to.get(kind) ?? 0) + 1);
  };
  for (const kind of personalKinds) {
    for (let i = 0; i < perKind; i++) {
      const line = oneOf(random, lines);
      // Between two characters of prose, not inside of a word, number or address.
      const gaps = [...line.matchAll(/(?<=[\p{Script=Han}，。；、])(?=[\p{Script=Han}，。；、])/gu)].map(
        ({ index }) => index,
      );
      const [a = 0, b = line.length] = [oneOf(random, gaps), oneOf(random, gaps)].sort((x, y) => x - y);
      const { make, lead } = makers[kind];
      const value = make(random);
      const before = `${line.slice(0, a)}，${oneOf(random, decoys)(random)}，${line.slice(a, b)}${oneOf(random, lead)}`;
      const text = `${before}${value}${oneOf(random, ["，", "。", "的", "）", "；", "\n", " "])}${line.slice(b)}`;
      const [start, end] = [before.length, before.length + value.length];
      add(planted, kind);
      let hit = false;
      for (const finding of find(text)) {
        // A landline's brackets and an extension may or may not be counted in: all of the value must be covered, and little else.
        const covers =
          finding.start <= start && finding.end >= end && finding.end - finding.start <= value.length + 2;
        if (covers && finding.kind === kind) {
          hit = true;
          add(right, kind);
        } else {
          add(extra, finding.kind);
          wrong.push(
            `${finding.kind} ${text.slice(finding.start - 15, finding.start)}【${text.slice(finding.start, finding.end)}】${text.slice(finding.end, finding.end + 8)}`,
          );
        }
      }
      if (!hit) missed.push(`${kind} ${before.slice(-15)}【${value}】${text.slice(end, end + 8)}`);
    }
  }
  for (const line of missed.slice(0, 20)) context.diagnostic(`missed: ${line}`);
  for (const line of wrong.slice(0, 20)) context.diagnostic(`wrong: ${line}`);
  for (const kind of personalKinds) {
    const found = right.get(kind) ?? 0;
    const recall = found / (planted.get(kind) ?? 1);
    const precision = found / Math.max(1, found + (extra.get(kind) ?? 0));
    context.diagnostic(`${kind}: recall ${recall.toFixed(4)}, precision ${precision.toFixed(4)}`);
    assert.ok(recall >= 0.99, `${kind}: recall ${recall}`);
    assert.ok(precision >= 0.98, `${kind}: precision ${precision}`);
  }
});

test("no identity number and no card is seen where there is none, in 50 MB of real pages", {
  skip: withoutData,
}, (context) => {
  const wanted = process.env.FULL === "1" ? Number.POSITIVE_INFINITY : 50e6;
  const numbers = makeFinder(
    new Set<PersonalKind>(["identity", "bank-card", "credit-code", "iban", "plate", "passport"]),
  );
  let bytes = 0;
  // Technical articles and manuals first: they are full of numbers.
  for (const file of [
    "lctt-00000.jsonl.zst",
    "pingcap-docs-00000.jsonl.gz",
    "laws-00000.jsonl.zst",
    "classical-00001.jsonl.zst",
    "vsdocs-tw-00000.jsonl.zst",
    "lctt-00001.jsonl.zst",
    "laws-00001.jsonl.zst",
    "poetry-tang-song-tw-00000.jsonl.zst",
  ]) {
    for (const { content } of recordsOf(join(sharedData ?? "", "zh-web", file))) {
      if (bytes >= wanted) break;
      bytes += Buffer.byteLength(content);
      for (const { kind, start, end } of numbers(content))
        assert.fail(
          `${kind} in ${file}: ${content.slice(start - 20, start)}【${content.slice(start, end)}】${content.slice(end, end + 20)}`,
        );
    }
  }
  context.diagnostic(`${(bytes / 1e6).toFixed(1)} MB`);
});

async function opened(
  params: object,
  baseDir = ".",
): Promise<(text: string) => readonly [string, Record<string, number>]> {
  const map = await privacy.open(privacy.parameters.parse(params), { baseDir, seed: 1 });
  return (text) => {
    const counts: Record<string, number> = {};
    const result = map(makeSample({ id: "1", source: "test", origin: "test:1", text }), (kind, by = 1) => {
      counts[kind] = (counts[kind] ?? 0) + by;
    });
    assert.ok("text" in result);
    return [result.text, counts];
  };
}

test("what was masked is counted by kind", async () => {
  const run = await opened({ action: "mask" });
  assert.deepEqual(run("手机13812345678、13912345678，邮箱a@mail.cn"), [
    "手机[手机1]、[手机2]，邮箱[邮箱1]",
    { email: 1, mobile: 2 },
  ]);
});

test("a country code in brackets goes with its number and leaves no bracket", async () => {
  const run = await opened({ action: "mask" });
  assert.equal(
    run("电话(+86)13812345678，（86）139 1234 5678，部门（86 人）")[0],
    "电话[手机1]，[手机2]，部门（86 人）",
  );
});

test("with a key, a person has the same pseudonym in every document, and another with another key", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "one.key"), "secret one");
    writeFileSync(join(folder, "two.key"), "secret two");
    const one = await opened({ action: "mask", "key-file": "one.key" }, folder);
    const two = await opened({ action: "mask", "key-file": "two.key" }, folder);
    const [first] = one("先是13912345678，再是13812345678");
    const [second] = one("+86 138-1234-5678");
    assert.match(second, /^\[手机-[a-z]{8}\]$/);
    assert.ok(first.endsWith(second), `${first} and ${second}`);
    assert.notEqual(two("13812345678")[0], second);
  }));

test("masking what is masked already changes nothing", async () => {
  const run = await opened({ action: "mask" });
  const random = randomFrom(7);
  for (const kind of personalKinds) {
    for (const lead of makers[kind].lead) {
      const [once] = run(`他说${lead}${makers[kind].make(random)}。`);
      assert.equal(run(once)[0], once);
    }
  }
});

test("a mobile number with its first group in brackets and the number of a group are found; how many are in a group is not", () => {
  for (const [text, told] of [
    ["电话（150）6647-3782", "（150）6647-3782"],
    ["Call (138) 1234 5678 now", "(138) 1234 5678"],
    ["交流群148283628，验证码写姓名", "148283628"],
    ["群号：148283628", "148283628"],
  ] as const)
    assert.deepEqual(
      find(text).map(({ start, end }) => text.slice(start, end)),
      [told],
      text,
    );
  for (const text of [
    "交流群100000人",
    "种群 148283",
    "见（150）12345678",
    "rand(150) 1234 5678",
    "群 1482836",
    "人群148283628",
  ])
    assert.deepEqual(find(text), [], text);
});

test("an address in a district of its town begins with the district: a part of its name stayed, and the word before it went", () => {
  for (const [before, address] of [
    ["用钥匙开门进入", "九龙坡区某小区7栋"],
    ["被告人在", "本市西湖区里洲小区28栋"],
    ["遂窜至", "新生社区雷家村38栋"],
    ["原告购得", "沈河区奉天街101号"],
    ["该房屋位于", "沙坪坝区小新街3号"],
    ["被告人租住", "九龙坡区某小区7栋"],
  ] as const) {
    const text = `${before}${address}，次日离开。`;
    assert.deepEqual(
      find(text).map(({ start, end }) => text.slice(start, end)),
      [address],
      text,
    );
  }
});

test("an address whose sign is spelled out, a disguised WeChat account and 加Q are found; lists, code and measures are not", () => {
  const seen = (text: string): string[] => find(text).map(({ start, end }) => text.slice(start, end));
  for (const [text, told] of [
    ["投稿请寄 lihua(at)mail.cn，谢谢。", "lihua(at)mail.cn"],
    ["联系：wang.lei [at] math[dot]edu[dot]cn", "wang.lei [at] math[dot]edu[dot]cn"],
    ["Write to li.hua (at) mail . cn. Thanks to all.", "li.hua (at) mail . cn"],
    ["来信请发 wang.lei192 AT pku DOT edu DOT cn 收", "wang.lei192 AT pku DOT edu DOT cn"],
    ["有事加微❤：lily_8704，常在线", "lily_8704"],
    ["微 信 chen5521 随时联系", "chen5521"],
    ["想进群的加Q148283628吧", "148283628"],
  ] as const)
    assert.deepEqual(seen(text), [told], text);
  for (const text of [
    "见 list(at) 与 index[at]",
    "root(at)localhost",
    "look at the dot com",
    "LOOK AT THE DOT COM",
    "The party (at) St. James",
    "总面积 15012345678 平方米",
  ])
    assert.deepEqual(seen(text), [], text);
});
