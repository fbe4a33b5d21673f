/**
 * The beginning of every real corpus through the WuDaoCorpora recipe. The texts are not ours to commit: the golden file
 * holds counts and, by corpus, one hash over the ids and cleaned texts.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { Decoder } from "@toondepauw/node-zstd";
import { inTemporaryFolder, sharedData, withoutData } from "../support/wudao.js";
import { expectGolden } from "./golden-file.js";
import { runToOutcomes, textRecipe } from "./outcomes.js";

const recordsOfEach = 250;

test(
  "the beginnings of the real corpora come out as reviewed: counts, reasons and every cleaned text",
  {
    skip: withoutData,
  },
  () =>
    inTemporaryFolder(async (folder) => {
      const corpora = readdirSync(join(sharedData ?? "", "zh-web")).sort();
      const inputs = corpora.map((name) => {
        const packed = readFileSync(join(sharedData ?? "", "zh-web", name));
        const bytes = name.endsWith(".gz") ? gunzipSync(packed) : new Decoder().decodeSync(packed);
        const file = join(folder, `${name.split(".")[0]}.jsonl`);
        writeFileSync(file, `${bytes.toString("utf8").split("\n", recordsOfEach).join("\n")}\n`);
        return `  - {name: ${name.split(".")[0]}, path: ${file}}`;
      });
      const recipe = join(folder, "recipe.yaml");
      writeFileSync(recipe, textRecipe("wudaocorpora.yaml", inputs.join("\n")));
      const { written, dropped, failed } = await runToOutcomes(recipe, join(folder, "out"));
      assert.deepEqual(failed, []);
      const entries = corpora.map((name) => {
        const corpus = name.split(".")[0] ?? "";
        const texts = createHash("sha256");
        const kept = written.filter(({ source }) => source === corpus);
        for (const { id, text } of kept) texts.update(`${id}\0${text}\0`);
        const reasons: Record<string, number> = {};
        for (const { source, stage, reason } of dropped) {
          if (source === corpus) reasons[`${stage}: ${reason}`] = (reasons[`${stage}: ${reason}`] ?? 0) + 1;
        }
        const sorted = Object.fromEntries(Object.entries(reasons).sort(([a], [b]) => (a < b ? -1 : 1)));
        const droppedOfCorpus = Object.values(reasons).reduce((sum, each) => sum + each, 0);
        assert.equal(kept.length + droppedOfCorpus, recordsOfEach, corpus);
        return [corpus, { written: kept.length, dropped: sorted, sha256: texts.digest("hex") }];
      });
      expectGolden("corpora.json", Object.fromEntries(entries));
    }),
);
