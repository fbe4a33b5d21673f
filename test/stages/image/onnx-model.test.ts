import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { SampleError } from "../../../pipeline/contracts/errors.js";
import { makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import { openDataset } from "../../../pipeline/dataset/open-dataset.js";
import { makePlan } from "../../../pipeline/plan/plan.js";
import { readRecipe } from "../../../pipeline/recipe/read-recipe.js";
import { catalogue } from "../../../stages/catalogue.js";
import { imagePrepare } from "../../../stages/image/image-prepare.js";
import { onnxModel as stage } from "../../../stages/image/onnx-model.js";
import { encodeImage } from "../../../stages/pixels/encode.js";
import { encodedImage } from "../../../stages/read/records/image-sample.js";
import { type OnnxGraph, onnxModel } from "../../support/onnx-model.js";
import { wudao } from "../../support/served-wudao.js";
import { brightness, codebook, imageText, vectors } from "../../support/small-models.js";
import { checksums, inTemporaryFolder, root } from "../../support/wudao.js";

/** A picture of noise that depends on `seed` alone, as PNG: decoding gives the same tones again. */
async function picture(seed: number, side = 32): Promise<Sample> {
  const data = new Uint8Array(side * side * 3);
  let state = seed + 1;
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    data[at] = state >>> 24;
  }
  const bytes = await encodeImage({ width: side, height: side, channels: 3, data }, "png", 90);
  const image = encodedImage(bytes);
  return makeSample({ id: String(seed), source: "s", origin: "o", text: "", image, arrays: { tones: data } });
}

async function run(graph: OnnxGraph, samples: readonly Sample[], params: object = {}): Promise<Sample[]> {
  return await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "model.onnx"), onnxModel(graph));
    const checked = stage.parameters.parse({ model: "model.onnx", ...params });
    const outcomes = await (await stage.open(checked, { baseDir: folder, seed: 1 }))(samples);
    return outcomes.map((outcome) => {
      if (outcome instanceof SampleError) throw outcome;
      assert.ok("id" in outcome);
      return outcome;
    });
  });
}

const pictures = Promise.all(Array.from({ length: 11 }, (_, seed) => picture(seed)));

test("a model gets the tones as it was trained on them: scaled, normalised, in its order of channels and rows", async () => {
  const [sample] = await pictures;
  assert.ok(sample !== undefined);
  const tones = sample.arrays.tones ?? new Uint8Array();
  const mean = (channel: number): number => {
    let sum = 0;
    for (let at = channel; at < tones.length; at += 3) sum += tones[at] ?? 0;
    return sum / (tones.length / 3);
  };
  const close = (found: number | undefined, expected: number): void =>
    assert.ok(Math.abs((found ?? Number.NaN) - expected) < 1e-5, `${found} is not ${expected}`);
  const scoreOf = async (graph: OnnxGraph, params: object): Promise<number | undefined> =>
    (await run(graph, [sample], { size: 32, ...params }))[0]?.scores["onnx-model"];
  for (const pick of [0, 1, 2]) close(await scoreOf(brightness(32), { pick }), mean(pick) / 255);
  close(await scoreOf(brightness(32), { pick: 0, channels: "bgr" }), mean(2) / 255);
  const normal = { mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0.4] };
  for (const pick of [0, 1, 2])
    close(
      await scoreOf(brightness(32), { pick, ...normal }),
      (mean(pick) / 255 - normal.mean[pick]!) / normal.std[pick]!,
    );
  close(await scoreOf(brightness(32, "nhwc"), { pick: 1, layout: "nhwc" }), mean(1) / 255);
});

test("a picture's vector depends on its own pixels and on no neighbour in the batch", async () => {
  const samples = await pictures;
  const params = { size: 32, gives: "array", as: "vector" };
  const alone: Sample[] = [];
  for (const sample of samples) alone.push(...(await run(vectors(32), [sample], { ...params, batch: 1 })));
  const expected = alone.map(({ arrays }) => Array.from(arrays.vector ?? []));
  assert.equal(expected[0]?.length, 16);
  assert.equal(new Set(expected.map(String)).size, samples.length);
  for (const batch of [2, 3, 8, 64]) {
    const together = await run(vectors(32), samples, { ...params, batch });
    assert.deepEqual(
      together.map(({ arrays }) => Array.from(arrays.vector ?? [])),
      expected,
    );
  }
  const backwards = await run(vectors(32), [...samples].reverse(), { ...params, batch: 8 });
  assert.deepEqual(backwards.map(({ arrays }) => Array.from(arrays.vector ?? [])).reverse(), expected);
  const fixed = await run(vectors(32, 4), samples, params);
  assert.deepEqual(
    fixed.map(({ arrays }) => Array.from(arrays.vector ?? [])),
    expected,
  );
});

/** No dependency: 300 MB that only its users install. */
const withoutNative = await import("onnxruntime-node" as string).then(
  () => false as const,
  () => "onnxruntime-node is not installed",
);

test("onnxruntime-node, where it is installed, gives the scores of the other runtime but for their last bits", {
  skip: withoutNative,
}, async () => {
  const samples = await pictures;
  for (const pick of [0, 1, 2]) {
    const web = await run(brightness(32), samples, { size: 32, pick });
    const native = await run(brightness(32), samples, { size: 32, pick, runtime: "node" });
    for (const [at, { scores }] of native.entries()) {
      const apart = (scores["onnx-model"] ?? Number.NaN) - (web[at]?.scores["onnx-model"] ?? Number.NaN);
      assert.ok(Math.abs(apart) < 1e-4, `${apart}`);
    }
  }
});

test("the pixels of image-prepare are used as they are, and pictures of other sizes are brought to the model's", async () => {
  const sample = await picture(3, 48);
  const prepare = async (tensor: string): Promise<Sample> => {
    const params = imagePrepare.parameters.parse({ size: 32, tensor, encode: "jpeg", quality: 10 });
    const [prepared] = await (await imagePrepare.open(params, { baseDir: ".", seed: 1 }))([sample]);
    assert.ok(prepared !== undefined && "id" in prepared);
    return prepared;
  };
  const score = async (from: Sample): Promise<number | undefined> =>
    (await run(brightness(32), [from], { size: 32 }))[0]?.scores["onnx-model"];
  const expected = await score(sample);
  assert.equal(await score(await prepare("hwc")), expected);
  assert.equal(await score(await prepare("chw")), expected);
  assert.notEqual(await score(await prepare("none")), expected, "the jpeg of quality 10 is another picture");
});

test("an image-text model gets the ids of the caption beside the picture, and the score tells a wrong pair", async () => {
  const [sample] = await pictures;
  assert.ok(sample !== undefined);
  const pair = (id: number): Sample => ({
    ...sample,
    arrays: { ...sample.arrays, "text-ids": new Int32Array(4).fill(id) },
  });
  const params = { size: 32, inputs: { input_ids: "text-ids" } };
  const [low, high] = await run(imageText(32), [pair(0), pair(9)], params);
  assert.ok((high?.scores["onnx-model"] ?? 0) > (low?.scores["onnx-model"] ?? 0));
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "model.onnx"), onnxModel(imageText(32)));
    const checked = stage.parameters.parse({ model: "model.onnx", ...params });
    const use = await stage.open(checked, { baseDir: folder, seed: 1 });
    const outcomes = await use([pair(1), sample, pair(10_000), { ...sample, image: undefined }, pair(2)]);
    const codes = outcomes.map((outcome) => (outcome instanceof SampleError ? outcome.code : "passed"));
    assert.deepEqual(codes, ["passed", "missing-array", "model-failed", "passed", "passed"]);
  });
});

test("a model that does not fit the recipe is told before the first sample, with what it has", async () => {
  const samples = await pictures;
  const fails = (graph: OnnxGraph, params: object, message: RegExp) =>
    assert.rejects(run(graph, samples, params), message);
  await fails(brightness(32), { size: 64 }, /shape \[n, 3, 32, 32\].*pictures of 64/);
  await fails(brightness(32), { size: 32, layout: "nhwc" }, /nhwc pictures of 32 are \[n, 32, 32, 3\]/);
  await fails(brightness(32), { size: 32, output: "logits" }, /no output "logits", but score/);
  await fails(imageText(32), { size: 32 }, /inputs are pixels, input_ids/);
  await fails(brightness(32), { size: 32, inputs: { ids: "x" } }, /no input "ids", but pixels/);
  await assert.rejects(async () => {
    await inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, "model.onnx"), "no model");
      await stage.open(stage.parameters.parse({ model: "model.onnx" }), { baseDir: folder, seed: 1 });
    });
  }, /model\.onnx: the model cannot be opened/);
});

const recipe = (model: string): string => `
name: codes
input: { path: ${join(root, "data-samples/pictures.tar")} }
split-bytes: 10KiB
stages:
  - read-webdataset
  - image-probe
  - image-prepare: { size: 64, tensor: hwc }
  - onnx-model: { model: ${model}, size: 64, gives: array, as: codes }
  - tokenize: { append-eos: false }
  - cogview-sequence: { side: 8 }
  - write-arrow
`;

async function planOf(file: string) {
  return await makePlan(await readRecipe(file, catalogue), catalogue);
}

test("pictures become image codes and CogView's rows in one run, the same bytes for any number of workers", async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "vq.onnx"), onnxModel(codebook(64, 8, 32)));
    const file = join(folder, "recipe.yaml");
    writeFileSync(file, recipe("vq.onnx"));
    const outputs = [1, 2].map((workers) => join(folder, `out-${workers}`));
    for (const [index, output] of outputs.entries())
      await wudao(["run", file, "--output", output, "--workers", String(index + 1)]);
    const [one, two] = outputs.map(checksums);
    assert.deepEqual(one, two);
    const dataset = await openDataset(outputs[0] ?? "");
    assert.equal(dataset.rows, 3);
    for await (const { text } of dataset.readRows(0, 3)) {
      const codes = Array.from(text as Int32Array).filter((id) => id < 32);
      assert.ok(
        codes.length >= 64 && new Set(codes).size > 3,
        "64 codes of the 32 in the codebook, of several kinds",
      );
    }
  });
});

test("another model under the same name is another run, and its weights count in the forecast of memory", async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, "recipe.yaml");
    mkdirSync(dirname(resolve(folder, "models/vq.onnx")));
    writeFileSync(file, recipe("models/vq.onnx"));
    const model = join(folder, "models/vq.onnx");
    writeFileSync(model, onnxModel(codebook(64, 8, 32)));
    const before = await planOf(file);
    writeFileSync(model, Buffer.concat([readFileSync(model), Buffer.from([0x32, 0x01, 0x78])]));
    const after = await planOf(file);
    assert.notEqual(after.hash, before.hash);
    assert.equal(after.forecast.workerMemoryBytes - before.forecast.workerMemoryBytes, 9);
  });
});
