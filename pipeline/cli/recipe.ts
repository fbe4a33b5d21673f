/** `wudao recipe`: check, explain and the JSON Schema of recipes. */
import { Command } from "commander";
import { stringify } from "yaml";
import { findStage } from "../catalogue.js";
import { readRecipe } from "../recipe/read-recipe.js";
import { recipeSchema } from "../recipe/recipe-schema.js";
import { loadCatalogue } from "./load.js";
import { print, printJson } from "./output.js";

export function recipeCommand(): Command {
  const command = new Command("recipe").description(
    "Check or explain a recipe; print the JSON Schema of recipes",
  );
  command
    .command("check")
    .description("Check a recipe: names, parameters, order")
    .argument("<recipe>", "YAML file")
    .option("--json", "print the result as JSON")
    .action(async (file: string, options: { json?: boolean }) => {
      const recipe = await readRecipe(file, await loadCatalogue());
      if (options.json === true) printJson({ ok: true, name: recipe.name, stages: recipe.stages.length });
      else print(`${file}: good (${recipe.stages.length} stages)`);
    });
  command
    .command("explain")
    .description("Show what a recipe does, stage by stage, with all defaults filled in")
    .argument("<recipe>", "YAML file")
    .action(async (file: string) => {
      const catalogue = await loadCatalogue();
      const recipe = await readRecipe(file, catalogue);
      print(`${recipe.name}: ${recipe.description}\n`);
      for (const [index, use] of recipe.stages.entries()) {
        const summary =
          use.module === undefined ? findStage(catalogue, use.stage).summary : `from ${use.module}`;
        print(`${String(index + 1).padStart(2)}. ${use.stage}: ${summary}`);
        if (Object.keys(use.params).length > 0)
          print(stringify(use.params).replace(/^/gm, "      ").trimEnd());
      }
    });
  command
    .command("schema")
    .description("Print the JSON Schema of recipes, for editors")
    .action(async () => printJson(recipeSchema(await loadCatalogue())));
  return command;
}
