/** `wudao recipe list`: what each recipe of a folder reads, makes and writes. */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { UserError } from "../../contracts/errors.js";
import { readRecipe } from "../../recipe/read-recipe.js";
import { stageOf } from "../../recipe/resolve-stages.js";
import { loadCatalogue } from "../load.js";
import { print, printJson } from "../output.js";

/** The recipes that come with the program. */
const shipped = fileURLToPath(new URL("../../../../configs", import.meta.url));

export function listCommand(): Command {
  return new Command("list")
    .description("List recipes with what they read, make and write")
    .argument("[folder]", "folder of recipes; the ones that come with the program by default")
    .option("--json", "print the list as JSON")
    .addHelpText("after", "\nExamples:\n  wudao recipe list\n  wudao recipe list my-recipes --json")
    .action(async (folder: string | undefined, options: { json?: boolean }) => {
      const recipes = await listRecipes(resolve(folder ?? shipped));
      if (options.json === true) return printJson(recipes);
      for (const { name, description, input, reads, makes, writes } of recipes) {
        print(`${name}: ${description}`);
        print(`  input   ${input.join(", ") || "--input"} (${reads})`);
        print(`  output  ${makes}, ${writes}`);
      }
    });
}

async function listRecipes(folder: string) {
  if (!existsSync(folder))
    throw new UserError("no-folder", "there is no such folder", "Give one that holds recipes", {
      file: folder,
    });
  const catalogue = await loadCatalogue();
  const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  return Promise.all(
    files.map(async (file) => {
      const { name, description, inputs, stages } = await readRecipe(join(folder, file), catalogue);
      const declared = await Promise.all(stages.map((use) => stageOf(use, catalogue, folder)));
      const composer = stages[declared.findIndex(({ kind }) => kind === "compose")];
      const length = composer?.params["sequence-length"] ?? composer?.params["context-length"];
      return {
        file,
        name,
        description,
        input: inputs.flatMap(({ paths }) => paths).map((path) => relative(process.cwd(), path)),
        reads: stages[0]?.stage ?? "",
        makes:
          composer === undefined
            ? "one row a sample"
            : `${composer.stage}${length === undefined ? "" : ` of ${String(length)} tokens`}`,
        writes: stages.at(-1)?.stage ?? "",
      };
    }),
  );
}
