/** What the recipe wants of a model, checked against what the model says of itself. */
import { UserError } from "../../../pipeline/contracts/errors.js";
import { isPictureType, type PictureType } from "./model-values.js";
import type { ModelInput, OpenModel } from "./open-model.js";
import type { ModelParameters } from "./parameters.js";

/** The input that takes pictures. */
interface PictureInput {
  readonly name: string;
  readonly type: PictureType;
}

export interface ModelUse {
  readonly model: OpenModel;
  readonly params: ModelParameters;
  /** Undefined for models of texts or arrays alone. */
  readonly picture: PictureInput | undefined;
  readonly arrays: readonly { readonly name: string; readonly array: string; readonly input: ModelInput }[];
  readonly output: string;
  readonly batch: number;
  /** The model takes no other number of samples than `batch`. */
  readonly isFixed: boolean;
}

/** @throws UserError `model-mismatch` */
export function useOf(model: OpenModel, params: ModelParameters): ModelUse {
  const names = [...model.inputs.keys()];
  const inputNamed = (name: string): ModelInput => {
    const input = model.inputs.get(name);
    if (input !== undefined) return input;
    throw mismatch(params, `the model has no input "${name}", but ${names.join(", ")}`, "Name one of them");
  };
  const arrays = Object.entries(params.inputs).map(([name, array]) => ({
    name,
    array,
    input: inputNamed(name),
  }));
  const left = names.filter((name) => !Object.hasOwn(params.inputs, name));
  if (left.length > 1 || (params.input !== undefined && !left.includes(params.input)))
    throw mismatch(
      params,
      `the model's inputs are ${names.join(", ")}; the recipe names arrays for ${arrays.map(({ name }) => name).join(", ") || "none"} and ${params.input ?? "no input"} for pictures`,
      "Name an array for each input in `inputs` but the one that takes pictures (`input`)",
    );
  const [name] = left;
  const picture = name === undefined ? undefined : pictureInput(name, inputNamed(name), params);
  const output = params.output ?? model.outputs[0];
  if (output === undefined || !model.outputs.includes(output))
    throw mismatch(
      params,
      `the model has no output "${output}", but ${model.outputs.join(", ")}`,
      "Name one of them",
    );
  const sizes = [...model.inputs.values()].map(({ shape }) => shape[0]);
  const fixed = sizes.find((size) => typeof size === "number");
  const batch = fixed ?? params.batch;
  return { model, params, picture, arrays, output, batch, isFixed: fixed !== undefined };
}

function pictureInput(name: string, { type, shape }: ModelInput, params: ModelParameters): PictureInput {
  if (!isPictureType(type))
    throw mismatch(
      params,
      `the input "${name}" takes ${type}; pictures are float32, float16 or uint8`,
      "Name an array for it in `inputs`",
    );
  const wanted = pictureShape(params);
  const fits = wanted.every((side, at) => typeof shape[at + 1] !== "number" || shape[at + 1] === side);
  if (shape.length !== wanted.length + 1 || !fits)
    throw mismatch(
      params,
      `the input "${name}" has the shape [${shape.join(", ")}], but ${params.layout} pictures of ${params.size} are [n, ${wanted.join(", ")}]`,
      "Set size and layout to what the model was exported with",
    );
  return { name, type };
}

/** Shape of the array of one picture, by the layout that the model wants. */
export function pictureShape({ size, layout }: ModelParameters): readonly number[] {
  return layout === "nchw" ? [3, size, size] : [size, size, 3];
}

function mismatch({ model }: ModelParameters, problem: string, advice: string): UserError {
  return new UserError("model-mismatch", problem, advice, { file: model });
}
