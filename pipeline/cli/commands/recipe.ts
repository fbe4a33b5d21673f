/** `wudao recipe`: list, check, explain and the JSON Schema of recipes. */
import { Command } from "commander";
import { stringify } from "yaml";
import { allStages } from "../../recipe/catalogue.js";
import { readRecipe } from "../../recipe/read-recipe.js";
import { recipeSchema } from "../../recipe/recipe-schema.js";
import { stageOf } from "../../recipe/resolve-stages.js";
import { plural } from "../../report/plural.js";
import { loadCatalogue } from "../load.js";
import { print, printJson } from "../output.js";
import { listCommand } from "./recipe-list.js";

export function recipeCommand(): Command {
  return new Command("recipe")
    .description("List, check or explain recipes; print the JSON Schema of recipes")
    .addHelpText(
      "after",
      `
Examples:
  wudao recipe list
  wudao recipe check my.yaml
  wudao recipe explain configs/wudaocorpora.yaml
  wudao recipe schema > recipe.schema.json`,
    )
    .addCommand(listCommand())
    .addCommand(checkCommand())
    .addCommand(explainCommand())
    .addCommand(schemaCommand());
}

function checkCommand(): Command {
  return new Command("check")
    .description("Check a recipe: names, parameters, order; every error with line and column")
    .argument("<recipe>", "YAML file")
    .option("--json", "print the result, or the error, as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  wudao recipe check my.yaml\n  wudao recipe check my.yaml --json && wudao run my.yaml",
    )
    .action(async (file: string, options: { json?: boolean }) => {
      const recipe = await readRecipe(file, await loadCatalogue());
      if (options.json === true) printJson({ ok: true, name: recipe.name, stages: recipe.stages.length });
      else print(`${file}: good (${plural(recipe.stages.length, "stage")})`);
    });
}

function explainCommand(): Command {
  return new Command("explain")
    .description("Show what a recipe does, stage by stage, with all defaults filled in")
    .argument("<recipe>", "YAML file")
    .option("--json", "print the recipe with all defaults as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  wudao recipe explain configs/quickstart.yaml\n  wudao recipe explain configs/quickstart.yaml --json",
    )
    .action(async (file: string, options: { json?: boolean }) => {
      const catalogue = await loadCatalogue();
      const recipe = await readRecipe(file, catalogue);
      if (options.json === true) return printJson(recipe);
      print(recipe.description === "" ? recipe.name : `${recipe.name}: ${recipe.description}`);
      print("");
      for (const [index, use] of recipe.stages.entries()) {
        const { name, summary } = await stageOf(use, catalogue, recipe.baseDir);
        print(`${String(index + 1).padStart(2)}. ${name}: ${summary}`);
        if (use.module !== undefined) print(`      # ${use.module}`);
        if (Object.keys(use.params).length > 0)
          print(stringify(use.params).replace(/^/gm, "      ").trimEnd());
      }
    });
}

function schemaCommand(): Command {
  return new Command("schema")
    .description("Print the JSON Schema of recipes, with which editors complete and check them")
    .addHelpText(
      "after",
      "\nExamples:\n  wudao recipe schema > recipe.schema.json\n  # first line of a recipe, for editors with the YAML language server:\n  # yaml-language-server: $schema=recipe.schema.json",
    )
    .action(async () => printJson(recipeSchema(await allStages(await loadCatalogue()))));
}
