/** `wudao replay`: dropped and failed records of a run once more, to see why. */
import { Command } from "commander";
import { resolveLocation } from "../../storage/location.js";
import { exitCodes } from "../exit-codes.js";
import { loadCatalogue } from "../load.js";
import { print } from "../output.js";

export function replayCommand(): Command {
  return new Command("replay")
    .description(
      "Run dropped or failed records of a run again, stage by stage, to see why they did not go on",
    )
    .argument("<run>", "output folder of a run")
    .argument(
      "[record...]",
      "id or origin of records in rejects/ or quarantine/ (default: all of quarantine/)",
    )
    .option("--json", "print a JSON object a line for each record, texts in full")
    .addHelpText(
      "after",
      `
Each record is read from the run's input again and goes through the run's own stages, as this version of the program has them: what
each stage changed and measured, and where the record ends now. Nothing in the run is changed. Deduplication, which compares
documents with all others, is not done again: what it dropped is told as recorded.

Examples:
  wudao replay out/mine
  wudao replay out/mine data/news/3.jsonl:15
  wudao replay out/mine 525b68893647f69acd8d3b2e9b6f0dcd --json

Exit codes: ${exitCodes.done} replayed, ${exitCodes.files} the run set no such record aside, or its input has changed.`,
    )
    .action(async (folder: string, records: readonly string[], options: { readonly json?: boolean }) => {
      const { replay } = await import("../../report/replay/replay.js");
      const { outcomes, renderReplayed } = await import("../../report/replay/render-replay.js");
      const { allButShards, viewDataset } = await import("../../dataset/dataset-view.js");
      const catalogue = await loadCatalogue();
      const wanted = (name: string): boolean => allButShards(name) || name === ".run/plan.json";
      await viewDataset(resolveLocation(process.cwd(), folder), wanted, async (view) => {
        const counts = new Map<string, number>();
        for await (const replayed of replay(view.folder, catalogue, records)) {
          for (const outcome of outcomes(replayed)) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
          if (options.json === true) print(JSON.stringify(replayed));
          else for (const line of [...renderReplayed(replayed), ""]) print(line);
        }
        if (options.json === true) return;
        if (counts.size === 0) print("nothing is in quarantine");
        for (const [outcome, count] of counts) print(`${String(count).padStart(6)}  ${outcome}`);
      });
    });
}
