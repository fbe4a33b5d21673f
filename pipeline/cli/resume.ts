/** `wudao resume`: goes on with a run from what its folder holds, without its recipe. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { allDone } from "../run/phase-gate.js";
import { closePlace, openPlace } from "../run/place.js";
import { storedPlan } from "../run/stored-plan.js";
import { resolveLocation } from "../storage/location.js";
import { loadCatalogue } from "./load.js";
import { wholeNumber } from "./options.js";
import { runToEnd } from "./run-to-end.js";

export function resumeCommand(): Command {
  return new Command("resume")
    .description("Go on with a stopped or prepared run from its folder alone, as it was planned")
    .argument("<run>", "output folder of the run, or its plan.json")
    .option("-w, --workers <n>", "worker threads", String(availableParallelism()))
    .option("--wait", "first wait until other processes have done all tasks, then only finish the dataset")
    .option("--json", "print the result, or the error, as JSON; no progress")
    .option("-q, --quiet", "no progress")
    .addHelpText("after", "\nExamples:\n  wudao resume out/mine\n  wudao resume out/mine --workers 8 --json")
    .action(
      async (run: string, options: { workers: string; json?: boolean; quiet?: boolean; wait?: boolean }) => {
        const workers = wholeNumber("--workers", options.workers, 1);
        const place = await openPlace(resolveLocation(process.cwd(), run));
        const { plan } = storedPlan(place.folder);
        const { location: output, folder, stored } = place;
        const catalogue = await loadCatalogue();
        if (options.wait === true)
          await allDone({
            ...{ plan, output: folder, catalogue, wait: true },
            signal: new AbortController().signal,
            refresh: stored?.refresh,
          });
        await closePlace(place, false);
        await runToEnd({ plan, output, catalogue, workers, force: false, slurm: undefined }, options);
      },
    );
}
