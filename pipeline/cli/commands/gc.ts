/** `wudao gc`: frees the temporary files of a run. */
import { Command } from "commander";
import { collectGarbage, collectStoredGarbage } from "../../run/place/collect-garbage.js";
import { closePlace, openPlace } from "../../run/place/place.js";
import { storedPlan } from "../../run/stored-plan.js";
import { resolveLocation } from "../../storage/location.js";
import { tellWaiting } from "../json-log.js";
import { formatBytes, print, printJson } from "../output.js";

export function gcCommand(): Command {
  return new Command("gc")
    .description("Free the temporary files of a run that nobody needs any more")
    .argument("<run>", "output folder of the run")
    .option(
      "--all",
      "of a stopped run, also the results of its finished tasks: it then starts from the beginning",
    )
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExamples:\n  wudao gc out/mine\n  wudao gc out/stopped --all")
    .action(async (run: string, options: { all?: boolean; json?: boolean }) => {
      const place = await openPlace(resolveLocation(process.cwd(), run));
      const output = place.location;
      storedPlan(place.folder);
      const all = options.all === true;
      const { folder, stored } = place;
      const waits = tellWaiting("text");
      const freed =
        stored === undefined
          ? await collectGarbage(folder, all, waits)
          : await collectStoredGarbage(stored, all, waits);
      await closePlace(place, true);
      if (options.json === true) printJson({ freedBytes: freed });
      else print(`${formatBytes(freed)} freed in ${output}`);
    });
}
