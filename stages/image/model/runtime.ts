/**
 * ONNX Runtime, which is no dependency of this project: whoever runs models installs one of its packages.
 *
 * In WebAssembly (`web`) a model gives the same bits on every machine, so that a run on several of them stays one run; the native one
 * (`node`) chooses its kernels by the processor, and is faster.
 */

import type * as Ort from "onnxruntime-web";
import { UserError } from "../../../pipeline/contracts/errors.js";

export type RuntimeName = "web" | "node";
export type Runtime = Pick<typeof Ort, "InferenceSession" | "Tensor" | "env">;

const packages = { web: "onnxruntime-web", node: "onnxruntime-node" } as const;

const loaded = new Map<RuntimeName, Promise<Runtime>>();

/** @throws UserError `no-model-runtime` when the package is not installed */
export function loadRuntime(name: RuntimeName): Promise<Runtime> {
  let runtime = loaded.get(name);
  if (runtime === undefined) {
    runtime = importRuntime(name);
    loaded.set(name, runtime);
  }
  return runtime;
}

async function importRuntime(name: RuntimeName): Promise<Runtime> {
  const wanted: string = packages[name];
  try {
    const module = (await import(wanted)) as Runtime & { readonly default?: Runtime };
    const runtime = module.default ?? module;
    // One thread in each worker: workers already run side by side, and the results must not depend on the number of threads.
    runtime.env.wasm.numThreads = 1;
    runtime.env.logLevel = "error";
    return runtime;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new UserError(
      "no-model-runtime",
      `onnx-model needs the package ${wanted}, which is not installed`,
      name === "web" ? `npm install ${wanted}` : `ONNXRUNTIME_NODE_INSTALL=skip npm install ${wanted}`,
    );
  }
}
