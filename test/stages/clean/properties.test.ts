/** What holds for every cleaning stage, whatever the text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkLinear } from "../hostile.js";
import { openStage } from "../run-examples.js";
import { cleanStages } from "./all-stages.js";

/** Pieces that rules look for, so that generated texts meet them often and side by side. */
const pieces = [
  "今天天气很好",
  "漢字",
  "一",
  "第三条",
  "。",
  "，",
  "！",
  "!",
  "?",
  ";",
  "：",
  "…",
  "“",
  "”",
  "（",
  "）",
  "(",
  ")",
  " ",
  "  ",
  "\u3000",
  "\u00A0",
  "\t",
  "\n",
  "\n\n",
  "\r\n",
  "\u200B",
  "\u200D",
  "\uFEFF",
  "\u202E",
  "\u0007",
  "\uFFFD",
  "锟斤拷",
  "烫烫烫",
  "烫",
  "𠮷",
  "𪚥",
  "\uE5E5",
  "😀",
  "👩\u200D👧",
  "★",
  "─",
  "──",
  "├",
  "✔",
  "\uFE0F",
  "\u20E3",
  "1",
  "2024",
  "12345678",
  "13812345678",
  "010-62781234",
  "(021)56781234",
  "11010519491231002X",
  "QQ",
  "zhang.san@mail.cn",
  "mailto:",
  "@",
  "<p>",
  "</p>",
  "<br/>",
  "<b>",
  "</b>",
  "<ruby>",
  "<rt>",
  "</rt>",
  "</ruby>",
  "a < b",
  "&nbsp;",
  "&lt;",
  "&gt;",
  "```\n",
  "`",
  "|",
  "# ",
  "- ",
  "word",
  "ＡＢ１２",
  "．",
  "／",
];

const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(""));
const runs = { numRuns: 1500, seed: 2024 };

for (const stage of cleanStages) {
  test(`${stage.name} has nothing left to do in its own output`, async () => {
    const run = await openStage(stage);
    const again = (text: string): boolean => {
      const once = run(text) ?? "";
      const twice = run(once) ?? "";
      if (twice !== once)
        assert.fail(`${JSON.stringify(text)} -> ${JSON.stringify(once)} -> ${JSON.stringify(twice)}`);
      return true;
    };
    fc.assert(fc.property(texts, again), runs);
  });

  test(`${stage.name} breaks no character in halves and invents no text`, async () => {
    const run = await openStage(stage);
    const holds = (text: string): boolean => {
      const result = run(text) ?? "";
      // Rare simplified forms lie beyond the Basic Multilingual Plane: one unit becomes two there.
      return !/\p{Surrogate}/u.test(result) && result.length <= 2 * text.length;
    };
    fc.assert(fc.property(texts, holds), runs);
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), holds), runs);
  });
}

// A text that is no sequence of residues is no protein: that stage keeps no prose.
for (const stage of cleanStages.filter(({ name }) => name !== "protein-residues")) {
  test(`${stage.name} keeps rare characters of old books and all of clean prose`, async () => {
    const run = await openStage(stage);
    const prose = [
      "《说文》：“𠮷，善也。”古书中的\uE5E5字与\u{F0123}字，今人已不能识。",
      "他在𡎚头村住了三年，写成《𪚥𪚥记》一卷。",
      "2024 年 5 月，我们用 Node.js 20 重写了服务，延迟下降了 37.5%（见下表）。",
      "“你来了？”她问，“坐吧。”窗外——雨还在下……",
      "第一章 总则\n\n第一条 为了规范管理，制定本条例。\n\n（一）适用范围；\n（二）主管部门。",
      "若 a < b 且 c > d，则调用 `list.map(x => x + 1)`。",
    ];
    // C4's rule for lines is to remove headings.
    const kept = stage.name === "c4-lines" ? prose.filter((text) => !text.includes("第一章")) : prose;
    for (const text of kept) assert.equal(run(text), text);
  });
}

for (const stage of cleanStages) {
  test(`${stage.name} reads hostile text in linear time`, async () => {
    const run = await openStage(stage);
    checkLinear(run);
    checkLinear((text) => run(" ".repeat(text.length) + text), [["gaps behind an indent", "汉 字"]]);
  });
}
