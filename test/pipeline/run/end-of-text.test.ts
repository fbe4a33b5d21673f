/** What the manifest tells of the token behind each document, whatever makes rows of the tokens. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { writeRecipe } from "../../support/small-recipe.js";
import { inTemporaryFolder, wudao } from "../../support/wudao.js";

const ended = "tokenize: { eos-token: <eod>, added-tokens: [<eod>] }";

for (const [stages, expected] of [
  [[ended, "pack: { sequence-length: 16 }"], 32_000],
  [[ended, "shuffle", "pack: { sequence-length: 16 }", "shuffle"], 32_000],
  [[ended, "recurrence-lanes: { sequence-length: 8, memory: 4, lanes: 1 }"], 32_000],
  [[ended, "prompt-answer: { sequence-length: 64 }"], 32_000],
  [[ended, "wudao-sequence: { sequence-length: 64 }"], 8192 + 32_000],
  [["tokenize: { append-eos: false }", "pack: { sequence-length: 16 }"], undefined],
] as const) {
  test(`${stages.join(", ")}: a trainer reads in the manifest that ${expected ?? "no token"} ends documents`, () =>
    inTemporaryFolder(async (folder) => {
      const output = join(folder, "out");
      await wudao(["run", writeRecipe(folder, stages), "--output", output]);
      const { facts } = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")) as {
        readonly facts: Readonly<Record<string, unknown>>;
      };
      assert.equal(facts["end-of-text"], expected);
    }));
}
