/** What a recipe says of a model: its files, what it takes and what it gives. */
import { z } from "zod";

const channel = z.array(z.number()).length(3);

export const modelParameters = z.strictObject({
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

export type ModelParameters = z.output<typeof modelParameters>;
