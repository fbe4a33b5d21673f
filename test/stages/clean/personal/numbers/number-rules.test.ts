/** The tables that pass over most digits, against the rules themselves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { numberRules, RuleMasks } from "../../../../../stages/clean/personal/numbers/number-rules.js";

const masks = new RuleMasks(numberRules);

/** What numbers are made of and stand beside: digits in groups, signs, cues, letters. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^\d{1,8}$/) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "13812345678",
      "138",
      "1234",
      "8613912345678",
      "0086",
      "010",
      "62781234",
      "86-10-62781234",
      "8675562781234",
      "400-820-8820",
      "4008-208-820",
      "8008208820",
      "0571",
      "11010519491231002X",
      "110105 19491231 002X",
      "6222 0202 0001 2345 670",
      "4111 1111 1111 1111",
      "91350100M000100Y43",
      "京A·12345",
      "沪AD12345",
      "E12345678",
      "14151234567",
      "415-555-2671",
      "(415) 555-2671",
      "GB82 WEST 1234 5698 7654 32",
      "536-22-1234",
      "114.114.114.114",
      "2001:4860:4860::8888",
      "2a00:1450:4001:82b::200e",
      "12345678",
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(..."-–—+().（）·： :./号弄栋幢单组XxABEGMqQ京沪粤，。\n和、信"),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "电话",
      "座机：",
      "传真",
      "Tel ",
      "客服",
      "卡号",
      "护照",
      "通行证",
      "QQ",
      "qq群",
      "扣扣",
      "QQ/微信：",
      "GB",
      "DE",
      "社保号",
      "身份证",
      "北京市海淀区中关村大街",
      "文三路",
    ),
  },
);

test("no number that a rule would find is passed over for its length, its first digits or what stands beside it", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join("");
      const units = new Uint16Array(text.length + 64);
      for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
      for (const { index: start, 0: run } of text.matchAll(/\d+/g)) {
        const end = start + run.length;
        const candidates = masks.of(units, start, end);
        const kinds = numberRules.filter((_, index) => (candidates & (1 << index)) !== 0);
        for (const { kind, detect } of numberRules) {
          if (detect(text, start, end, undefined) === undefined) continue;
          seen.add(kind);
          assert.ok(
            kinds.some((rule) => rule.kind === kind),
            `${kind} in ${text} at ${start}`,
          );
        }
      }
    }),
    { numRuns: 20_000, seed: 11 },
  );
  assert.deepEqual([...seen].sort(), [...new Set(numberRules.map(({ kind }) => kind))].sort());
});

test("years, counts and numbers of articles cost no closer look: the tables alone tell that they are nothing", () => {
  for (const text of ["1978年", "于2021年", "第12条", "共35个", "在350米", "排第7。"]) {
    const start = text.search(/\d/);
    const units = Uint16Array.from([...text, "\0"], (sign) => sign.charCodeAt(0));
    assert.equal(masks.of(units, start, start + (/\d+/.exec(text)?.[0].length ?? 0)), 0, text);
  }
});
