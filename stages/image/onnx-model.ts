/**
 * Runs a model that the user brings over pictures, texts (as token ids) or any arrays of the samples: scores such as CLIP's or an NSFW
 * classifier's, vectors, image codes of a VQ encoder.
 *
 * A score is kept under its name, for score-limit to decide by; other outputs become an array, and so a column.
 */
import { z } from "zod";
import { SampleError, UserError } from "../../pipeline/errors.js";
import type { Sample, SampleArray } from "../../pipeline/sample.js";
import { type BatchOutcome, defineBatch } from "../../pipeline/stage.js";
import { decodeImage } from "../pixels/decode.js";
import { fitRaster } from "../pixels/fit.js";
import { pixelsOf } from "../pixels/pixel-arrays.js";
import type { Raster } from "../pixels/raster.js";
import { arrayValues, isPictureType, pictureValues, splitValues } from "./model/model-values.js";
import {
  firstLine,
  type ModelInput,
  type ModelValues,
  type OpenModel,
  openModel,
} from "./model/open-model.js";

const channel = z.array(z.number()).length(3);

const parameters = z.strictObject({
  model: z.string().describe("File of the ONNX model, relative to the recipe."),
  "external-data": z
    .array(z.string())
    .default([])
    .describe("Files of weights that stand beside the model, relative to the recipe."),
  runtime: z
    .enum(["web", "node"])
    .default("web")
    .describe(
      "web: the package onnxruntime-web, the same bits on every machine, models up to 2 GB; node: onnxruntime-node, faster, its last bits depend on the processor.",
    ),
  input: z
    .string()
    .optional()
    .describe("Name of the input that takes pictures. Not given: the one that `inputs` leaves over."),
  size: z.int().min(1).max(2048).default(224).describe("Side of the square in pixels that the model takes."),
  fit: z
    .enum(["crop", "stretch"])
    .default("crop")
    .describe(
      "How a picture of another size is brought to it: the middle square, or the whole picture in another shape. The `pixels` of image-prepare are taken where they have the size.",
    ),
  layout: z
    .enum(["nchw", "nhwc"])
    .default("nchw")
    .describe("Whether the model takes channels or rows first."),
  channels: z.enum(["rgb", "bgr"]).default("rgb").describe("Order of the channels."),
  rescale: z
    .number()
    .default(1 / 255)
    .describe("Factor for tones of 0 to 255; models of uint8 get them as they are."),
  mean: channel
    .default([0, 0, 0])
    .describe("Subtracted from each channel after that, in the model's order of channels."),
  std: channel.default([1, 1, 1]).describe("Divides each channel after that."),
  inputs: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      "Other inputs of the model and the array of the sample that each takes, such as input_ids: text-ids.",
    ),
  output: z.string().optional().describe("Name of the output that is used. Not given: the first."),
  gives: z.enum(["score", "array"]).default("score").describe("Whether the output is one number or many."),
  pick: z
    .int()
    .min(0)
    .default(0)
    .describe("Which value of the output is the score, from 0: the class of a classifier."),
  as: z.string().default("onnx-model").describe("Name of the score or array."),
  batch: z
    .int()
    .min(1)
    .max(256)
    .default(8)
    .describe("Samples that are run at once; a model of a fixed batch size is run with that one."),
  "max-pixels": z
    .int()
    .min(1)
    .default(50_000_000)
    .describe("Pictures with more pixels are not decoded but quarantined; image-probe drops them before."),
});

type Params = z.output<typeof parameters>;

export const onnxModel = defineBatch({
  name: "onnx-model",
  summary:
    "Runs an ONNX model of the user's over each picture (or its token ids or arrays): a score to filter by, a vector, image codes.",
  source:
    "ONNX (onnx.ai) by ONNX Runtime; what CLIP, NSFW and watermark classifiers and VQ encoders are exported to",
  parameters,
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

/** How the recipe wants the model to be run, checked against what the model says of itself. */
interface ModelUse {
  readonly model: OpenModel;
  readonly params: Params;
  /** The input that takes pictures; undefined for models of texts or arrays alone. */
  readonly picture: { readonly name: string; readonly input: ModelInput } | undefined;
  readonly arrays: readonly { readonly name: string; readonly array: string; readonly input: ModelInput }[];
  readonly output: string;
  readonly batch: number;
  /** The model takes no other number of samples than `batch`. */
  readonly isFixed: boolean;
}

function useOf(model: OpenModel, params: Params): ModelUse {
  const names = [...model.inputs.keys()];
  const wrong = (problem: string, advice: string) =>
    new UserError("model-mismatch", problem, advice, { file: params.model });
  const inputNamed = (name: string): ModelInput => {
    const input = model.inputs.get(name);
    if (input !== undefined) return input;
    throw wrong(`the model has no input "${name}", but ${names.join(", ")}`, "Name one of them");
  };
  const arrays = Object.entries(params.inputs).map(([name, array]) => ({
    name,
    array,
    input: inputNamed(name),
  }));
  const left = names.filter((name) => !Object.hasOwn(params.inputs, name));
  if (left.length > 1 || (params.input !== undefined && !left.includes(params.input)))
    throw wrong(
      `the model's inputs are ${names.join(", ")}; the recipe names arrays for ${arrays.map(({ name }) => name).join(", ") || "none"} and ${params.input ?? "no input"} for pictures`,
      "Name an array for each input in `inputs` but the one that takes pictures (`input`)",
    );
  const [name] = left;
  const picture = name === undefined ? undefined : { name, input: inputNamed(name) };
  if (picture !== undefined && !isPictureType(picture.input.type))
    throw wrong(
      `the input "${picture.name}" takes ${picture.input.type}; pictures are float32, float16 or uint8`,
      "Name an array for it in `inputs`",
    );
  if (picture !== undefined && !takesPicture(picture.input, params))
    throw wrong(
      `the input "${picture.name}" has the shape [${picture.input.shape.join(", ")}], but ${params.layout} pictures of ${params.size} are [n, ${pictureShape(params).join(", ")}]`,
      "Set size and layout to what the model was exported with",
    );
  const output = params.output ?? model.outputs[0];
  if (output === undefined || !model.outputs.includes(output))
    throw wrong(`the model has no output "${output}", but ${model.outputs.join(", ")}`, "Name one of them");
  const sizes = [picture, ...arrays].map((each) => each?.input.shape[0]);
  const fixed = sizes.find((size) => typeof size === "number");
  const batch = typeof fixed === "number" ? fixed : params.batch;
  return { model, params, picture, arrays, output, batch, isFixed: typeof fixed === "number" };
}

function pictureShape({ size, layout }: Params): readonly number[] {
  return layout === "nchw" ? [3, size, size] : [size, size, 3];
}

function takesPicture({ shape }: ModelInput, params: Params): boolean {
  const wanted = pictureShape(params);
  return (
    shape.length === wanted.length + 1 &&
    wanted.every((side, at) => typeof shape[at + 1] !== "number" || shape[at + 1] === side)
  );
}

/** What one sample feeds the model. */
interface Feed {
  readonly index: number;
  readonly raster: Raster | undefined;
  readonly arrays: readonly SampleArray[];
}

/** Samples of one shape are run together. What cannot be fed costs itself alone; a sample without a picture goes on as it is. */
async function runSamples(samples: readonly Sample[], use: ModelUse): Promise<readonly BatchOutcome[]> {
  const outcomes: BatchOutcome[] = [...samples];
  let group: Feed[] = [];
  const run = async (): Promise<void> => {
    const feeds = group;
    group = [];
    if (feeds.length > 0)
      for (const [index, values] of await runOrPart(feeds, use)) {
        const sample = samples[index];
        if (sample === undefined) continue;
        outcomes[index] = values instanceof SampleError ? values : withResult(sample, values, use.params);
      }
  };
  for (const [index, sample] of samples.entries()) {
    if (use.picture !== undefined && sample.image === undefined) continue;
    const feed = await feedOf(sample, index, use);
    if (feed instanceof SampleError) {
      outcomes[index] = feed;
      continue;
    }
    if (group[0] !== undefined && !isAlike(group[0], feed)) await run();
    group.push(feed);
    if (group.length === use.batch) await run();
  }
  await run();
  return outcomes;
}

async function feedOf(sample: Sample, index: number, use: ModelUse): Promise<Feed | SampleError> {
  const arrays: SampleArray[] = [];
  for (const { array, name } of use.arrays) {
    const values = sample.arrays[array];
    if (values === undefined)
      return new SampleError("missing-array", `the sample has no array "${array}" for the input "${name}"`);
    arrays.push(values);
  }
  if (use.picture === undefined || sample.image === undefined) return { index, raster: undefined, arrays };
  try {
    return { index, raster: await rasterOf(sample, sample.image.bytes, use.params), arrays };
  } catch (error) {
    if (error instanceof SampleError) return error;
    throw error;
  }
}

async function rasterOf(sample: Sample, bytes: Uint8Array, params: Params): Promise<Raster> {
  const { size } = params;
  const pixels = pixelsOf(sample);
  if (pixels?.width === size && pixels.height === size) return pixels;
  const { raster } = await decodeImage(bytes, {
    maxPixels: params["max-pixels"],
    background: 255,
    shrinkTo: size,
    square: params.fit === "stretch",
  });
  return fitRaster(raster, { how: params.fit, size, upscale: true });
}

/** What fails together is run one by one, so that a sample costs only itself. */
async function runOrPart(
  feeds: readonly Feed[],
  use: ModelUse,
): Promise<readonly (readonly [index: number, SampleArray | SampleError])[]> {
  try {
    const results = await runFeeds(feeds, use);
    return feeds.map(({ index }, at) => [index, results[at] ?? new SampleError("model-failed", "no output")]);
  } catch (error) {
    if (!(error instanceof SampleError)) throw error;
    const [only] = feeds;
    if (feeds.length === 1 && only !== undefined) return [[only.index, error]];
  }
  const each: (readonly [number, SampleArray | SampleError])[] = [];
  for (const feed of feeds) each.push(...(await runOrPart([feed], use)));
  return each;
}

function isAlike(a: Feed, b: Feed): boolean {
  return a.arrays.every((array, at) => array.length === b.arrays[at]?.length);
}

/** The output of each feed. A model of a fixed batch size gets the last one again in the places that are left. */
async function runFeeds(feeds: readonly Feed[], use: ModelUse): Promise<readonly SampleArray[]> {
  const { model, picture, output, params } = use;
  const padded = [...feeds];
  for (let last = feeds.at(-1); use.isFixed && last !== undefined && padded.length < use.batch; )
    padded.push(last);
  const inputs: Record<string, ModelValues> = {};
  if (picture !== undefined && isPictureType(picture.input.type)) {
    const rasters = padded.flatMap(({ raster }) => raster ?? []);
    inputs[picture.name] = {
      type: picture.input.type,
      shape: [padded.length, ...pictureShape(params)],
      data: pictureValues(rasters, picture.input.type, params),
    };
  }
  use.arrays.forEach(({ name, input }, at) => {
    const lists = padded.flatMap(({ arrays }) => arrays[at] ?? []);
    const data = arrayValues(lists, input.type);
    if (data === undefined)
      throw new SampleError("model-failed", `the input "${name}" takes ${input.type}, which no array holds`);
    const shape = [padded.length, ...restOfShape(input, lists[0]?.length ?? 0)];
    inputs[name] = { type: input.type, shape, data };
  });
  let result: ModelValues;
  try {
    result = await model.run(inputs, output);
  } catch (error) {
    throw new SampleError("model-failed", firstLine(error));
  }
  const values = splitValues(result.type, result.data, padded.length);
  if (values === undefined || result.shape[0] !== padded.length)
    throw new SampleError(
      "model-failed",
      `the output "${output}" is ${result.type} of the shape [${result.shape.join(", ")}] for ${padded.length} samples; expected one part a sample, of floats or of whole numbers that int32 can hold`,
    );
  return values;
}

/** Black pictures and zeros: what fails with them fails with everything, and is told before the run begins. */
async function tryOut(use: ModelUse): Promise<void> {
  const { arrays, params } = use;
  const lengths = arrays.map(({ input }) => {
    const sides = input.shape.slice(1);
    return sides.reduce<number>((length, side) => (typeof side === "number" ? length * side : Number.NaN), 1);
  });
  // An input of any length tells nothing of the lengths that make sense.
  if (lengths.some(Number.isNaN)) return;
  const { size } = params;
  const raster: Raster = { width: size, height: size, channels: 3, data: new Uint8Array(3 * size * size) };
  try {
    await runFeeds([{ index: 0, raster, arrays: lengths.map((length) => new Int32Array(length)) }], use);
  } catch (error) {
    if (!(error instanceof SampleError)) throw error;
    throw new UserError(
      "model-mismatch",
      `the model does not run on a black picture: ${error.message}`,
      "Check input, output, size and layout against how it was exported",
      { file: params.model },
    );
  }
}

/** An input of one free side takes an array of any length; several sides must be told by the model. */
function restOfShape({ shape }: ModelInput, length: number): readonly number[] {
  const sides = shape.slice(1);
  if (sides.length <= 1) return sides.length === 0 ? [] : [length];
  return sides.map((side) => (typeof side === "number" ? side : length));
}

function withResult(sample: Sample, values: SampleArray, { gives, pick, as }: Params): BatchOutcome {
  if (gives === "array") return { ...sample, arrays: { ...sample.arrays, [as]: values } };
  const score = values[pick];
  if (score === undefined)
    return new SampleError("model-mismatch", `the output has ${values.length} values, so none at ${pick}`);
  if (!Number.isFinite(score)) return new SampleError("no-score", `the model gave ${score}`);
  // To six decimals, as the engine keeps scores.
  return { ...sample, scores: { ...sample.scores, [as]: Math.round(score * 1e6) / 1e6 } };
}
