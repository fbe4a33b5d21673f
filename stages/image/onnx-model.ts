/**
 * Runs a model that the user brings over pictures, texts (as token ids) or any arrays of the samples: scores such as CLIP's or an NSFW
 * classifier's, vectors, image codes of a VQ encoder.
 *
 * A score is kept under its name, for score-limit to decide by; other outputs become an array, and so a column.
 */
import { defineBatch } from "../../pipeline/contracts/stage.js";
import { useOf } from "./model/model-use.js";
import { openModel } from "./model/open-model.js";
import { modelParameters } from "./model/parameters.js";
import { tryOut } from "./model/run-feeds.js";
import { runSamples } from "./model/run-samples.js";

export const onnxModel = defineBatch({
  name: "onnx-model",
  summary:
    "Runs an ONNX model of the user's over each picture (or its token ids or arrays): a score to filter by, a vector, image codes.",
  source:
    "ONNX (onnx.ai) by ONNX Runtime; what CLIP, NSFW and watermark classifiers and VQ encoders are exported to",
  parameters: modelParameters,
  // The runtime itself; the graph and its weights, read, unpacked and laid out anew.
  cost: { memoryBytes: 256 << 20, memoryPerFileByte: 3 },
  files: (params) => [params.model, ...params["external-data"]],
  open: async (params, { baseDir }) => {
    const files = { model: params.model, external: params["external-data"] };
    const model = await openModel(files, baseDir, params.runtime);
    const use = useOf(model, params);
    await tryOut(use);
    return (samples) => runSamples(samples, use);
  },
});
