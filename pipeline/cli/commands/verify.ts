/** `wudao verify`: checks a dataset against its manifest and ledger. */
import { Command } from "commander";
import { allButShards, viewDataset } from "../../dataset/dataset-view.js";
import { verifyDataset } from "../../dataset/verify-dataset.js";
import { plural } from "../../report/plural.js";
import { printable } from "../../report/printable.js";
import { resolveLocation } from "../../storage/location.js";
import { exitCodes } from "../exit-codes.js";
import { print, printJson } from "../output.js";

export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "Check sizes, checksums, schema, rows and token ids of a dataset against its manifest, and its ledger",
    )
    .argument("<dataset>", "folder of the dataset")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
Examples:
  wudao verify out/quickstart
  wudao verify out/quickstart --json

Exit codes: ${exitCodes.done} all is good, ${exitCodes.unverified} something is not, ${exitCodes.files} the folder holds no dataset.`,
    )
    .action(async (folder: string, options: { json?: boolean }) => {
      const result = await viewDataset(resolveLocation(process.cwd(), folder), allButShards, (view) =>
        verifyDataset(view.folder, view),
      );
      if (options.json === true) printJson(result);
      else if (result.ok) print(`${folder}: good (${plural(result.shards, "shard")})`);
      else for (const { file, problem } of result.problems) print(printable(`${file}: ${problem}`));
      if (!result.ok) process.exitCode = exitCodes.unverified;
    });
}
