/** `wudao resume`: goes on with a run from what its folder holds, without its recipe. */
import { Command } from "commander";
import { allDone } from "../../executors/phase-gate.js";
import { refuseChangedInputs } from "../../plan/changed-inputs.js";
import { workersThatFit } from "../../plan/fits.js";
import type { Plan } from "../../plan/plan.js";
import { receiptPath } from "../../run/folders.js";
import { closePlace, openPlace, type Place } from "../../run/place/place.js";
import { readReceipt } from "../../run/receipts.js";
import { isRunFinished } from "../../run/run.js";
import { storedPlan } from "../../run/stored-plan.js";
import { resolveLocation } from "../../storage/location.js";
import { logFormatOption, tellWaiting } from "../json-log.js";
import { loadCatalogue } from "../load.js";
import { wantedWorkers } from "../options.js";
import { runToEnd, type Shown } from "../run-to-end.js";
import { addSlurmOptions, type SlurmOptions, slurmChoice, slurmWorkers } from "../slurm-options.js";

interface ResumeOptions extends SlurmOptions, Shown {
  readonly workers?: string;
  readonly wait?: boolean;
}

export function resumeCommand(): Command {
  return addSlurmOptions(new Command("resume"))
    .description("Go on with a stopped or prepared run from its folder alone, as it was planned")
    .argument("<run>", "output folder of the run, or its plan.json")
    .option("-w, --workers <n>", "worker threads (default: as many as fit into memory; with Slurm: 1 a job)")
    .option("--wait", "first wait until other processes have done all tasks, then only finish the dataset")
    .option("--json", "print the result, or the error, as JSON; no progress")
    .option("-q, --quiet", "no progress")
    .addOption(logFormatOption())
    .addHelpText(
      "after",
      `
Examples:
  wudao resume out/mine
  wudao resume out/mine --workers 8 --json
  wudao resume /shared/out --executor slurm --sbatch=--partition=cpu`,
    )
    .action(async (run: string, options: ResumeOptions) => {
      const slurm = slurmChoice(options);
      const wanted = slurm === undefined ? wantedWorkers(options.workers) : slurmWorkers(options.workers);
      const place = await openPlace(resolveLocation(process.cwd(), run));
      const { plan } = storedPlan(place.folder);
      const workers = wanted ?? workersThatFit(plan.forecast);
      const { location: output, folder, stored } = place;
      const catalogue = await loadCatalogue();
      await runToEnd({ plan, output, catalogue, workers, force: false, slurm }, options, async (signal) => {
        const refresh = stored?.refresh;
        if (options.wait === true)
          await allDone({
            ...{ plan, output: folder, catalogue, wait: true, signal, refresh },
            waits: tellWaiting(options.logFormat),
          });
        refuseChangedInputs(plan, unreadSplits(plan, place));
        await closePlace(place, false);
      });
    });
}

/** Numbers of the splits that the run still has to read; none for a finished run. */
function unreadSplits(plan: Plan, place: Place): readonly number[] {
  if (isRunFinished(plan, place)) return [];
  return plan.splits
    .map(({ index }) => index)
    .filter(
      (index) =>
        readReceipt(receiptPath(place.folder, "stream-0", index), plan.hash, place.sizeOf) === undefined,
    );
}
