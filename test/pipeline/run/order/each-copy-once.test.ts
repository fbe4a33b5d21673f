/** What an ordering is given comes out of it, each copy once. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDataset } from "../../../../pipeline/dataset/open-dataset.js";
import { receiptPath } from "../../../../pipeline/run/folders.js";
import { inTemporaryFolder } from "../../../support/wudao.js";
import { makeDataset } from "../../dataset/make-dataset.js";
import { editJson } from "../../dataset/write-dataset.js";

const length = 4096;

function stagesOf(epochs: number) {
  return [
    "read-json",
    { tokenize: { tokenizer: "residues" } },
    { mix: { sources: { samples: { epochs } } } },
    { pack: { "sequence-length": length } },
    { "write-arrow": { "shard-bytes": 1 << 26 } },
  ];
}

function writeInput(folder: string, documents: number, residues: number): string {
  const file = join(folder, "in.jsonl");
  const lines = Array.from({ length: documents }, (_, id) =>
    JSON.stringify({ id, text: "ACDEFGHIKLMNPQRSTVWY"[id % 20]!.repeat(residues) }),
  );
  writeFileSync(file, lines.join("\n"));
  return file;
}

test("a source that is gone through so often that its copies do not fit into memory is in the dataset exactly so often", () =>
  inTemporaryFolder(async (folder) => {
    const [documents, residues, epochs] = [20, 60_000, 40];
    const output = join(folder, "out");
    // 96 MB of tokens, of which a task holds 64 MiB.
    await makeDataset(output, stagesOf(epochs), [writeInput(folder, documents, residues)]);
    const { manifest } = await openDataset(output);
    const tokensOfOne = manifest.tokens / (documents * epochs);
    assert.ok(Number.isInteger(tokensOfOne) && tokensOfOne >= residues && tokensOfOne < residues + 5);
    assert.equal(manifest.rows, Math.ceil(manifest.tokens / length));
  }));

test("documents that were dealt and not gathered, or gathered twice, stop the run", () =>
  inTemporaryFolder(async (folder) => {
    const output = join(folder, "out");
    const input = writeInput(folder, 20, 50);
    await makeDataset(output, stagesOf(2), [input]);
    for (const by of [-1, 2]) {
      rmSync(join(output, "manifest.json"), { force: true });
      editJson<{ facts: { samples: number } }>(receiptPath(output, "gather-2", 0), ({ facts }) => {
        facts.samples += by;
      });
      await assert.rejects(
        makeDataset(output, stagesOf(2), [input]),
        /40 documents were dealt to buckets, but (39|41) were gathered/,
      );
    }
  }));
