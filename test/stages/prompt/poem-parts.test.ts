import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSample } from "../../../pipeline/contracts/sample.js";
import { poemParts } from "../../../stages/prompt/poem-parts.js";

async function poemOf(lines: string): Promise<string | undefined> {
  const map = await poemParts.open(poemParts.parameters.parse({}), { baseDir: ".", seed: 1 });
  const made = map(makeSample({ id: "1", source: "s", origin: "o", text: `皎然\n${lines}` }));
  return "id" in made ? made.text : made[0]?.text;
}

test("a poem keeps its lines where editors put their notes: such poems were dropped as damaged", async () => {
  const verse = "空門寂寂淡吾身，溪雨微微洗客塵。\n卧向白雲情未盡，任他黃鳥醉芳春。";
  for (const noted of [
    `${verse}\n（見《祖堂集》卷十一）。`,
    `${verse}\n（見《墨莊漫錄》（宋刊本）卷一。\n）（按：以上兩首。\n）。`,
    verse.replace("吾身", "吾（一作「君」）身"),
    verse.replace("\n", "\n（同前）。\n"),
    verse.replace("\n", "（同前卷六）。\n"),
    // Behind a note within the last line stands the full stop of the verse.
    verse.replace(/。$/, "（一作「晨」）（見《全唐詩》）。"),
  ])
    assert.equal(await poemOf(noted), verse);
  // What has no end is no note, and the form finds it damaged.
  assert.match((await poemOf(`${verse}（見`)) ?? "", /（見$/);
});

test("a poem keeps the empty lines between its stanzas", async () => {
  const stanzas = "輕輕的我走了，\n正如我輕輕的來；\n\n那河畔的金柳，\n是夕陽中的新娘；";
  assert.equal(await poemOf(stanzas), stanzas);
});

test("a note of 12 million characters is cut as a short one is: the record was lost to an error of the regular expression", async () => {
  assert.equal(await poemOf(`輕輕的我走了。（${"a".repeat(12_000_000)}）`), "輕輕的我走了。");
});
