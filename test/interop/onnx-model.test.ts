/** Models as Python runs them: Pillow's pixels, NumPy's normalisation, ONNX Runtime's kernels of this machine. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDataset } from "../../pipeline/dataset/open-dataset.js";
import { onnxModel } from "../support/onnx-model.js";
import { codebook, vectors } from "../support/small-models.js";
import { inTemporaryFolder, root, wudao } from "../support/wudao.js";
import { askPython, withoutModules } from "./python.js";

interface Answer {
  readonly id: string;
  readonly vector: readonly number[];
  readonly codes: readonly number[];
}

test("vectors and codes are those that Python's ONNX Runtime gives for the same pictures", {
  skip: withoutModules("onnxruntime", "numpy", "PIL"),
}, async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "vectors.onnx"), onnxModel(vectors(64)));
    writeFileSync(join(folder, "vq.onnx"), onnxModel(codebook(64, 8, 32)));
    const recipe = join(folder, "recipe.yaml");
    const normal = "mean: [0.48, 0.46, 0.41], std: [0.27, 0.26, 0.28]";
    writeFileSync(
      recipe,
      `
name: models
input: { path: ${join(root, "data-samples/pictures.tar")} }
stages:
  - read-webdataset
  - onnx-model: { model: vectors.onnx, size: 64, gives: array, as: vector, ${normal} }
  - onnx-model: { model: vq.onnx, size: 64, gives: array, as: codes }
  - write-arrow
`,
    );
    const output = join(folder, "out");
    await wudao(["run", recipe, "--output", output]);
    const dataset = await openDataset(output);
    const rows: Answer[] = [];
    for await (const { id, vector, codes } of dataset.readRows(0, dataset.rows))
      rows.push({
        id: String(id),
        vector: Array.from(vector as Float32Array),
        codes: Array.from(codes as Int32Array),
      });
    const expected = await askPython<Answer[]>("run_models.py", {
      tar: join(root, "data-samples/pictures.tar"),
      folder,
    });
    assert.deepEqual(
      rows.map(({ id }) => id),
      expected.map(({ id }) => id),
    );
    for (const [index, { vector, codes }] of rows.entries()) {
      assert.deepEqual(codes, expected[index]?.codes);
      const far = Math.max(
        ...vector.map((value, at) => Math.abs(value - (expected[index]?.vector[at] ?? 9))),
      );
      assert.ok(far < 1e-5, `${far}`);
    }
  });
});
