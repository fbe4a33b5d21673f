/** Documents that go because all of their text is cut: which document has it too. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lineDedup } from "../../../stages/dedup/line-dedup.js";
import { pictureFrequency } from "../../../stages/dedup/picture-frequency.js";
import { substringDedup } from "../../../stages/dedup/substring-dedup.js";
import { wudao } from "../../support/served-wudao.js";
import { inTemporaryFolder } from "../../support/wudao.js";
import { type Document, runBarrier, withFolder } from "./run-barrier.js";

const footer = "版权所有，未经许可不得转载。";
const notice = "请在下载后二十四小时内删除本文。";
const story = "从前有座山，山里有座庙，庙里有个老和尚在讲故事，故事里说从前有座山。";
const documents: Document[] = [
  { id: "with more", text: `${footer}\n${story}` },
  { id: "with both", text: `${notice}\n自己的一行字。\n${footer}` },
  { id: "nothing but", text: `${footer}\n${notice}\n${footer}` },
  { id: "story", text: story },
];

for (const cut of [
  { splits: 1, partitions: 1 },
  { splits: 3, partitions: 4 },
]) {
  test(`what is cut names the first document that has most of it, in ${cut.splits} splits`, async () => {
    const perSplit = Math.ceil(documents.length / cut.splits);
    const twinOf = async (stage: typeof lineDedup | typeof substringDedup, settings: object, id: string) => {
      const { edits } = await withFolder((folder) =>
        runBarrier(stage as typeof lineDedup, documents, settings, cut, folder),
      );
      const { split, ordinal, share, keeps } = edits.find((edit) => edit.id === id)?.twin ?? assert.fail(id);
      return [documents[split * perSplit + ordinal]?.id, share, keeps];
    };
    const least = { "min-documents": 2 };
    const of = await twinOf(lineDedup, { ...least, keep: "first" }, "nothing but");
    assert.deepEqual(of, ["with more", 0.6304, true]);
    assert.deepEqual(await twinOf(lineDedup, least, "with more"), ["with more", 1, false]);
    assert.deepEqual(await twinOf(substringDedup, { "min-characters": 20 }, "story"), ["with more", 1, true]);
  });
}

test("a picture beyond its captions names the first pair with it", async () => {
  const pairs = ["甲", "乙", "丙"].map((text) => ({
    id: text,
    text,
    image: { bytes: Uint8Array.of(1), format: "png", width: 1, height: 1 } as const,
  }));
  const { edits } = await withFolder((folder) =>
    runBarrier(pictureFrequency, pairs, { "max-captions": 2 }, { splits: 1, partitions: 1 }, folder),
  );
  assert.deepEqual(
    edits.map(({ id, twin }) => ({ id, twin })),
    [{ id: "丙", twin: { split: 0, ordinal: 0, share: 1, keeps: true } }],
  );
});

test("every document that deduplication dropped tells cluster, keeper and similarity in the rejects, one of cut lines too", () =>
  inTemporaryFolder(async (folder) => {
    const text = documents.map(({ id, text: content }) => `${JSON.stringify({ id, content })}\n`).join("");
    writeFileSync(join(folder, "documents.jsonl"), text);
    const recipe = join(folder, "recipe.yaml");
    writeFileSync(
      recipe,
      "name: twins\ninput: { path: documents.jsonl }\nstages:\n  - read-json\n" +
        "  - line-dedup: { min-documents: 2, keep: first }\n  - write-jsonl\n",
    );
    const output = join(folder, "out");
    await wudao(["run", recipe, "--output", output, "--quiet"]);
    const told = readFileSync(join(output, "rejects/stream-1/00000.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .map(({ stage, id, cluster, keeper, similarity }) => ({ stage, id, cluster, keeper, similarity }));
    assert.deepEqual(told, [
      { stage: "line-dedup", id: "nothing but", cluster: "0-0", keeper: "with more", similarity: 0.6304 },
      { stage: "line-dedup", id: "story", cluster: "0-0", keeper: "with more", similarity: 1 },
    ]);
  }));
