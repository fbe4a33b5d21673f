/** `wudao recut`: decides again, with other limits, from the scores that a run has kept. */
import { Command } from "commander";
import { viewDataset, wholeDataset } from "../../dataset/dataset-view.js";
import { recut } from "../../recut/recut.js";
import { plural } from "../../report/plural.js";
import { resolveLocation, resolveOnDisk } from "../../storage/location.js";
import { exitCodes } from "../exit-codes.js";
import { loadCatalogue } from "../load.js";
import { namedOutput } from "../options.js";
import { print, printJson } from "../output.js";

interface RecutOptions {
  readonly output: string;
  readonly set?: string[];
  readonly json?: boolean;
}

export function recutCommand(): Command {
  return new Command("recut")
    .description("Write the dataset that the filters give with other limits, from kept scores")
    .argument("<dataset>", "folder of a dataset of texts that was written with `decide: later`")
    .requiredOption("-o, --output <folder>", "folder of the new dataset")
    .option("--set <filter.limit=value...>", "another limit than that of the run")
    .option("--json", "print the new manifest as JSON")
    .addHelpText(
      "after",
      `
Only this dataset is read, not the corpus; it stays as it is. The new one has the same format, with its own ledger and rejects.

Examples:
  wudao recut out/scored --output out/decided
  wudao recut out/scored --set min-han.min=50 gopher-quality.min-words=100 --output out/strict`,
    )
    .action(async (folder: string, { output, set = [], json }: RecutOptions) => {
      const catalogue = await loadCatalogue();
      const target = resolveOnDisk(process.cwd(), namedOutput(output));
      const location = resolveLocation(process.cwd(), folder);
      const manifest = await viewDataset(location, wholeDataset, (view) =>
        recut(view.folder, set, target, catalogue),
      );
      if (json === true) printJson(manifest);
      else
        print(
          `${plural(manifest.rows, "document")} in ${plural(manifest.shards.length, "shard")}: ${output}`,
        );
      if (manifest.rows === 0) process.exitCode = exitCodes.empty;
    });
}
