/** Pages that were decoded with a wrong charset, as crawls hold them, through the recipes for raw text. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import { pairBytes } from "../../../stages/text/mojibake/bytes.js";
import { sharedRecords } from "../../support/records.js";
import { root, withoutData } from "../../support/wudao.js";
import { cleanStages } from "../clean/all-stages.js";
import { filterStages } from "./all-stages.js";

/** What becomes of a text before deduplication: undefined when it is dropped. */
async function cleanerOf(recipe: string): Promise<(text: string) => string | undefined> {
  const { stages } = parse(readFileSync(join(root, `configs/${recipe}.yaml`), "utf8")) as {
    stages: (string | Record<string, object>)[];
  };
  const steps: ((sample: Sample) => Sample | undefined)[] = [];
  for (const use of stages) {
    const [name = "", params = {}] = typeof use === "string" ? [use] : (Object.entries(use)[0] ?? []);
    const context = { baseDir: join(root, "configs"), seed: 0 };
    const map = cleanStages.find((stage) => stage.name === name);
    const filter = filterStages.find((stage) => stage.name === name);
    if (map !== undefined) {
      const run = await map.open(map.parameters.parse(params), context);
      steps.push((sample) => [run(sample)].flat()[0]);
    } else if (filter !== undefined) {
      const run = await filter.open(filter.parameters.parse(params), context);
      steps.push((sample) => (run(sample).reason === undefined ? sample : undefined));
    }
  }
  assert.ok(steps.length >= 8);
  return (text) => {
    let sample: Sample | undefined = makeSample({ id: "1", source: "test", origin: "test:1", text });
    for (const step of steps) if (sample !== undefined) sample = step(sample);
    return sample?.text;
  };
}

function inGbk(text: string): Buffer {
  const gbk = pairBytes("gbk");
  return Buffer.from(
    Array.from(text, (sign) => gbk[sign.charCodeAt(0)] ?? 0).flatMap((pair, at) =>
      pair === 0 ? [text.charCodeAt(at) & 0x7f] : [pair >>> 8, pair & 0xff],
    ),
  );
}

function inUtf16(text: string): Buffer {
  return Buffer.from(text, "utf16le");
}

/** What the stage `mojibake` does not undo. */
const wrongly: Readonly<Record<string, (text: string) => string>> = {
  "UTF-8 read as Big5": (text) => new TextDecoder("big5").decode(Buffer.from(text)),
  "UTF-8 read as EUC-KR": (text) => new TextDecoder("euc-kr").decode(Buffer.from(text)),
  "UTF-8 read as Shift_JIS": (text) => new TextDecoder("shift_jis").decode(Buffer.from(text)),
  "UTF-8 read as UTF-16": (text) => new TextDecoder("utf-16le").decode(Buffer.from(text)),
  "GBK read as UTF-8": (text) => inGbk(text).toString("utf8"),
  "GBK read as EUC-KR": (text) => new TextDecoder("euc-kr").decode(inGbk(text)),
  "GBK read as EUC-JP": (text) => new TextDecoder("euc-jp").decode(inGbk(text)),
  "UTF-16 with its bytes swapped": (text) => inUtf16(text).swap16().toString("utf16le"),
};

/** What it does. */
const wronglyForGood: Readonly<Record<string, (text: string) => string>> = {
  ...wrongly,
  "GBK read as Big5": (text) => new TextDecoder("big5").decode(inGbk(text)),
};

describe("wrong charsets", { skip: withoutData }, () => {
  for (const [recipe, spoiled] of [
    ["wudaocorpora", wronglyForGood],
    ["zh-web-pages", wrongly],
  ] as const) {
    test(`${recipe} keeps no page of which a wrong charset left a few readable characters`, async () => {
      const clean = await cleanerOf(recipe);
      const prose = sharedRecords("zh-web/lctt-00001.jsonl.zst")
        .filter((_, index) => index % 80 === 0)
        .map(({ content }) => content.replace(/[^\p{Script=Han}，。？！]+/gu, "").slice(0, 900))
        .filter((text) => text.length > 200);
      assert.ok(prose.length >= 30);
      const isKept = (text: string): boolean => clean(text) !== undefined;
      assert.ok(prose.filter(isKept).length >= 0.95 * prose.length);
      for (const [what, spoil] of Object.entries(spoiled)) {
        const kept = prose.map((text) => clean(spoil(text))).filter((text) => text !== undefined);
        assert.ok(
          kept.length <= 0.02 * prose.length,
          `${what}: ${kept.length} of ${prose.length}, ${kept[0]}`,
        );
      }
    });
  }
});
