/** The typed recipe: what YAML, command line and library builder all resolve to. */
import { z } from "zod";
import { byteSize } from "./size.js";

/** Names may be in any script. The name of a recipe also names its output folder, hence the restrictions. */
const name = z.string().regex(/^[\p{L}\p{M}\p{N}._-]+$/u, "letters, digits, '.', '_' and '-' only");

export const inputSchema = z.strictObject({
  name: name
    .optional()
    .describe(
      "Name of the input, kept with each sample as `source`; default: that of the folder or file, of several paths that of the folder they share",
    ),
  path: z
    .union([z.string(), z.array(z.string()).min(1)])
    .describe("File, folder or glob, or several; relative to the recipe"),
});

/** Names of inputs must differ: mixtures and reports know inputs by name only. */
const inputsSchema = z
  .array(z.union([inputSchema, z.string()]))
  .min(1)
  .superRefine((inputs, context) => {
    const names = inputs.map((input) => (typeof input === "string" ? undefined : input.name));
    for (const [index, name] of names.entries())
      if (name !== undefined && names.indexOf(name) < index)
        context.addIssue({
          code: "custom",
          path: [index, "name"],
          message: `another input is named "${name}", too; list the paths of both under one`,
        });
  });

export const guardsSchema = z.strictObject({
  "language-removal": z
    .number()
    .min(0)
    .max(1)
    .default(0.8)
    .describe("Share of one language's samples that one stage may remove before the run stops"),
  "source-removal": z
    .number()
    .min(0)
    .max(1)
    .default(0.9)
    .describe("Share of one source's samples that one dedup stage may remove before the run stops"),
  "cluster-share": z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe("Share of all samples that one cluster of duplicates may hold before the run stops"),
  "min-samples": z
    .int()
    .min(1)
    .default(200)
    .describe("Samples (of a language, of a source, in all) seen before a guard may act"),
  allow: z
    .array(z.string())
    .default([])
    .describe("Stages that are meant to remove languages, sources or giant clusters, and are not guarded"),
});

export const budgetSchema = z.strictObject({
  "sample-seconds": z
    .number()
    .positive()
    .default(120)
    .describe("Seconds that all stages together may take for one sample; then it is quarantined"),
  "sample-characters": z
    .int()
    .positive()
    .default(64 * 1024 * 1024)
    .describe("Characters of the longest text that is processed; longer ones are quarantined"),
});

/** A use of a stage in a recipe. */
export interface StageUse {
  /** Name of the stage; for a user's own stage, the name of the export. */
  readonly stage: string;
  /** The user's file that exports the stage or function. */
  readonly module?: string;
  /** The parameters in kebab-case, not checked yet. */
  readonly params: Readonly<Record<string, unknown>>;
}

export const recipeHead = z.strictObject({
  name: name.describe("Name of the recipe"),
  description: z.string().default("").describe("What the recipe is for"),
  seed: z.int().min(0).default(0).describe("Seed of every random choice"),
  input: z
    .union([inputSchema, inputsSchema, z.string()])
    .describe(
      "Where the records come from: an input or several, each by its path alone or with a name. A recipe that has none is run with `--input`",
    ),
  output: z.string().optional().describe("Folder of the dataset; relative to the working folder"),
  "split-bytes": byteSize
    .default(64 * 1024 * 1024)
    .describe(
      "Most bytes of a split that is cut from a plain line-oriented file; an input below 16 times as much is cut finer, but not below 16 MiB",
    ),
  rejects: z.enum(["keep", "none"]).default("keep").describe("Whether the text of dropped samples is kept"),
  against: z
    .array(z.string())
    .default([])
    .describe(
      "Datasets that were made with `index`: exact, URL, SimHash and MinHash deduplication drop what is like a document that those runs kept, without reading their texts. Relative to the recipe",
    ),
  index: z
    .enum(["none", "kept", "all"])
    .default("none")
    .describe(
      "What the folder `index` of the dataset holds for later runs: nothing; what exact, URL, SimHash and MinHash deduplication kept here; or that and all that `against` holds",
    ),
  origins: z
    .enum(["keep", "none"])
    .default("keep")
    .describe(
      "Whether rows of a compose stage can be traced to their documents (`wudao locate`): 16 bytes for each document in a row, and its origin and id, packed",
    ),
  decide: z
    .enum(["now", "later", "stored"])
    .default("now")
    .describe(
      "When filters drop: now; later: all samples are kept with their scores; stored: by the scores that such a run has written as JSON Lines, without looking at the text",
    ),
  guards: guardsSchema.prefault({}).describe("What stops the run before it ruins a corpus"),
  budget: budgetSchema.prefault({}).describe("What one sample may cost"),
});

export type RecipeHead = z.output<typeof recipeHead>;
export type InputSpec = { readonly name: string; readonly paths: readonly string[] };

/** A checked recipe: all defaults filled in, paths absolute. */
export interface Recipe extends Omit<RecipeHead, "input"> {
  readonly inputs: readonly InputSpec[];
  readonly stages: readonly StageUse[];
  /** Folder that relative paths refer to. */
  readonly baseDir: string;
}
