/**
 * The quality recipes keep real documents of their kind and remove those that were corrupted on purpose. Documents are the
 * halves that the models were not trained with; in Chinese means 10 Han characters and 5 % of the text.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { makeSample } from "../../../pipeline/sample.js";
import type { FilterFunction } from "../../../pipeline/stage.js";
import { corrupt, measuredKinds } from "../../../stages/text/quality/corruptions.js";
import { sharedRecords } from "../../support/records.js";
import { root, withoutData } from "../../support/wudao.js";
import { filterStages } from "./all-stages.js";

/** File, recipe, and every how many of the documents that were not trained with. */
const kinds = [
  ["zh-web/lctt-00001.jsonl.zst", "zh", 2],
  ["zh-web/laws-00001.jsonl.zst", "zh-laws", 1],
  ["zh-web/pingcap-docs-00000.jsonl.gz", "zh-manuals", 1],
  ["zh-web/classical-00001.jsonl.zst", "zh-classical", 1],
  ["zh-web/poetry-tang-song-tw-00000.jsonl.zst", "zh-poetry", 16],
] as const;
const corrupted = 150;

async function filtersOf(recipe: string): Promise<FilterFunction[]> {
  const { stages } = parse(readFileSync(join(root, `configs/quality-${recipe}.yaml`), "utf8")) as {
    stages: (string | Record<string, object>)[];
  };
  const uses = stages.map((use) => (typeof use === "string" ? ([use, {}] as const) : Object.entries(use)[0]));
  const filters: FilterFunction[] = [];
  for (const [name, params] of uses.flatMap((use) => (use === undefined ? [] : [use]))) {
    const stage = filterStages.find((each) => each.name === name);
    if (stage !== undefined)
      filters.push(await stage.open(stage.parameters.parse(params), { baseDir: ".", seed: 0 }));
  }
  assert.ok(filters.length >= 5);
  return filters;
}

describe("quality recipes", { skip: withoutData }, () => {
  for (const [file, recipe, every] of kinds) {
    test(`quality-${recipe} keeps 95 % of ${file} and removes 95 % of each kind of corruption`, async () => {
      const filters = await filtersOf(recipe);
      const isKept = (text: string): boolean => {
        const sample = makeSample({ id: "1", source: "test", origin: "test:1", text });
        return filters.every((filter) => filter(sample).reason === undefined);
      };
      const texts = sharedRecords(file)
        .filter((_, index) => index % (2 * every) === 1)
        .map(({ content }) => content)
        .filter((text) => {
          const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
          return han >= 10 && han >= 0.05 * text.length;
        });
      const kept = texts.filter(isKept).length / texts.length;
      console.log(`${file}: ${(kept * 100).toFixed(1)} % of ${texts.length} kept`);
      for (const kind of measuredKinds) {
        const bad = texts.slice(0, corrupted).map((text, index) => corrupt(text, kind, index + 1_000_003));
        const removed = bad.filter((text) => !isKept(text)).length / bad.length;
        console.log(`  ${kind}: ${(removed * 100).toFixed(1)} % removed`);
        assert.ok(removed >= 0.95, `${kind}: ${removed}`);
      }
      assert.ok(kept >= 0.95, `${kept}`);
    });
  }
});

test("quality-zh keeps a dialogue, whose lines are all short, and drops a menu", async () => {
  const filters = await filtersOf("zh");
  const isKept = (text: string): boolean => {
    const sample = makeSample({ id: "1", source: "test", origin: "test:1", text });
    return filters.every((filter) => filter(sample).reason === undefined);
  };
  const dialogue =
    "“你去哪儿了？”\n“图书馆。”\n“这么晚才回来？”\n“借了几本书，看忘了时间。”\n“吃饭了吗？”\n“还没有。”\n“锅里给你留了面。”\n“谢谢妈。”";
  assert.ok(isKept(dialogue));
  assert.ok(!isKept("首页\n关于我们\n产品中心\n新闻资讯\n成功案例\n人才招聘\n联系我们\n在线留言"));
});
