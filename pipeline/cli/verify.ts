/** `wudao verify`: checks a dataset against its manifest and ledger. */
import { resolve } from "node:path";
import { Command } from "commander";
import { printable } from "../report/dataset/printable.js";
import { print, printJson } from "./output.js";

export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "Check sizes, checksums, schema, rows and token ids of a dataset against its manifest, and its ledger",
    )
    .argument("<dataset>", "folder of the dataset")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  wudao verify out/quickstart\n\nExit codes: 0 all is good, 1 something is not, 2 the folder holds no dataset.",
    )
    .action(async (folder: string, options: { json?: boolean }) => {
      const { verifyDataset } = await import("../report/dataset/verify-dataset.js");
      const result = await verifyDataset(resolve(folder));
      if (options.json === true) printJson(result);
      else if (result.ok) print(`${folder}: good (${result.shards} shard(s))`);
      else for (const { file, problem } of result.problems) print(printable(`${file}: ${problem}`));
      if (!result.ok) process.exitCode = 1;
    });
}
