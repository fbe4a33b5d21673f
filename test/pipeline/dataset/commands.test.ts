import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { wudao } from "../../support/served-wudao.js";
import { Datasets, tokenStages } from "./make-dataset.js";

const datasets = new Datasets();
after(() => datasets.remove());

describe("wudao verify", () => {
  test("a script can tell good, damaged and wrong folders by the exit code", async () => {
    const folder = await datasets.copy(tokenStages);
    assert.match((await wudao(["verify", folder])).stdout, /: good \(3 shards\)/);
    rmSync(join(folder, "data-00001-of-00003.arrow"));
    assert.equal(
      (await wudao(["verify", folder], 5)).stdout,
      "data-00001-of-00003.arrow: the shard is missing\n",
    );
    const { problems } = JSON.parse((await wudao(["verify", folder, "--json"], 5)).stdout) as {
      problems: unknown;
    };
    assert.deepEqual(problems, [{ file: "data-00001-of-00003.arrow", problem: "the shard is missing" }]);
    assert.match((await wudao(["verify", join(folder, "rejects")], 4)).stderr, /no-dataset.*manifest\.json/);
  });
});

describe("wudao inspect", () => {
  test("decoded samples are printed, for people and as JSON", async () => {
    const folder = await datasets.of(tokenStages);
    const { stdout } = await wudao(["inspect", folder, "--rows", "2", "--start", "1"]);
    assert.match(stdout, /^row 1: 64 tokens/m);
    assert.match(stdout, /^row 2: 64 tokens/m);
    assert.doesNotMatch(stdout, /^row [03]:/m);
    const { samples } = JSON.parse((await wudao(["inspect", folder, "--json", "--seed", "4"])).stdout) as {
      samples: { ids: number[]; passages: { text: string }[] }[];
    };
    assert.equal(samples.length, 3);
    for (const { ids, passages } of samples) {
      assert.equal(ids.length, 64);
      assert.ok(passages.every(({ text }) => text.length > 0));
    }
  });

  test("options that make no sense are refused with words", async () => {
    const folder = await datasets.of(tokenStages);
    assert.match((await wudao(["inspect", folder, "--rows", "many"], 2)).stderr, /--rows many is no whole/);
    assert.match((await wudao(["inspect", folder, "--start", "999"], 2)).stderr, /there is no row 999/);
  });
});
