import assert from "node:assert/strict";
import { test } from "node:test";
import { TokenParts } from "../../../../pipeline/storage/spills/token-parts.js";
import { TokenSpillWriter } from "../../../../pipeline/storage/spills/token-spill.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

test("rows hold the tokens of the corpus, whether their ids take as many bytes as on disk or more", () =>
  inTemporaryFolder(async (folder) => {
    const documents = [[1, 2, 3], [65_535], [4, 5]].map((tokens) => Uint32Array.from(tokens));
    for (const [vocabularySize, kinds] of [
      [65_536, [Uint16Array, Int32Array, Uint32Array]],
      [65_537, [Int32Array, Uint32Array]],
    ] as const) {
      const writer = new TokenSpillWriter(folder, vocabularySize);
      for (const tokens of documents) writer.write(tokens);
      writer.finish();
      const part = { folder, tokens: 6, documents: 3 };
      for (const Ids of kinds) {
        const stream = new TokenParts([part, part], vocabularySize);
        const ids = new Ids(10);
        assert.deepEqual(await stream.read(1, 8, ids.subarray(1)), [3, 4, 6]);
        assert.deepEqual([...ids], [0, 2, 3, 65_535, 4, 5, 1, 2, 0, 0]);
        stream.close();
      }
    }
  }));
