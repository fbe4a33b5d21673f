/** A model file, opened: what it takes and gives, and its run on one batch. */
import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-web";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { loadRuntime, type Runtime, type RuntimeName } from "./runtime.js";

export interface ModelFiles {
  readonly model: string;
  /** Weights that the model keeps in files of their own. */
  readonly external: readonly string[];
}

/** What a model says of one input: a side that is a name may have any length. */
export interface ModelInput {
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export interface OpenModel {
  readonly inputs: ReadonlyMap<string, ModelInput>;
  readonly outputs: readonly string[];
  run(feeds: Readonly<Record<string, ModelValues>>, output: string): Promise<ModelValues>;
}

export interface ModelValues {
  readonly type: string;
  readonly shape: readonly number[];
  readonly data: Tensor.DataType;
}

/** Sessions of this worker: tasks come one after another, and opening a model takes seconds. */
const sessions = new Map<string, Promise<OpenModel>>();
const mostSessions = 2;

/** @throws UserError `bad-model`, `no-model-runtime` */
export async function openModel(
  files: ModelFiles,
  baseDir: string,
  runtimeName: RuntimeName,
): Promise<OpenModel> {
  const key = JSON.stringify([files, baseDir, runtimeName]);
  let model = sessions.get(key);
  if (model === undefined) {
    if (sessions.size >= mostSessions) sessions.clear();
    model = open(files, baseDir, await loadRuntime(runtimeName), runtimeName);
    sessions.set(key, model);
  }
  return await model;
}

async function open(
  { model, external }: ModelFiles,
  baseDir: string,
  runtime: Runtime,
  name: RuntimeName,
): Promise<OpenModel> {
  const path = resolve(baseDir, model);
  let session: InferenceSession;
  try {
    const weights = external.map(async (file) => ({
      path: basename(file),
      data: await readFile(resolve(baseDir, file)),
    }));
    session = await runtime.InferenceSession.create(await readFile(path), {
      executionProviders: [name === "web" ? "wasm" : "cpu"],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      ...(external.length === 0 ? {} : { externalData: await Promise.all(weights) }),
    });
  } catch (error) {
    throw new UserError(
      "bad-model",
      `the model cannot be opened: ${firstLine(error)}`,
      "Check that it is a whole ONNX model, and that external-data names all files of its weights",
      { file: path },
    );
  }
  const inputs = session.inputMetadata.map((input): [string, ModelInput] => [
    input.name,
    input.isTensor ? { type: input.type, shape: input.shape } : { type: "no tensor", shape: [] },
  ]);
  return {
    inputs: new Map(inputs),
    outputs: session.outputNames,
    async run(feeds, output) {
      const tensors = Object.entries(feeds).map(([input, { type, data, shape }]): [string, Tensor] => [
        input,
        new runtime.Tensor(type as "float32", data as Float32Array, shape),
      ]);
      const results = await session.run(Object.fromEntries(tensors), [output]);
      const result = results[output];
      if (result === undefined) throw new Error(`the model gave no "${output}"`);
      return { type: result.type, shape: result.dims, data: result.data };
    },
  };
}

export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
