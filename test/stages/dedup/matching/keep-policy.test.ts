import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import fc from "fast-check";
import { makeSample, type Sample } from "../../../../pipeline/contracts/sample.js";
import { type KeepPolicy, rankFunction, storedRank } from "../../../../stages/dedup/matching/keep-policy.js";

const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test("the oldest of several duplicates is the same one in every time zone of the machine", () => {
  const rank = rankFunction({ keep: "earliest-date", "keep-by": ["date"] });
  const rankOf = (date: string): number =>
    rank(makeSample({ id: "a", source: "a", origin: "a", text: "文", meta: { date } }));
  const ascending = [
    "2021-05-01",
    "2021-05-01T06:00",
    "2021-05-01 07:00:00",
    "2021-05-01T16:00+08:00",
    "Sat, 01 May 2021 09:00:00 GMT",
    "2021/5/1 10:00",
    "5/1/2021, 11:00:00 AM",
    "2021-05-01 20:00:00 +0800",
    "1 May 2021 13:00",
  ];
  const ranks = ["UTC", "Asia/Shanghai", "America/New_York"].map((name) => {
    process.env.TZ = name;
    return ascending.map(rankOf);
  });
  for (const each of ranks) assert.deepEqual(each, ranks[0]);
  assert.deepEqual(
    ascending.map(rankOf),
    ascending.map(rankOf).sort((a, b) => a - b),
  );
  assert.equal(new Set(ranks[0]).size, ascending.length);
});

test("Chinese and compact dates tell which of several duplicates is the oldest", () => {
  const rank = rankFunction({ keep: "earliest-date", "keep-by": ["date"] });
  const rankOf = (date: string | number): number =>
    rank(makeSample({ id: "a", source: "a", origin: "a", text: "文", meta: { date } }));
  for (const [date, same] of [
    ["2015年3月4日", "2015-03-04"],
    ["2015 年 03 月 04 日 10:22", "2015-03-04T10:22"],
    ["2015年3月4日10:22:30", "2015-03-04T10:22"],
    ["2015年3月4日 10:22 星期三", "2015-03-04T10:22"],
    ["2015年3月4日（星期三）", "2015-03-04"],
    ["2015年3月4号上午9:30", "2015-03-04"],
    ["2015年3月4日 12时30分", "2015-03-04"],
    ["2015年3月", "2015-03-01"],
    ["2015年", "2015-01-01"],
    ["20150304", "2015-03-04"],
    [20150304, "2015-03-04"],
    [1425427200, "2015-03-04"],
    [1425427200000, "2015-03-04"],
    ["1425427200", "2015-03-04"],
    ["1425427200000", "2015-03-04"],
  ] as const)
    assert.equal(rankOf(date), rankOf(same), String(date));
  assert.ok(rankOf("2015年3月4日") < rankOf("没有日期"));
});

const samples = fc
  .record({
    text: fc.string({ maxLength: 5 }),
    source: fc.constantFrom("wiki", "news", "forum", "other"),
    score: fc.option(fc.float(), { nil: undefined }),
  })
  .map(({ text, source, score }) =>
    makeSample({
      ...{ id: "a", origin: "a", text, source },
      scores: score === undefined ? {} : { quality: score },
    }),
  );

/** Where the score counts, none is less than any. */
function scoreOf({ scores: { quality } }: Sample): number {
  return quality === undefined || Number.isNaN(quality) ? -Number.MAX_VALUE : Math.max(quality, -3.5e38);
}

for (const [policy, better] of [
  [{ keep: "longest", "keep-by": [] }, (a, b) => a.text.length > b.text.length],
  [{ keep: "best-score", "keep-by": ["quality"] }, (a, b) => scoreOf(a) > scoreOf(b)],
  [
    { keep: "preferred-source", "keep-by": ["wiki", "news", "forum"] },
    (a, b) => placeOf(a.source) < placeOf(b.source),
  ],
] as const satisfies readonly (readonly [KeepPolicy, (a: Sample, b: Sample) => boolean])[]) {
  test(`of any two duplicates ${policy.keep} keeps the one that a plain comparison prefers`, () => {
    const rank = rankFunction(policy);
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        assert.equal(rank(a) < rank(b), better(a, b));
      }),
    );
  });
}

function placeOf(source: string): number {
  return ["wiki", "news", "forum", "other"].indexOf(source);
}

test("no document of a run comes before what an earlier run kept: both would stay", () => {
  const policies = fc.record({
    keep: fc.constantFrom("first", "longest", "best-score", "preferred-source", "earliest-date"),
    "keep-by": fc.constantFrom(["quality"], ["date"], ["wiki", "news"]),
  });
  const dates = fc.oneof(fc.double(), fc.date().map(String), fc.constantFrom("0001-01-01", "9999-12-31", ""));
  fc.assert(
    fc.property(policies, samples, dates, (policy, sample, date) => {
      const rank = rankFunction(policy)({ ...sample, meta: { date } });
      assert.ok(Number.isInteger(rank) && rank > storedRank && rank <= 0xffffffff, String(rank));
    }),
  );
});
