/** WebDataset tars as Python reads them. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inTemporaryFolder, root, wudao } from "../support/wudao.js";
import { askPython, withoutModules } from "./python.js";

interface Seen {
  readonly key: string;
  readonly endings: readonly string[];
  readonly text: string;
  readonly id: string;
  readonly size: readonly [number, number];
  readonly pixels: readonly number[];
}

for (const how of ["tarfile", "webdataset"] as const) {
  test(`${how} finds each sample with its picture, text, notes and pixels together`, {
    skip: withoutModules("numpy", "PIL", ...(how === "webdataset" ? ["webdataset"] : [])),
  }, async () => {
    await inTemporaryFolder(async (folder) => {
      const recipe = join(folder, "recipe.yaml");
      const stages = `[read-webdataset, image-probe, image-prepare: { size: 32, encode: png, tensor: hwc }, write-webdataset: { shard-bytes: 20000 }]`;
      writeFileSync(
        recipe,
        `name: tars\ninput: { path: ${join(root, "data-samples/pictures.tar")} }\nstages: ${stages}\n`,
      );
      const output = join(folder, "out");
      await wudao(["run", recipe, "--output", output]);
      await wudao(["verify", output]);
      const seen = await askPython<Seen[]>("read_webdataset.py", { folder: output, how });
      assert.deepEqual(seen.map(({ id }) => id).sort(), ["boat", "house", "sun"]);
      for (const { key, id, endings, size, pixels, text } of seen) {
        assert.equal(key, id);
        assert.deepEqual([...endings].sort(), ["image-hash.npy", "json", "pixels.npy", "png", "txt"]);
        assert.deepEqual(size, [32, 32]);
        assert.deepEqual(pixels, [32 * 32 * 3]);
        assert.ok(text.length > 0);
      }
    });
  });
}
