/** A run's status as OpenMetrics text (openmetrics.io, 1.0), for Prometheus' textfile collector and its like. */
import type { RunStatus } from "./run-status.js";

export function openMetrics(status: RunStatus): string {
  const run = { recipe: status.recipe };
  const lines: string[] = [];
  const family = (name: string, type: string, help: string): void => {
    lines.push(`# TYPE ${name} ${type}`, `# HELP ${name} ${help}`);
  };
  const sample = (name: string, labels: Readonly<Record<string, string>>, value: number): void => {
    const text = Object.entries({ ...run, ...labels }).map(([key, label]) => `${key}="${escaped(label)}"`);
    lines.push(`${name}{${text.join(",")}} ${value}`);
  };
  family("wudao_run_running", "gauge", "Whether a process is at work on the run.");
  sample("wudao_run_running", {}, status.state === "running" ? 1 : 0);
  family(
    "wudao_samples_at_work",
    "gauge",
    "Samples that unfinished tasks of the run's process have taken up.",
  );
  const { atWork } = status.claim ?? {};
  if (atWork !== undefined) sample("wudao_samples_at_work", { phase: atWork.phase }, atWork.samples);
  family("wudao_tasks_done", "gauge", "Tasks of a phase that are done.");
  for (const { phase, done } of status.phases) sample("wudao_tasks_done", { phase }, done);
  family("wudao_tasks", "gauge", "Tasks of a phase, once known.");
  for (const { phase, tasks } of status.phases)
    if (tasks !== undefined) sample("wudao_tasks", { phase }, tasks);
  family("wudao_input_bytes", "gauge", "Bytes of input, as stored, by whether they are read.");
  sample("wudao_input_bytes", { state: "read" }, status.bytesRead);
  sample("wudao_input_bytes", { state: "waiting" }, status.bytesToRead - status.bytesRead);
  family("wudao_samples_in", "counter", "Samples that entered a stage.");
  for (const { stage, in: entered } of status.stages) sample("wudao_samples_in_total", { stage }, entered);
  family("wudao_samples_dropped", "counter", "Samples that a stage dropped, by reason.");
  for (const { stage, dropped } of status.stages)
    for (const [reason, count] of Object.entries(dropped))
      sample("wudao_samples_dropped_total", { stage, reason }, count);
  family("wudao_samples_failed", "counter", "Samples in quarantine, by error.");
  for (const { stage, failed } of status.stages)
    for (const [code, count] of Object.entries(failed))
      sample("wudao_samples_failed_total", { stage, code }, count);
  family("wudao_disk_free_bytes", "gauge", "Free bytes on the disk of the output folder.");
  sample("wudao_disk_free_bytes", {}, status.diskFree);
  return `${lines.join("\n")}\n# EOF\n`;
}

function escaped(label: string): string {
  return label.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
