import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { makeSample } from "../../../pipeline/contracts/sample.js";
import { decontaminate } from "../../../stages/dedup/decontaminate.js";
import { withFolder } from "./run-barrier.js";

const question =
  "某商店以每件六十元的价格购进一批衬衫，若以单价八十元销售，每月可售出三百件，求利润最大时的单价。";
const english =
  "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May.";

function open(files: Record<string, string | Buffer>, settings: object = {}) {
  return withFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const params = decontaminate.parameters.parse({ benchmarks: Object.keys(files), ...settings });
    const filter = await decontaminate.open(params, { baseDir: folder, seed: 0 });
    return (text: string) => filter(makeSample({ id: "1", source: "s", origin: "o", text }));
  });
}

const files = {
  "cmath.jsonl": `${JSON.stringify({ question, answer: "70" })}\n`,
  "gsm8k.jsonl.gz": gzipSync(JSON.stringify({ question: english })),
};

for (const [what, text, benchmark] of [
  ["as it is", `题库：${question}答：略。`, "cmath"],
  [
    "in traditional characters, other punctuation and spaces",
    `題：某商店以每件六十元的價格購進一批襯衫, 若以單價八十元銷售, 每月可售出三百件, 求利潤最大時的單價`,
    "cmath",
  ],
  ["in capitals and broken lines", `Q: ${english.toUpperCase().replaceAll(" ", "\n")}`, "gsm8k"],
] as const) {
  test(`a document with a question of an evaluation set, ${what}, is dropped, and the rejects tell which and where`, async () => {
    const judge = await open(files);
    const { reason, score, detail } = judge(text);
    assert.equal(reason, "contaminated");
    assert.ok(score >= 0.8);
    assert.equal(detail?.benchmark, benchmark);
    assert.equal(detail?.item, "1.question");
    const [[start = 0, end = 0] = []] = (detail?.spans ?? []) as number[][];
    assert.ok(end - start > 30 && end <= text.length);
    assert.ok(text.slice(start, end).length > text.length / 2);
  });
}

test("a nested set (SQuAD, CMRC) is looked for: its questions wherever they stand, and not the articles they ask about", async () => {
  const article = "衬衫的销售史".repeat(20);
  const set = { data: [{ paragraphs: [{ context: article, qas: [{ question, answers: ["七十"] }] }] }] };
  for (const json of [JSON.stringify(set), JSON.stringify(set, undefined, 2)]) {
    const judge = await open({ "cmrc.json": json }, { fields: ["question"] });
    assert.equal(judge(question).detail?.item, "1.data.0.paragraphs.0.qas.0.question");
    assert.deepEqual(judge(article), { score: 0, reason: undefined });
  }
});

test("who broke a nested set is told the line of it, and not the first, which is a bracket", async () => {
  const json = JSON.stringify({ data: [{ question }, { question }] }, undefined, 2).replace("},", "}");
  await assert.rejects(
    open({ "cmrc.json": json }),
    (error) => error instanceof UserError && error.code === "bad-benchmark" && error.place.line === 6,
  );
});

test("a document that only shares a phrase stays, with its score", async () => {
  const judge = await open(files);
  const { reason, score } = judge("某商店以每件六十元的价格购进一批衬衫，生意很好。");
  assert.equal(reason, undefined);
  assert.ok(score > 0 && score < 0.8);
  assert.deepEqual(judge("完全不相干的文章，讲的是山水。"), { score: 0, reason: undefined });
});

test("instructions that all items share tell nothing", async () => {
  const head = "以下是中国关于考试的单项选择题，请选出其中的正确答案并且说明理由。";
  const items = Array.from({ length: 30 }, (_, at) =>
    JSON.stringify({ question: `${head}${question.slice(at)}` }),
  );
  const judge = await open({ "ceval.jsonl": items.join("\n") });
  assert.equal(judge(`${head}本文说明如何阅读这类题目。`).score, 0);
});

test("the score is the share of the item's n-grams, counted plainly", async () => {
  const grams = (text: string): Set<string> => {
    const points = [...text];
    return new Set(
      points.slice(0, Math.max(0, points.length - 4)).map((_, at) => points.slice(at, at + 5).join("")),
    );
  };
  const letters = fc
    .array(fc.constantFrom("甲", "乙", "丙", "𠀀"), { minLength: 12, maxLength: 30 })
    .map((each) => each.join(""));
  await fc.assert(
    fc.asyncProperty(letters, letters, async (item, text) => {
      const judge = await open({ "a.txt": item }, { "n-gram": 5, "min-characters": 5 });
      const wanted = grams(item);
      const held = grams(text);
      const share = [...wanted].filter((gram) => held.has(gram)).length / wanted.size;
      assert.ok(Math.abs(judge(text).score - share) < 1e-12);
    }),
    { numRuns: 60 },
  );
});

test("an evaluation set of which nothing would be looked for is refused with its name: too short, or of other fields", async () => {
  const sets = { "tnews.txt": "上课时学生手机响个不停", "empty.jsonl": "" };
  for (const [name, content] of Object.entries(sets))
    await assert.rejects(
      open({ ...files, [name]: content }),
      (error) =>
        error instanceof UserError && error.code === "no-items" && error.place.file?.endsWith(name) === true,
    );
  await assert.rejects(
    open({ "a.jsonl": JSON.stringify({ question }) }, { fields: ["qestion"] }),
    (error) => error instanceof UserError && error.message.includes("qestion"),
  );
});

test("a broken evaluation set is refused with its line", async () => {
  await assert.rejects(
    open({ "a.jsonl": '{"q":"x"}\n{"q":' }),
    (error) => error instanceof UserError && error.place.line === 2,
  );
});
