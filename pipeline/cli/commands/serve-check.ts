/** `wudao serve-check`: how a dataset will be loaded by many processes, before they are paid for. */
import { Command, Option } from "commander";
import { runState, viewDataset } from "../../dataset/dataset-view.js";
import { printable } from "../../report/printable.js";
import { resolveLocation } from "../../storage/location.js";
import { exitCodes } from "../exit-codes.js";
import { wholeNumber } from "../options.js";
import { print, printJson } from "../output.js";

/** Each rank and each loader of it is played. */
const maxRanks = 100_000;
const maxLoaders = 1_000_000;

interface ServeCheckOptions {
  readonly worldSize: string;
  readonly workers: string;
  readonly batch: string;
  readonly by: "rows" | "shards";
  readonly resumeAt?: string;
  readonly json?: boolean;
}

export function serveCheckCommand(): Command {
  return new Command("serve-check")
    .description(
      "Play the loading of a dataset by all ranks of a training: equal batches, no empty rank, exact resume",
    )
    .argument("<dataset>", "folder of the dataset")
    .requiredOption("--world-size <n>", "ranks that train together")
    .option("--workers <n>", "loader workers of each rank", "1")
    .requiredOption("--batch <n>", "rows of a batch of one rank")
    .addOption(
      new Option("--by <what>", "what is dealt out: rows (mapped files) or whole shards (streamed files)")
        .choices(["rows", "shards"])
        .default("rows"),
    )
    .option("--resume-at <step>", "also tell where each worker goes on after so many steps")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
Examples:
  wudao serve-check out/quickstart --world-size 4 --workers 2 --batch 8
  wudao serve-check out/quickstart --world-size 4 --batch 8 --by shards --resume-at 100 --json

Exit codes: ${exitCodes.done} all is good, ${exitCodes.unverified} something is uneven, ${exitCodes.files} the folder holds no dataset.`,
    )
    .action(async (folder: string, options: ServeCheckOptions) => {
      const ranks = wholeNumber("--world-size", options.worldSize, 1, maxRanks);
      const loading = {
        ranks,
        workers: wholeNumber("--workers", options.workers, 1, Math.floor(maxLoaders / ranks)),
        batch: wholeNumber("--batch", options.batch, 1),
        by: options.by,
      };
      const resumeAt =
        options.resumeAt === undefined ? undefined : wholeNumber("--resume-at", options.resumeAt);
      const { readManifest } = await import("../../dataset/manifest-file.js");
      const { simulateServing } = await import("../../report/serve/simulate-serving.js");
      const { renderServing } = await import("../../report/serve/render-serving.js");
      const { shards } = await viewDataset(resolveLocation(process.cwd(), folder), runState, (view) =>
        readManifest(view.folder),
      );
      const serving = simulateServing(shards, loading, resumeAt);
      if (options.json === true) printJson(serving);
      else for (const line of renderServing(serving)) print(printable(line));
      if (!serving.ok) process.exitCode = exitCodes.unverified;
    });
}
