/** `wudao plan`: what a run would do and cost, without running it. */
import { Command } from "commander";
import { makePlan } from "../plan/plan.js";
import { readRecipe } from "../recipe/read-recipe.js";
import { describePhase, phaseName, phasesOf } from "../run/phases.js";
import { loadCatalogue } from "./load.js";
import { formatBytes, print, printJson } from "./output.js";

interface PlanOptions {
  readonly input?: string[];
  readonly set?: string[];
  readonly json?: boolean;
}

export function planCommand(): Command {
  return new Command("plan")
    .description("Show splits, phases, memory and temporary disk of a run without running it")
    .argument("<recipe>", "YAML file")
    .option("-i, --input <path...>", "files, folders or globs in place of the recipe's input")
    .option("--set <stage.param=value...>", "change a stage's parameter")
    .option("--json", "print the plan as JSON")
    .addHelpText("after", "\nExample:\n  wudao plan configs/quickstart.yaml --json")
    .action(async (file: string, options: PlanOptions) => {
      const catalogue = await loadCatalogue();
      const recipe = await readRecipe(file, catalogue, {
        ...(options.input === undefined ? {} : { input: options.input }),
        ...(options.set === undefined ? {} : { set: options.set }),
      });
      const plan = await makePlan(recipe, catalogue);
      if (options.json === true) return printJson(plan);
      const { forecast } = plan;
      print(`plan ${plan.hash}`);
      print(
        `inputs       ${plan.files.length} file(s), ${formatBytes(plan.files.reduce((sum, { bytes }) => sum + bytes, 0))} as stored, about ${formatBytes(forecast.inputBytes)} unpacked`,
      );
      print(`memory       about ${formatBytes(forecast.workerMemoryBytes)} a worker`);
      print(`temporary    about ${formatBytes(forecast.temporaryDiskBytes)} of disk`);
      print("\nphases");
      for (const phase of phasesOf(plan)) {
        const tasks =
          phase.kind === "stream"
            ? plan.splits.length
            : phase.kind === "match"
              ? (plan.partitions[phase.stage] ?? 1)
              : phase.kind === "resolve"
                ? 1
                : undefined;
        print(
          `  ${phaseName(phase).padEnd(12)} ${String(tasks ?? "by size").padStart(7)} task(s)  ${describePhase(phase, plan)}`,
        );
      }
      print("\nsplits");
      for (const split of plan.splits)
        print(
          `  ${String(split.index).padStart(5)}  ${split.input}  ${split.file}${split.divisible ? ` [${split.start}, ${split.end})` : ""}`,
        );
    });
}
