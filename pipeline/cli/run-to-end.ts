/** What `wudao run` and `wudao resume` share: progress, signals, and the end of a run in words or as JSON. */
import { hostname } from "node:os";
import type { Plan } from "../plan/plan.js";
import { renderSummary } from "../report/terminal.js";
import type { RunEvents } from "../run/run.js";
import type { RunOutcome, RunRequest, SlurmChoice } from "../start-run.js";
import { startRun } from "../start-run.js";
import { joinLocation } from "../storage/location.js";
import { describeOthers } from "./describe-others.js";
import { exitCodes } from "./exit-codes.js";
import { jsonEvents, logJson, tellWaiting } from "./json-log.js";
import { catalogueUrl } from "./load.js";
import { print, printJson } from "./output.js";
import { progressEvents } from "./progress.js";
import { untilStopped } from "./stop-signals.js";

export interface Shown {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly logFormat: string;
}

/** @param ready what is to be there before the run goes on */
export async function runToEnd(
  request: Pick<
    RunRequest,
    "plan" | "output" | "catalogue" | "workers" | "force" | "forecast" | "threads"
  > & {
    readonly slurm: SlurmChoice | undefined;
    /** Files in the inputs' folders that are not read; undefined where nobody has looked. */
    readonly others?: readonly string[];
  },
  { json = false, quiet = false, logFormat }: Shown,
  ready: (signal: AbortSignal) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { slurm, others, ...rest } = request;
  const notRead = others === undefined ? {} : { notRead: others.length };
  const log = logFormat === "json" && !quiet ? logJson : () => {};
  const { plan, output, workers } = request;
  const outcome = await untilStopped(async (signal) => {
    log("started", {
      ...{ recipe: plan.recipe.name, plan: plan.hash, output, workers },
      executor: slurm === undefined ? "local" : "slurm",
      ...{ host: hostname(), pid: process.pid, ...notRead },
    });
    await ready(signal);
    return startRun({
      ...rest,
      ...(slurm === undefined ? {} : { slurm }),
      catalogueUrl,
      signal,
      events: eventsFor(plan, { json, quiet, logFormat }),
    });
  });
  if (outcome === undefined) {
    if (logFormat === "json") log("stopped", { advice: "run the same command again to resume" });
    else process.stderr.write("\nstopped; run the same command again to resume\n");
    if (json) printJson({ error: { code: "interrupted", message: "run again to resume" } });
    return;
  }
  const { alreadyDone, manifest, facts } = outcome;
  for (const message of facts.warnings) log("warning", { message });
  log("finished", {
    ...{ rows: manifest.rows, tokens: manifest.tokens, bytes: manifest.bytes, alreadyDone },
    ...{ seconds: facts.wallSeconds, cpuSeconds: facts.cpuSeconds, peakRssBytes: facts.peakRssBytes },
    ...(facts.clusterSeconds === undefined ? {} : { clusterSeconds: facts.clusterSeconds }),
  });
  if (json)
    printJson({
      output,
      alreadyDone,
      ...notRead,
      warnings: facts.warnings,
      ...(facts.forecast.length === 0 ? {} : { forecast: facts.forecast }),
      manifest,
    });
  else print(renderRun(outcome, output, others));
  if (facts.isUnexpectedlyEmpty) process.exitCode = exitCodes.empty;
}

function eventsFor(plan: Plan, { json, quiet, logFormat }: Shown): RunEvents {
  // Waiting is not progress, so the user is told what the run waits for.
  const waits = tellWaiting(logFormat);
  if (quiet === true) return { waits };
  if (logFormat === "json") return { ...jsonEvents(), waits };
  return { ...(json === true ? {} : progressEvents(plan)), waits };
}

function renderRun(outcome: RunOutcome, output: string, others: readonly string[] = []): string {
  const summary = renderSummary(outcome.facts, {
    color: process.stdout.isTTY && process.env.NO_COLOR === undefined,
    width: process.stdout.columns ?? Number.POSITIVE_INFINITY,
    dataset: output,
    ledger: joinLocation(output, "ledger.json"),
    report: joinLocation(output, "report.html"),
  });
  return [
    summary,
    ...(others.length === 0 ? [] : [`not read ${describeOthers(others)}`]),
    ...(outcome.alreadyDone ? ["all is done: nothing was left to run"] : []),
  ].join("\n");
}
