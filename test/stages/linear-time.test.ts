/**
 * No input makes a rule superlinear: hostile texts of 64 K and of 512 K units through every cleaning and filtering stage, in CPU
 * time. A quadratic rule takes 64 times as long for 8 times the text; the limit leaves room for caches and collection.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSample } from "../../pipeline/contracts/sample.js";
import type { FilterStage, MapStage } from "../../pipeline/contracts/stage.js";
import { oneOf, randomFrom } from "../support/personal-data.js";
import { cleanStages } from "./clean/all-stages.js";
import { filterStages } from "./filter/all-stages.js";

const [small, large] = [1 << 16, 1 << 19];
const mostTimesAsLong = 8 * 4;
/** Below this a measurement tells nothing. */
const leastMilliseconds = 4;

/** What rules look for, one after the other in random short patterns that are repeated to the end of the text. */
const pieces =
  "汉 漢 烫 鐨 腔 돨 ä ¸ Ã © 。 ， ； “ ” （ ） ( ) [ ] < > <p </p> <!-- --> & &amp; &#x ` ``` # - * | ─ ★ 😀 \u200D \uD83D \uFFFD \u3000 \t \n \n\n a A aa@ @b. a_1 .com http:// 微信 QQ 13812345678 010- 86-10- 电话 400- +V +1 6222 110105 京A 12号 路 中 E1 :: 1.1. 真 钱 * 赌 0 9 {\n }; the".split(
    " ",
  );
const random = randomFrom(2024);
const patterns = [
  " ",
  "\n",
  "漢",
  ...Array.from({ length: 24 }, () =>
    Array.from({ length: 1 + random(5) }, () => oneOf(random, pieces)).join(random(4) === 0 ? " " : ""),
  ),
];

for (const stage of [...cleanStages, ...filterStages] as readonly (MapStage | FilterStage)[]) {
  test(`${stage.name} takes time in proportion to a hostile text`, async () => {
    const open = await stage.open(stage.parameters.parse({}), { baseDir: ".", seed: 1 });
    for (const pattern of patterns) {
      const timeOf = (units: number): number => {
        const text = pattern.repeat(Math.ceil(units / pattern.length)).slice(0, units);
        const before = process.cpuUsage();
        open(makeSample({ id: "1", source: "test", origin: "test:1", text }));
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
      };
      timeOf(small);
      const limit = mostTimesAsLong * Math.max(leastMilliseconds, timeOf(small));
      const once = timeOf(large);
      // Another process may have had the caches: the better of two.
      const took = once < limit ? once : Math.min(once, timeOf(large));
      assert.ok(took < limit, `${JSON.stringify(pattern)}: ${took} ms for ${large} units, at most ${limit}`);
    }
  });
}
