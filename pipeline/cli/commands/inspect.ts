/** `wudao inspect`: what a dataset is, and decoded samples of it. */
import { Command } from "commander";
import { runState, viewDataset } from "../../dataset/dataset-view.js";
import { renderInspection } from "../../report/render-inspection.js";
import { resolveLocation } from "../../storage/location.js";
import { loadCatalogue } from "../load.js";
import { wholeNumber } from "../options.js";
import { formatBytes, print, printJson } from "../output.js";

interface InspectCommandOptions {
  readonly rows: string;
  readonly start: string;
  readonly seed?: string;
  readonly json?: boolean;
}

export function inspectCommand(): Command {
  return new Command("inspect")
    .description("Show schema, counts and shards of a dataset, and decoded samples of it")
    .argument("<dataset>", "folder of the dataset")
    .option("-n, --rows <n>", "rows to show", "3")
    .option("--start <n>", "first row to show, counted from 0", "0")
    .option("--seed <n>", "show random rows instead; the same ones for the same seed")
    .option("--json", "print everything as JSON, texts in full")
    .addHelpText(
      "after",
      "\nExamples:\n  wudao inspect out/quickstart\n  wudao inspect out/quickstart --rows 5 --seed 1\n  wudao inspect out/quickstart --start 2 --rows 1 --json",
    )
    .action(async (folder: string, options: InspectCommandOptions) => {
      const { inspectDataset } = await import("../../dataset/inspect-dataset.js");
      const shown = {
        rows: wholeNumber("--rows", options.rows),
        start: wholeNumber("--start", options.start),
        seed: options.seed === undefined ? undefined : wholeNumber("--seed", options.seed),
      };
      const catalogue = await loadCatalogue();
      const inspection = await viewDataset(resolveLocation(process.cwd(), folder), runState, (view) =>
        inspectDataset(view.folder, shown, catalogue, view),
      );
      if (options.json === true) printJson(inspection);
      else print(renderInspection(inspection, formatBytes));
    });
}
