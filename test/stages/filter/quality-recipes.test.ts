/**
 * The quality recipes keep real documents of their kind and remove those that were corrupted on purpose. Documents are the
 * halves that the models were not trained with; in Chinese means 10 Han characters and 5 % of the text.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { makeSample } from "../../../pipeline/contracts/sample.js";
import type { FilterFunction } from "../../../pipeline/contracts/stage.js";
import { corrupt, measuredKinds } from "../../../stages/filter/quality/corruptions.js";
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

  for (const [what, bare, least] of [
    ["whose lines end", (text: string) => text.replace(/[。！？，；]+$/gmu, ""), 0.85],
    [
      "whose clauses each stand on a line",
      (text: string) => text.replace(/[。！？，；]+/gu, "\n").trim(),
      0.8,
    ],
  ] as const) {
    test(`quality-zh-poetry keeps most poems ${what} without punctuation`, async () => {
      const filters = await filtersOf("zh-poetry");
      const poems = sharedRecords("zh-web/poetry-tang-song-tw-00000.jsonl.zst")
        .filter((_, index) => index % 64 === 1)
        .map(({ content }) => bare(content))
        .filter((text) => (text.match(/\p{Script=Han}/gu)?.length ?? 0) >= 10);
      const kept = poems.filter((text) => {
        const sample = makeSample({ id: "1", source: "test", origin: "test:1", text });
        return filters.every((filter) => filter(sample).reason === undefined);
      });
      assert.ok(kept.length >= least * poems.length, `${kept.length} of ${poems.length}`);
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

test("a short law that names what it interprets in each sentence, and a song of refrains are kept", async () => {
  const kept = {
    "zh-laws":
      "关于《渔港安全办法》第八条的解释\n现就《渔港安全办法》第八条的含义作如下解释。该条所称渔港水域交通安全，是指船舶在渔港水域航行、停泊和作业的安全，不包括陆上设施。依照《渔港安全办法》第八条处理事故的，由当地监督机构负责调查，并在三十日内告知当事人。本解释自公布之日起施行。",
    "zh-poetry":
      "采菱采菱，东湖之滨。之子不来，我心则殷。望之不见，忧心如焚。水之深矣，不可渡也。\n采菱采菱，东湖之湄。之子不来，我心则悲。望之不见，忧心如饥。水之深矣，不可渡矣。\n采菱采菱，东湖之阳。之子不来，我心则伤。望之不见，忧心如狂。水之深矣，不可渡兮。\n采菱采菱，东湖之侧。之子不来，我心则恻。望之不见，忧心如灼。水之深矣，不可渡焉。",
  };
  for (const [recipe, text] of Object.entries(kept)) {
    const sample = makeSample({ id: "1", source: "test", origin: "test:1", text });
    for (const filter of await filtersOf(recipe)) assert.equal(filter(sample).reason, undefined, recipe);
  }
});

test("quality-zh-manuals keeps a manual page, most of which are options, names and columns of spaces", async () => {
  const text = [
    "PAIZI(1)                        General Commands                       PAIZI(1)",
    "NAME\n       paizi - 排列文件的各行",
    "SYNOPSIS\n       paizi [-nruz] [-k n] [-o output] [file...]",
    "OPTIONS\n       -n     按数值比较",
    "       -r     逆序输出",
    "       -k n   从第 n 列比较",
    "       -o output\n              写到 output",
    "FILES\n       /etc/paizi.conf\n       ~/.paizirc",
    "AUTHOR\n       Li Hua",
    "SEE ALSO\n       uniq(1), comm(1), join(1), locale(7)",
    "PAIZI 1.0                         May 1999                            PAIZI(1)\n",
  ].join("\n\n");
  const sample = makeSample({ id: "1", source: "test", origin: "test:1", text });
  for (const filter of await filtersOf("zh-manuals")) assert.equal(filter(sample).reason, undefined);
});
