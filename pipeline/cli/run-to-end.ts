/** What `wudao run` and `wudao resume` share: progress, signals, and the end of a run in words or as JSON. */
import type { RunOutcome, RunRequest, SlurmChoice } from "../executors/start-run.js";
import { startRun } from "../executors/start-run.js";
import { renderSummary } from "../report/terminal.js";
import { joinLocation } from "../storage/location.js";
import { catalogueUrl } from "./load.js";
import { print, printJson } from "./output.js";
import { progressEvents } from "./progress.js";
import { stopSignal } from "./stop-signals.js";

export interface Shown {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function runToEnd(
  request: Pick<RunRequest, "plan" | "output" | "catalogue" | "workers" | "force" | "forecast"> & {
    readonly slurm: SlurmChoice | undefined;
  },
  { json = false, quiet = false }: Shown,
): Promise<void> {
  const { slurm, ...rest } = request;
  const signal = stopSignal();
  const outcome = await startRun({
    ...rest,
    ...(slurm === undefined ? {} : { slurm }),
    catalogueUrl,
    signal,
    events: quiet || json ? {} : progressEvents(request.plan),
  }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    process.stderr.write("\nstopped; run the same command again to resume\n");
    if (json) printJson({ error: { code: "interrupted", message: "run again to resume" } });
    return undefined;
  });
  if (outcome === undefined) return;
  const { alreadyDone, manifest, facts } = outcome;
  if (json)
    printJson({
      output: request.output,
      alreadyDone,
      warnings: facts.warnings,
      ...(facts.forecast.length === 0 ? {} : { forecast: facts.forecast }),
      manifest,
    });
  else print(renderRun(outcome, request.output));
}

function renderRun(outcome: RunOutcome, output: string): string {
  const summary = renderSummary(outcome.facts, {
    color: process.stdout.isTTY && process.env.NO_COLOR === undefined,
    width: process.stdout.columns ?? 100,
    dataset: output,
    ledger: joinLocation(output, "ledger.json"),
    report: joinLocation(output, "report.html"),
  });
  return outcome.alreadyDone ? `${summary}\nall is done: nothing was left to run` : summary;
}
