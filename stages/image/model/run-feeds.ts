/** One run of a model: what several samples feed it, laid out as it asks for, and its output for each of them. */
import { SampleError, UserError } from "../../../pipeline/contracts/errors.js";
import type { SampleArray } from "../../../pipeline/contracts/sample.js";
import type { Raster } from "../../pixels/raster.js";
import { type ModelUse, pictureShape } from "./model-use.js";
import { arrayValues, pictureValues, splitValues } from "./model-values.js";
import { firstLine, type ModelInput, type ModelValues } from "./open-model.js";

/** What one sample feeds the model. */
export interface Feed {
  readonly index: number;
  readonly raster: Raster | undefined;
  readonly arrays: readonly SampleArray[];
}

/** The output of each feed. A model of a fixed batch size gets the last one again in the places that are left. */
export async function runFeeds(feeds: readonly Feed[], use: ModelUse): Promise<readonly SampleArray[]> {
  const { model, picture, output, params } = use;
  const padded = [...feeds];
  for (let last = feeds.at(-1); use.isFixed && last !== undefined && padded.length < use.batch; )
    padded.push(last);
  const inputs: Record<string, ModelValues> = {};
  if (picture !== undefined) {
    const { name, type } = picture;
    const rasters = padded.flatMap(({ raster }) => raster ?? []);
    const data = pictureValues(rasters, type, params);
    inputs[name] = { type, shape: [padded.length, ...pictureShape(params)], data };
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

/** An input of one free side takes an array of any length; several sides must be told by the model. */
function restOfShape({ shape }: ModelInput, length: number): readonly number[] {
  const sides = shape.slice(1);
  if (sides.length <= 1) return sides.length === 0 ? [] : [length];
  return sides.map((side) => (typeof side === "number" ? side : length));
}

/** Black pictures and zeros: what fails with them fails with everything, and is told before the run begins. */
export async function tryOut(use: ModelUse): Promise<void> {
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
