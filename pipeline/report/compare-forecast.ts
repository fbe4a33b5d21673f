/** What was forecast against what came: in plain facts for summary, report and JSON. */
import type { Forecasted } from "../forecast/forecast-file.js";

export interface ForecastLine {
  readonly what: "seconds" | "documents" | "tokens" | "output bytes" | "temporary bytes" | "memory bytes";
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly actual: number;
}

export interface Actual {
  readonly seconds: number;
  readonly documents: number;
  readonly tokens: number;
  readonly outputBytes: number;
  readonly temporaryBytes: number;
  /** Peak memory of a worker's process; unknown when a cluster did the tasks. */
  readonly peakBytes: number | undefined;
}

export function compareForecast(forecast: Forecasted, actual: Actual): ForecastLine[] {
  const lines: ForecastLine[] = [
    { what: "seconds", ...forecast.seconds, actual: actual.seconds },
    { what: "documents", ...forecast.samples, actual: actual.documents },
    { what: "tokens", ...forecast.tokens, actual: actual.tokens },
    { what: "output bytes", ...forecast.outputBytes, actual: actual.outputBytes },
    { what: "temporary bytes", ...forecast.diskBytes, actual: actual.temporaryBytes },
  ];
  const known = lines.filter(({ middle, actual: came }) => middle > 0 || came > 0);
  if (actual.peakBytes === undefined) return known;
  // An upper bound on memory, from what the stages declare.
  const { memoryBytes } = forecast;
  return [
    ...known,
    { what: "memory bytes", low: 0, middle: memoryBytes, high: memoryBytes, actual: actual.peakBytes },
  ];
}

export function isWithin({ low, high, actual }: ForecastLine): boolean {
  return actual >= low && actual <= high;
}

export function forecastWords(line: ForecastLine): readonly [what: string, forecast: string, actual: string] {
  const show = (value: number): string => amount(line.what, value);
  const forecast =
    line.what === "memory bytes"
      ? `up to ${show(line.high)}`
      : `${show(line.middle)} (${show(line.low)} to ${show(line.high)})`;
  return [line.what.replace(" bytes", ""), forecast, show(line.actual)];
}

const numbers = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });

function amount(what: ForecastLine["what"], value: number): string {
  if (what.endsWith("bytes")) return `${numbers.format(value / 2 ** 20)} MiB`;
  return what === "seconds" ? `${numbers.format(value)} s` : numbers.format(Math.round(value));
}
