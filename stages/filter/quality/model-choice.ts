/** The parameter `model` of stages that score by a trained model: the one that comes with the project, or a file of the user's own. */
import { z } from "zod";
import { classifierPath, modelPath, perplexityPath } from "./default-models.js";
import { LinearModel } from "./linear-model.js";
import { NgramModel } from "./ngram-model.js";

interface Shipped<Model> {
  readonly path: string;
  /** What it was trained on. */
  readonly of: string;
  /** How `wudao model train` calls its kind. */
  readonly kind: string;
  read(path: string): Model;
}

function modelChoice<Model>({ path, of, kind, read }: Shipped<Model>) {
  return {
    parameter: z
      .string()
      .default("default")
      .describe(
        `\`default\`: the model that comes with the project (${of}); else a file that \`wudao model train ${kind}\` made, relative to the recipe`,
      ),
    files: ({ model }: { readonly model: string }): string[] => [model === "default" ? path : model],
    open: ({ model }: { readonly model: string }, baseDir: string): Model =>
      read(modelPath(model, path, baseDir)),
  };
}

export const perplexityModel = modelChoice({
  path: perplexityPath,
  of: "Chinese of all kinds, some English",
  kind: "perplexity",
  read: (path) => NgramModel.read(path),
});

export const classifierModel = modelChoice({
  path: classifierPath,
  of: "good documents against corrupted ones",
  kind: "classifier",
  read: (path) => LinearModel.read(path),
});
