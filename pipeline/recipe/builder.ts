/** The typed builder: stage declarations -> functions that make stage uses, camelCase in code, kebab-case in the recipe. */
import type { z } from "zod";
import type { AnyStage } from "../contracts/stage.js";
import type { Camel, StageEntry } from "./catalogue.js";
import type { StageUse } from "./recipe.js";

type CamelKeys<T> = { [Key in keyof T as Key extends string ? Camel<Key> : Key]: T[Key] };

/** Parameters of a stage as code writes them. */
export type ParamsOf<Stage extends AnyStage> = CamelKeys<z.input<Stage["parameters"]>>;

/** Uses a stage with the given parameters; those left out have their defaults. `wudao stages NAME` tells what each means. */
export type StageFactory<Stage extends AnyStage> = (params?: ParamsOf<Stage>) => StageUse;

type Factories<Stages> = {
  [Name in keyof Stages]: Stages[Name] extends StageEntry<infer Stage extends AnyStage>
    ? StageFactory<Stage>
    : never;
};

/** The functions of one step, under the names that the stages have there. */
export function factories<Stages extends object>(stages: Stages): Factories<Stages> {
  return Object.fromEntries(
    Object.entries(stages).map(([name, stage]: [string, StageEntry]) => [
      name,
      (params: object = {}): StageUse => ({ stage: stage.name, params: kebabKeys(params) }),
    ]),
  ) as Factories<Stages>;
}

/**
 * A stage of your own, in a module of its own so that worker threads can load it.
 *
 * @param module   path or file URL of the module; `new URL("./my-stage.js", import.meta.url)` works anywhere
 * @param exported name of the export: a function `(text, sample) => string | null`, where null drops the sample; or a declared stage
 * @param params   of a declared stage, in camelCase
 * @throws UserError (when the pipeline is checked) where the module cannot be loaded or exports no stage
 * @example custom(new URL("./shout.js", import.meta.url))
 */
export function custom(
  module: string | URL,
  exported = "default",
  params: Readonly<Record<string, unknown>> = {},
): StageUse {
  return { stage: exported, module: String(module), params: kebabKeys(params) };
}

/** What is no object with keys stays as it is, and is refused where its keys are checked. */
export function kebabKeys(value: object): Record<string, unknown> {
  if (Object.getPrototypeOf(value ?? false) !== Object.prototype) return value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      inner,
    ]),
  );
}
