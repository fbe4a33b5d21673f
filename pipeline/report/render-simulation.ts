/** A simulated run on a terminal: what it takes, and how sure that is. */
import type { Interval, Simulation } from "../forecast/simulate.js";
import { alignedColumns } from "./aligned-columns.js";
import { grouped, plural } from "./plural.js";

const numbers = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

const mostStretched = 1e6;

export function renderSimulation(simulation: Simulation): string {
  const { workers, files, inputBytes, phases, seconds, busyShare } = simulation;
  const header = ["phase", "tasks", "time", "workers busy"];
  const rows = phases.map((phase) => [
    phase.name,
    grouped(phase.tasks),
    between(phase.seconds, duration),
    between(phase.busyShare, percent),
  ]);
  return [
    `${plural(workers, "worker")} on ${plural(files, "file")}, about ${bytes(inputBytes)} unpacked`,
    "",
    ...alignedColumns([header, ...rows], (column) => column !== 1),
    "",
    `time       ${between(seconds, duration)}, workers busy ${between(busyShare, percent)}`,
    `memory     up to ${bytes(simulation.memoryBytes)} by all workers, from what the stages declare`,
    `temporary  ${between(simulation.diskBytes, bytes)} of disk`,
    `output     ${between(simulation.outputBytes, bytes)}, ${between(simulation.samples, count)} documents${simulation.tokens.high === 0 ? "" : `, ${between(simulation.tokens, count)} tokens`}`,
    "",
    "The middle, and in brackets where 90 of 100 simulated runs lie. Costs are taken to grow with bytes, workers to be as fast as",
    "the one that calibrated, and the store to keep up with them all.",
    ...tooSmall(simulation),
  ].join("\n");
}

/** A sample of a few seconds is mostly start-up: stretched over a million times as much, that is what the forecast would tell. */
function tooSmall({ inputBytes, calibratedBytes }: Simulation): string[] {
  if (inputBytes < mostStretched * calibratedBytes) return [];
  return [
    "",
    `The costs were measured on ${bytes(calibratedBytes)}, less than a millionth of the input: calibrate with a larger sample, of`,
    `${bytes(inputBytes / mostStretched)} or more, before you rely on these figures.`,
  ];
}

function between({ low, middle, high }: Interval, show: (value: number) => string): string {
  const [from, to] = [show(low), show(high)];
  return from === to ? show(middle) : `${show(middle)} (${from} to ${to})`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${numbers.format(seconds)} s`;
  if (seconds < 7200) return `${numbers.format(seconds / 60)} min`;
  return `${numbers.format(seconds / 3600)} h`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function count(value: number): string {
  return new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 }).format(
    Math.round(value),
  );
}

function bytes(value: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, value)) / 10)));
  return `${numbers.format(Math.round(value) / 2 ** (10 * power))} ${units[power]}`;
}
