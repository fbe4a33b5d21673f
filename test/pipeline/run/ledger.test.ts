import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  addLedger,
  checkLedger,
  count,
  emptyStageLedger,
  LanguageCounts,
  type Ledger,
} from "../../../pipeline/run/ledger.js";

const chainOf = (entered: number, drops: readonly number[]): Ledger => {
  let flowing = entered;
  return drops.map((drop, index) => {
    const entry = emptyStageLedger(`stage-${index}`);
    entry.in = flowing;
    const dropped = Math.min(drop, flowing);
    if (dropped > 0) count(entry.dropped, "reason", dropped);
    flowing -= dropped;
    entry.out = flowing;
    return entry;
  });
};

test("a lost sample stops the run instead of going unnoticed", () => {
  const ledger = chainOf(10, [2, 3]);
  const first = ledger[0];
  assert.ok(first !== undefined);
  first.out--;
  assert.throws(
    () => checkLedger(ledger, "split 0"),
    /ledger of split 0, stage stage-0: 10 in \+ 0 added, but 9/,
  );
});

test("samples that vanish between two stages stop the run", () => {
  const ledger = chainOf(10, [2, 3]);
  const second = ledger[1];
  assert.ok(second !== undefined);
  second.in--;
  second.out--;
  assert.throws(() => checkLedger(ledger, "split 0"), /8 left stage-0, but 7 entered stage-1/);
});

test("one count that is off anywhere stops the run, whichever it is", () => {
  const counts = ["in", "out", "added", "dropped", "failed"] as const;
  const off = fc.integer({ min: -5, max: 5 }).filter((by) => by !== 0);
  fc.assert(
    fc.property(
      fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
      fc.nat(3),
      fc.constantFrom(...counts),
      off,
      (drops, at, part, by) => {
        const ledger = chainOf(40, drops);
        for (const entry of ledger) {
          // A stage that made samples, and failed on as many.
          entry.added += 2;
          count(entry.failed, "reason", 2);
        }
        checkLedger(ledger, "split 0");
        const entry = ledger[at % ledger.length]!;
        if (part === "dropped" || part === "failed") count(entry[part], "reason", by);
        else entry[part] += by;
        assert.throws(() => checkLedger(ledger, "split 0"), /ledger of split 0/);
      },
    ),
  );
});

test("a corpus in several languages is counted by language, in whatever order they come", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("zh", "en", "und")), (languages) => {
      const entry = emptyStageLedger("stage");
      const counts = new LanguageCounts(entry.languages);
      for (const language of languages) counts.of(language)[0]++;
      const told = Object.entries(entry.languages).map(([language, [entered]]) => [language, entered]);
      const counted = [...new Set(languages)].map((language) => [
        language,
        languages.filter((each) => each === language).length,
      ]);
      assert.deepEqual(told, counted);
    }),
  );
});

test("sums over splits add up when each split does", () => {
  const drops = fc.array(fc.nat(50), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(200), drops), { minLength: 1 }), (splits) => {
      const ledgers = splits.map(([entered, each]) => {
        const ledger = chainOf(entered, each);
        const [first] = ledger;
        count(first!.found, "phone", entered);
        first!.languages[entered % 2 === 0 ? "zh" : "en"] = [entered, first!.out];
        return ledger;
      });
      const sum: Ledger = [];
      for (const ledger of ledgers) addLedger(sum, ledger);
      checkLedger(sum, "all");
      assert.equal(
        sum[0]?.in,
        splits.reduce((before, [entered]) => before + entered, 0),
      );
      const { in: entered, out, found, languages } = sum[0]!;
      assert.deepEqual(found, { phone: entered });
      const sumOf = (at: 0 | 1): number =>
        Object.values(languages).reduce((before, pair) => before + pair[at], 0);
      assert.deepEqual([sumOf(0), sumOf(1)], [entered, out]);
    }),
  );
});

test("a record that names its language like a part of every object does not stop the run at the language guard", () => {
  const ledger = [
    { ...emptyStageLedger("read"), in: 1, out: 1, languages: { constructor: [1, 1] as [number, number] } },
  ];
  const sum: Ledger = [];
  for (let split = 0; split < 2; split++) addLedger(sum, ledger);
  assert.deepEqual(sum[0]?.languages.constructor, [2, 2]);
});

test("records that name thousands of languages are all counted, the same however they are split, and do not fill the ledger", () => {
  const names = Array.from({ length: 3000 }, (_, index) => `x${(index * 7919) % 3001}`);
  const said = [
    "zh",
    "__proto__",
    ...names,
    "中文",
    "zho_Hans",
    "文".repeat(1000),
    "",
    "en",
    "other",
    "__proto__",
  ];
  const ledgerOf = (languages: readonly string[]): Ledger => {
    const entry = emptyStageLedger("read");
    const counts = new LanguageCounts(entry.languages);
    for (const language of languages) {
      const count = counts.of(language);
      count[0]++;
      count[1]++;
    }
    return [entry];
  };
  const sumOf = (ledgers: readonly Ledger[]): Ledger => {
    const sum: Ledger = [];
    for (const ledger of ledgers) addLedger(sum, ledger);
    return sum;
  };
  const [whole] = sumOf([ledgerOf(said)]);
  const counted = whole?.languages ?? {};
  assert.equal(Object.keys(counted).length, 257);
  assert.equal(
    Object.values(counted).reduce((sum, [entered]) => sum + entered, 0),
    said.length,
  );
  assert.deepEqual(
    [counted.zh, counted.en, counted.中文],
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  );
  for (const parts of [2, 7]) {
    const ledgers = Array.from({ length: parts }, (_, part) =>
      ledgerOf(said.filter((_, index) => index % parts === part).reverse()),
    );
    assert.deepEqual(sumOf(ledgers)[0]?.languages, counted);
  }
});
