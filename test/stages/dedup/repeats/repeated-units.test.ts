import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Folder } from "../../../../stages/dedup/fold/fold.js";
import { lineDedup } from "../../../../stages/dedup/line-dedup.js";
import { paragraphDedup } from "../../../../stages/dedup/paragraph-dedup.js";
import { mostCopies } from "../../../../stages/dedup/repeats/repeated-units.js";
import { cutUnits, type UnitLevel } from "../../../../stages/dedup/repeats/text-units.js";
import { sentenceDedup } from "../../../../stages/dedup/sentence-dedup.js";
import { type Cut, type Document, runBarrier, withFolder } from "../run-barrier.js";

const whole: Cut = { splits: 1, partitions: 1 };

async function left(
  stage: typeof lineDedup | typeof paragraphDedup | typeof sentenceDedup,
  texts: readonly (string | Document)[],
  settings: object,
  cut = whole,
): Promise<string[]> {
  const documents = texts.map((text, number) =>
    typeof text === "string" ? { id: `${number}`, text } : { ...text, id: `${number}` },
  );
  const run = await withFolder((folder) =>
    runBarrier(stage as typeof lineDedup, documents, settings, cut, folder),
  );
  return documents.map(({ id, text }) => run.edits.find((edit) => edit.id === id)?.left ?? text);
}

test("units cover a text without gaps, and end where a reader sees them end", () => {
  const cut = (text: string, level: UnitLevel): string[] => {
    const units: string[] = [];
    cutUnits(text, level, (start, end) => units.push(text.slice(start, end)));
    return units;
  };
  assert.deepEqual(cut("甲\r\n乙\n\n丙", "line"), ["甲\r\n", "乙\n", "\n", "丙"]);
  assert.deepEqual(cut("甲\n乙\n \n\n丙", "paragraph"), ["甲\n乙\n \n\n", "丙"]);
  assert.deepEqual(cut("他说：“好。”走了！圆周率是3.14吗？Yes. No.\n完", "sentence"), [
    "他说：“好。”",
    "走了！",
    "圆周率是3.14吗？",
    "Yes. ",
    "No.\n",
    "完",
  ]);
  const pieces = fc.constantFrom("甲", "。", "\n", "\r", " ", ".", "”", "𠀀", "\u2028");
  fc.assert(
    fc.property(
      fc.array(pieces),
      fc.constantFrom<UnitLevel>("line", "paragraph", "sentence"),
      (parts, level) => {
        const text = parts.join("");
        assert.equal(cut(text, level).join(""), text);
      },
    ),
  );
});

const lines = fc.array(
  fc.constantFrom("首页导航栏目", "版权所有声明", "正文甲乙丙丁", "正文戊己庚辛", "短"),
  { minLength: 1, maxLength: 6 },
);

const folder = new Folder("full");
const hashes = new Map<string, number>();

function longerFirst(a: string, b: string): number {
  return b.length - a.length || hashOf(a) - hashOf(b);
}

function hashOf(line: string): number {
  const known = hashes.get(line);
  if (known !== undefined) return known;
  const [hash = 0] = folder.hash(folder.fold(line));
  hashes.set(line, hash);
  return hash;
}

test("lines of enough documents go, all others stay as they are, however the corpus is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(lines, { maxLength: 12 }),
      fc.integer({ min: 2, max: 4 }),
      fc.constantFrom("first" as const, "none" as const),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      async (documents, least, keep, splits, partitions) => {
        const texts = documents.map((each) => each.map((line) => `${line}\n`).join(""));
        const seen = new Set<string>();
        // With `keep: none`, documents with the same longest lines are copies.
        const copyOf = (each: readonly string[], at: number): string => {
          const long = [...new Set(each)].sort(longerFirst).slice(0, 3);
          return keep === "none" ? long.join() : `${at}`;
        };
        const expected = documents.map((each) =>
          each
            .filter((line) => {
              const isRepeated =
                line !== "短" &&
                new Set(documents.flatMap((other, at) => (other.includes(line) ? [copyOf(other, at)] : [])))
                  .size >= least;
              const isFirst = !seen.has(line);
              seen.add(line);
              return !isRepeated || (isFirst && keep === "first");
            })
            .map((line) => `${line}\n`)
            .join(""),
        );
        const settings = { "min-documents": least, keep };
        assert.deepEqual(await left(lineDedup, texts, settings, { splits, partitions }), expected);
      },
    ),
    { numRuns: 80 },
  );
});

test("lines that differ in script, width, case, punctuation or digits are one line", async () => {
  const texts = ["閱讀次數：１２３！\n甲", "阅读次数: 456\n乙", "閱讀次數：7!\n丙"];
  assert.deepEqual(
    await left(lineDedup, texts, { "min-documents": 3 }),
    texts
      .map((text) => text.slice(-1))
      .map((each, at) => (at === 2 ? "閱讀次數：7!\n丙" : (texts[at] ?? each))),
  );
  const equal = ["閱讀次數：１２３！\n甲", "阅读次数: 456\n乙", "閱讀次數：789!\n丙"];
  assert.deepEqual(await left(lineDedup, equal, { "min-documents": 3 }), ["甲", "乙", "丙"]);
  assert.deepEqual(await left(lineDedup, equal, { "min-documents": 3, digits: "distinct" }), equal);
});

test("a last line without an end goes with the line end before it", async () => {
  const texts = ["甲\n转载请注明出处", "乙\n转载请注明出处"];
  assert.deepEqual(await left(lineDedup, texts, { "min-documents": 2 }), ["甲", "乙"]);
});

test("within a host only: what one site repeats is boilerplate, what two sites share need not be", async () => {
  const page = (url: string, text: string): Document => ({ id: "", url, text: `首页 新闻 体育\n${text}` });
  const pages = [page("https://a.cn/1", "甲"), page("https://a.cn/2", "乙"), page("https://b.cn/1", "丙")];
  assert.deepEqual(await left(lineDedup, pages, { "min-documents": 2, scope: "host" }), [
    "甲",
    "乙",
    "首页 新闻 体育\n丙",
  ]);
});

test("an article that a host serves under many addresses is not lost as its template", async () => {
  const body =
    "第一段说明了事情的经过和原因。\n第二段是各方的看法以及后来的发展。\n第三段回顾了历史上相似的几件事。\n";
  const copies = ["a", "b", "c", "d", "e"].map((number) => `首页 新闻 体育 财经\n${body}编号${number}`);
  const others = ["甲", "乙", "丙"].map((each) => `首页 新闻 体育 财经\n这是${each}写的另一篇文章。`);
  const found = await left(lineDedup, [...copies, ...others], { "min-documents": 4 });
  assert.deepEqual(
    found.slice(0, 5),
    ["a", "b", "c", "d", "e"].map((number) => `${body}编号${number}`),
  );
  assert.deepEqual(found[5], "这是甲写的另一篇文章。");
});

test("copies of one text without number do not fill the memory: the later ones keep their lines", async () => {
  const line = "版权所有，翻印必究";
  const copies = Array.from({ length: mostCopies + 10 }, (_, copy) => ({
    id: `copy-${copy}`,
    text: `${line}\n一篇在很多地址上都能读到的文章。`,
  }));
  const others = ["甲", "乙"].map((each) => ({ id: each, text: `${line}\n这是${each}写的另一篇文章。` }));
  const settings = { "min-documents": 3 };
  const { edits } = await withFolder((folder) =>
    runBarrier(lineDedup, [...copies, ...others], settings, whole, folder),
  );
  assert.equal(edits[0]?.left, "一篇在很多地址上都能读到的文章。");
  // The first one is no copy of another; the two other documents lose the line, too.
  assert.equal(edits.length, 1 + mostCopies + 2);
});

test("code and numbered articles that many documents have stay whole", async () => {
  const listing = "Sub Main\n    Print 1234567\nEnd Sub Main\n```\nOption VBASupport 1\n```\n";
  const statute =
    "## 第五章 法律责任\n第三十条　本条例自公布之日起施行。\n（一）具有法人资格；\n二、有固定的经营场所；\n";
  const texts = ["甲", "乙", "丙"].map(
    (each) => `这一篇是${each}写的，和其他几篇都不相同。\n版权所有，翻印必究\n${listing}${statute}`,
  );
  assert.deepEqual(
    await left(lineDedup, texts, { "min-documents": 3 }),
    texts.map((text) => text.replace("版权所有，翻印必究\n", "")),
  );
});

test("paragraphs of an earlier document go, the earlier document keeps them", async () => {
  const licence = "本软件按原样提供，\n不作任何明示或默示的担保，包括但不限于适销性的担保。";
  const texts = [`甲的说明\n\n${licence}`, `乙的说明\n\n${licence}\n\n附录`];
  assert.deepEqual(await left(paragraphDedup, texts, {}), [texts[0], "乙的说明\n\n附录"]);
});

test("three equal sentences in a row go, two do not", async () => {
  const three = "春天来了，山上的花都开了。夏天来了，田里的稻都绿了。秋天来了，园里的果都红了。";
  const two = "春天来了，山上的花都开了。夏天来了，田里的稻都绿了。";
  const texts = [`${three}甲。`, `乙。${three}`, `丙。${two}丁。`];
  assert.deepEqual(await left(sentenceDedup, texts, {}), [texts[0], "乙。", texts[2]]);
});
