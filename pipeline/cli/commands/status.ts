/** `wudao status`: how far a run is, from any shell or host that sees its folder. */
import { Command, Option } from "commander";
import { runState, viewDataset } from "../../dataset/dataset-view.js";
import { openMetrics } from "../../report/open-metrics.js";
import { grouped, plural } from "../../report/plural.js";
import { type PhaseStatus, type RunStatus, runStatus } from "../../report/run-status.js";
import type { AtWork } from "../../run/place/claim.js";
import { resolveLocation } from "../../storage/location.js";
import { loadCatalogue } from "../load.js";
import { formatBytes, print, printJson } from "../output.js";

export function statusCommand(): Command {
  return new Command("status")
    .description("Show how far a run is, from another shell or host")
    .argument("<run>", "output folder of the run")
    .option("--json", "print as JSON")
    .addOption(new Option("--metrics", "print as OpenMetrics text").conflicts("json"))
    .addHelpText(
      "after",
      `
Counts are those of finished tasks; \`at work\` tells how far unfinished ones of the run's own process have come.

Examples:
  wudao status out/mine
  wudao status out/mine --metrics > /var/lib/node_exporter/wudao.prom`,
    )
    .action(async (folder: string, options: { json?: boolean; metrics?: boolean }) => {
      const catalogue = await loadCatalogue();
      const status = await viewDataset(resolveLocation(process.cwd(), folder), runState, (view) =>
        runStatus(view.folder, catalogue),
      );
      if (options.json === true) printJson(status);
      else if (options.metrics === true) process.stdout.write(openMetrics(status));
      else print(renderStatus(status));
    });
}

function renderStatus(status: RunStatus): string {
  const { claim, phases, records, dropped, failed, bytesRead, bytesToRead, hasAllReceipts } = status;
  const by =
    claim === undefined
      ? ""
      : `: process ${claim.pid} on ${claim.host} (${claim.executor}), since ${new Date(claim.started).toISOString()}`;
  return [
    `run        ${status.recipe}, plan ${status.plan.slice(0, 12)}`,
    `state      ${status.state}${by}`,
    ...(hasAllReceipts
      ? []
      : ["receipts   some are missing: counts are of the others, and another start would do the run again"]),
    `input      ${formatBytes(bytesRead)} of ${formatBytes(bytesToRead)} read`,
    `records    ${plural(records, "record")} in, ${grouped(dropped)} dropped, ${grouped(failed)} failed`,
    ...(claim?.atWork === undefined ? [] : [`at work    ${renderAtWork(claim.atWork)}`]),
    `disk       ${formatBytes(status.diskFree)} free`,
    "",
    "phases",
    ...phases.map((each) => `  ${each.phase.padEnd(11)} ${renderPhase(each, status)}`),
  ].join("\n");
}

function renderPhase({ done, tasks }: PhaseStatus, { state }: RunStatus): string {
  if (state === "finished" && done !== tasks)
    return tasks === undefined
      ? "done, without a receipt"
      : `done, ${done} of ${plural(tasks, "receipt")} left`;
  return tasks === undefined ? "waits for the phases before it" : `${done} of ${plural(tasks, "task")}`;
}

function renderAtWork({ phase, tasks, samples }: AtWork): string {
  return `${phase}: ${plural(samples, "sample")} so far in ${plural(tasks, "unfinished task")}`;
}
