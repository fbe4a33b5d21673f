/**
 * The JSON Schema of recipes, derived from the declarations of the stages. Editors show of it what stands where they look: at a stage's
 * name as a text and as a key, and at each parameter; `markdownDescription` is what they prefer, and standard validators pass over it.
 */
import { z } from "zod";
import type { AnyStage } from "../contracts/stage.js";
import { describeRange, type ParameterSchema } from "./describe-range.js";
import { recipeHead } from "./recipe.js";

export function recipeSchema(stages: readonly AnyStage[]): object {
  const head = schemaOf(recipeHead);
  const names = stages.map((stage) => ({ const: stage.name, ...docsOf(stage) }));
  const uses = stages.map((stage) => {
    const { $schema: _draft, ...parameters } = schemaOf(z.strictObject(stage.parameters.shape));
    return {
      type: "object",
      properties: {
        // One schema for "nothing" and parameters: of a choice between two, editors explain neither.
        [stage.name]: { ...parameters, type: ["object", "null"], ...docsOf(stage) },
      },
      required: [stage.name],
      additionalProperties: false,
    };
  });
  const module = {
    type: "object",
    description: "A stage of your own",
    properties: {
      module: { type: "string", description: "File with the stage; relative to the recipe" },
      export: { type: "string", description: "Name under which the file exports it", default: "default" },
    },
    required: ["module"],
  };
  return {
    ...head,
    title: "wudao-corpus recipe",
    properties: {
      ...head.properties,
      stages: {
        type: "array",
        minItems: 1,
        description: "Stages in the order of the data flow",
        items: { anyOf: [...names, ...uses, module] },
      },
    },
    // The command line may name the input.
    required: [...(head.required ?? []).filter((key) => key !== "input"), "stages"],
  };
}

/** What a stage does, where its rule comes from and why it drops samples. */
function docsOf({ kind, summary, source, reasons = {} }: AnyStage): {
  readonly description: string;
  readonly markdownDescription: string;
} {
  const drops = Object.entries(reasons).map(([reason, meaning]) => `- \`${reason}\`: ${meaning}`);
  return {
    description: summary,
    markdownDescription: [
      summary,
      ...["", `Kind: ${kind}`],
      ...["", `Source: ${source}`],
      ...(drops.length === 0 ? [] : ["", "Drop reasons:", "", ...drops]),
    ].join("\n"),
  };
}

function schemaOf(type: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(type, {
    ...{ io: "input", unrepresentable: "any" },
    override({ jsonSchema }) {
      // Editors check the range and tell of it when it is broken; what a key takes and has by default is to be read before.
      for (const parameter of Object.values((jsonSchema.properties ?? {}) as Record<string, object>))
        Object.assign(parameter, inMarkdown(parameter));
    },
  });
}

function inMarkdown(parameter: ParameterSchema): { readonly markdownDescription?: string } {
  const words = [parameter.description ?? "", describeRange(parameter)].filter((each) => each !== "");
  return words.length === 0 ? {} : { markdownDescription: words.join("\n\n") };
}
