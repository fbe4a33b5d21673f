/** The project's own samples through the quickstart's stages: every cleaned text and every drop, word for word. */
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { inTemporaryFolder, root } from "../support/wudao.js";
import { expectGolden } from "./golden-file.js";
import { runToOutcomes, textRecipe } from "./outcomes.js";

test("the quickstart makes of every sample what was reviewed: text, reason to drop, or error", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = join(folder, "recipe.yaml");
    const input = ["zh.jsonl", "en.jsonl", "wudao.json"]
      .map((name) => `  - {name: ${basename(name).split(".")[0]}, path: ${join(root, "data-samples", name)}}`)
      .join("\n");
    writeFileSync(recipe, textRecipe("quickstart.yaml", input));
    const { written, dropped, failed } = await runToOutcomes(recipe, join(folder, "out"));
    const outcomes: Record<string, unknown[]> = {};
    const add = (source: string, id: string, outcome: unknown): void => {
      outcomes[`${source} ${id}`] = [...(outcomes[`${source} ${id}`] ?? []), outcome];
    };
    for (const { source, id, text } of written) add(source, id, { text });
    for (const { source, id, stage, reason, keeper } of dropped)
      add(source, id, { stage, reason, ...(keeper === undefined ? {} : { keeper }) });
    for (const { origin, stage, code } of failed) add("quarantine", basename(origin), { stage, code });
    expectGolden("samples.json", outcomes);
  }));
