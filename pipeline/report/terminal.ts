/** The end of a run on a terminal or in a log: one line a stage, then what came out and where it lies. */
import { total } from "../run/ledger.js";
import { alignedColumns } from "./aligned-columns.js";
import { forecastWords } from "./compare-forecast.js";
import { cutToWidth } from "./display-width.js";
import { mixtureLines } from "./mixture-lines.js";
import { grouped, plural } from "./plural.js";
import type { RunFacts, StageFacts } from "./run-facts.js";

export interface SummaryOptions {
  readonly color: boolean;
  /** Columns of the terminal; without end in a log. */
  readonly width: number;
  readonly dataset: string;
  readonly ledger: string;
  readonly report: string;
}

const bold = 1;
const dim = 2;
const yellow = 33;

export function renderSummary(facts: RunFacts, options: SummaryOptions): string {
  const style = (code: number, text: string): string =>
    options.color ? `\u001b[${code}m${text}\u001b[0m` : text;
  const header = ["stage", "in", "out", "changed", "time", "dropped or failed; found"];
  const allSeconds = facts.stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const rows = facts.stages.map((stage) => [
    stage.name,
    grouped(stage.in),
    grouped(stage.out),
    stage.changed === 0 ? "" : grouped(stage.changed),
    // Deduplication runs as tasks of its own, outside these times.
    allSeconds === 0 || stage.kind === "barrier" ? "" : `${Math.round((100 * stage.seconds) / allSeconds)} %`,
    outcomes(stage),
  ]);
  const isText = (column: number): boolean => column === 0 || column === header.length - 1;
  const most = Math.max(40, options.width);
  const [head = "", ...lines] = alignedColumns([header, ...rows], isText).map((line) =>
    cutToWidth(line, most),
  );
  const first = facts.stages[0];
  const last = facts.stages.at(-1);
  const records = (first?.out ?? 0) + total(first?.failed ?? {});
  const { rows: outputRows, tokens, shards } = facts.output;
  return [
    "",
    style(bold, head),
    ...lines,
    "",
    `${plural(records, "record")} in, ${grouped(last?.out ?? 0)} kept; ${plural(outputRows, "row")}${tokens === 0 ? "" : `, ${plural(tokens, "token")}`} in ${plural(shards.length, "shard")}`,
    style(dim, costs(facts)),
    ...forecastLines(facts),
    ...mixtureLines(facts.mixture),
    ...facts.warnings.map((warning) => style(yellow, `warning: ${warning}`)),
    "",
    `dataset  ${options.dataset}`,
    `ledger   ${options.ledger}`,
    `report   ${options.report}`,
  ].join("\n");
}

function costs({ wallSeconds, cpuSeconds, clusterSeconds, workers, peakRssBytes }: RunFacts): string {
  const threads = plural(workers, "worker");
  const own = `${cpuSeconds.toFixed(1)} CPU s`;
  const memory = `peak memory ${Math.round(peakRssBytes / 2 ** 20)} MiB`;
  return clusterSeconds === undefined
    ? `${wallSeconds.toFixed(1)} s, ${own}, ${threads}, ${memory}`
    : `${wallSeconds.toFixed(1)} s; tasks on the cluster ${clusterSeconds.toFixed(1)} s, ${threads} a job; here ${own}, ${memory}`;
}

/** Forecast against what came. */
function forecastLines({ forecast }: RunFacts): string[] {
  if (forecast.length === 0) return [];
  const rows = forecast.map(forecastWords).map(([what, wanted, came]) => [what, wanted, `came: ${came}`]);
  return ["", "forecast", ...alignedColumns(rows, () => true).map((line) => `  ${line}`)];
}

/** Samples that went, and what was found in texts, which counts no samples. */
function outcomes({ dropped, failed, found }: StageFacts): string {
  const went = counted([...Object.entries(dropped), ...Object.entries(failed)]);
  const finds = counted(Object.entries(found));
  return [went, finds && `found: ${finds}`].filter((part) => part !== "").join("; ");
}

function counted(counts: readonly (readonly [string, number])[]): string {
  return counts
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${grouped(count)}`)
    .join(", ");
}
