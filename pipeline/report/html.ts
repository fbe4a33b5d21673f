/** The run as one self-contained page: no network, no scripts, everything that came from the corpus escaped. */
import { histogram } from "./charts.js";
import { forecastWords, isWithin } from "./compare-forecast.js";
import { html, Markup } from "./markup.js";
import { grouped, plural } from "./plural.js";
import { drops, duplicates, edits, quarantine } from "./report-examples.js";
import { reportStyle } from "./report-style.js";
import { bar, percent, row, table } from "./report-tables.js";
import type { RunFacts, StageFacts } from "./run-facts.js";

export function renderReport(facts: RunFacts): string {
  const sections: readonly (readonly [id: string, title: string, body: Markup | undefined])[] = [
    ["funnel", "From records to samples", funnel(facts.stages)],
    ["languages", "Languages", languages(facts)],
    ["mixture", "Mixture", mixtureTable(facts)],
    ["drops", "What was dropped", drops(facts)],
    ["found", "What was found", found(facts.stages)],
    ["edits", "What was changed", edits(facts)],
    ["duplicates", "Near-duplicates", duplicates(facts)],
    ["quarantine", "Quarantine", quarantine(facts)],
    ["histograms", "Lengths and scores", histograms(facts)],
    ["time", "Time", time(facts.stages)],
    ["forecast", "Forecast", forecastTable(facts)],
    ["output", "Output", output(facts)],
  ];
  const shown = sections.filter(([, , body]) => body !== undefined);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${facts.recipeName}: run report</title>
<style>${new Markup(reportStyle)}</style>
</head>
<body>
<header>
<h1>${facts.recipeName}</h1>
<p class="soft">plan <code>${facts.planHash.slice(0, 16)}</code> · ${Object.entries(facts.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(" · ")}</p>
</header>
<main>
${cards(facts)}
${facts.warnings.map((warning) => html`<p class="warning" role="status">${warning}</p>`)}
<nav aria-label="Sections">${shown.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</nav>
${shown.map(([id, title, body]) => html`<section id="${id}"><h2>${title}</h2>${body}</section>`)}
</main>
</body>
</html>
`;
  return page.source;
}

function cards(facts: RunFacts): Markup {
  const first = facts.stages[0];
  const records = (first?.out ?? 0) + sum(first?.failed ?? {});
  const kept = facts.stages.at(-1)?.out ?? 0;
  const units = first?.unitsIn ?? 0;
  const entries: readonly (readonly [string, string])[] = [
    [grouped(records), "records in"],
    [grouped(kept), records === 0 ? "kept" : `kept (${percent(kept, records)})`],
    [grouped(facts.stages.reduce((before, { dropped }) => before + sum(dropped), 0)), "dropped"],
    [grouped(facts.stages.reduce((before, { failed }) => before + sum(failed), 0)), "quarantined"],
    ...(facts.output.tokens === 0 ? [] : ([[grouped(facts.output.tokens), "tokens"]] as const)),
    ...costs(facts, units),
  ];
  return html`<ul class="cards">${entries.map(([value, name]) => html`<li><b>${value}</b><span>${name}</span></li>`)}</ul>`;
}

/**
 * Time, CPU and memory of the run. For tasks on a cluster only their time is known; CPU and memory are then those of the process
 * that submitted them.
 */
function costs(facts: RunFacts, units: number): readonly (readonly [string, string])[] {
  const since = facts.isResumed ? ", since it was resumed" : "";
  const wall = `${facts.wallSeconds.toFixed(1)} s`;
  const cpu = `${facts.cpuSeconds.toFixed(1)} s`;
  const memory = `${Math.round(facts.peakRssBytes / 2 ** 20)} MiB`;
  const workers = plural(facts.workers, "worker");
  const speed = (seconds: number): string => rate(units, Math.max(seconds, 1e-3));
  if (facts.clusterSeconds !== undefined)
    return [
      [wall, `wall, ${workers} a job${since}`],
      [`${facts.clusterSeconds.toFixed(1)} s`, "tasks on the cluster, added up"],
      [speed(facts.clusterSeconds), "million characters per second of a task"],
      [cpu, `CPU of the submitting process${since}`],
      [memory, "peak memory of the submitting process"],
    ];
  return [
    [wall, `wall, ${workers}${since}`],
    [cpu, `CPU${since}`],
    ...(facts.isResumed ? [] : [[speed(facts.cpuSeconds), "million characters per CPU second"] as const]),
    [memory, "peak memory"],
  ];
}

function forecastTable({ forecast }: RunFacts): Markup | undefined {
  if (forecast.length === 0) return undefined;
  const rows = forecast.map((line) => {
    const [what, wanted, came] = forecastWords(line);
    return row(what, wanted, came, html`${isWithin(line) ? "" : "outside"}`);
  });
  return table("Where 90 of 100 simulated runs lie, and what came", ["", "forecast", "came", ""], rows);
}

function funnel(stages: readonly StageFacts[]): Markup {
  const most = Math.max(1, ...stages.map((stage) => stage.in));
  const rows = stages.map((stage) => {
    const lost = sum(stage.dropped) + sum(stage.failed);
    return row(
      html`<th scope="row" title="${stage.summary}">${stage.name}</th>`,
      grouped(stage.in),
      grouped(stage.out),
      lost === 0 ? "" : grouped(lost),
      stage.changed === 0 ? "" : grouped(stage.changed),
      bar(most, ["kept", stage.out], ["lost", lost]),
    );
  });
  return table(
    "Samples that entered and left each stage, in the order of the recipe",
    ["stage", "in", "out", "lost", "changed", ""],
    rows,
  );
}

function languages({ languages }: RunFacts): Markup | undefined {
  const entries = Object.entries(languages).sort(([, a], [, b]) => b.in - a.in);
  if (entries.length === 0) return undefined;
  return table(
    "Samples by language (guessed from the script)",
    ["language", "in", "out", "kept"],
    entries.map(([language, count]) =>
      row(language, grouped(count.in), grouped(count.out), percent(count.out, count.in)),
    ),
  );
}

function mixtureTable({ mixture }: RunFacts): Markup | undefined {
  if (mixture === undefined) return undefined;
  const { measure, sources, of } = mixture;
  const wantedInAll = Math.max(1, mixture.wanted);
  const gotInAll = Math.max(1, mixture.got);
  return table(
    `What each source was to give and gave, in ${measure}; ${of} are taken whole`,
    ["source", "available", "wanted", "", "got", "", "epochs", of],
    sources.map(({ source, available, wanted, got, epochs, taken }) =>
      row(
        source,
        grouped(available),
        grouped(wanted),
        percent(wanted, wantedInAll),
        grouped(got),
        percent(got, gotInAll),
        epochs.toFixed(2),
        grouped(taken),
      ),
    ),
  );
}

function found(stages: readonly StageFacts[]): Markup | undefined {
  const rows = stages.flatMap(({ name, found }) =>
    Object.entries(found)
      .sort(([, a], [, b]) => b - a)
      .map(([kind, count]) => row(name, html`${kind}`, grouped(count))),
  );
  return rows.length === 0
    ? undefined
    : table("Places in the texts, by stage and kind", ["stage", "kind", "places"], rows);
}

function histograms({ lengthHistogram, scoreHistograms }: RunFacts): Markup | undefined {
  const { before, after, edges } = lengthHistogram;
  if (sum(before) === 0) return undefined;
  const lengths = histogram(
    "Characters of a document (each bar doubles)",
    edges.map((edge) => grouped(edge)),
    [
      { name: "as read", className: "before", counts: before },
      { name: "as written", className: "kept", counts: after },
    ],
  );
  const scores = scoreHistograms
    .filter(({ kept, dropped }) => sum(kept) + sum(dropped) > 0)
    .map(({ stage, edges, kept, dropped }) => {
      const isShare = edges.every((edge, bin) => edge < 1 || (kept[bin] ?? 0) + (dropped[bin] ?? 0) === 0);
      const shares = edges.findIndex((edge) => edge >= 1);
      // The fine bins of shares would push the bars of a count to the edge: one bin holds them.
      const bins = (counts: readonly number[]): readonly number[] =>
        isShare ? counts : [sum(counts.slice(0, shares)), ...counts.slice(shares)];
      const labels = isShare
        ? edges.map((edge) => edge.toFixed(2))
        : ["0", ...edges.slice(shares).map((edge) => grouped(edge))];
      return histogram(`Score of ${stage}`, labels, [
        { name: "kept", className: "kept", counts: bins(kept) },
        { name: "dropped", className: "lost", counts: bins(dropped) },
      ]);
    });
  return html`${lengths}${scores}`;
}

function time(all: readonly StageFacts[]): Markup {
  const stages = all.filter(({ kind }) => kind !== "barrier");
  const most = Math.max(1e-9, ...stages.map(({ seconds }) => seconds));
  const total = stages.reduce((before, { seconds }) => before + seconds, 0);
  const rows = [...stages]
    .sort((a, b) => b.seconds - a.seconds)
    .map(({ name, seconds, unitsIn }) =>
      row(
        name,
        seconds.toFixed(3),
        percent(seconds, total),
        seconds === 0 ? "" : rate(unitsIn, seconds),
        bar(most, ["time", seconds]),
      ),
    );
  return table(
    "Thread time inside each stage, and millions of characters that it took in per second. Deduplication runs as tasks of its own, outside these times",
    ["stage", "seconds", "share", "M characters/s", ""],
    rows,
  );
}

function output({ output }: RunFacts): Markup {
  const facts = Object.entries(output.facts).map(([name, value]) =>
    row(name, typeof value === "number" ? grouped(value) : value),
  );
  const shards = output.shards.map(({ file, rows, bytes, sha256 }) =>
    row(file, grouped(rows), grouped(bytes), html`<code>${sha256}</code>`),
  );
  return html`${table(`Facts of the dataset (${output.format})`, ["fact", "value"], facts)}${table("Shards", ["file", "rows", "bytes", "SHA-256"], shards)}`;
}

/** Millions a second, three digits that say something whether it is fast or slow. */
function rate(units: number, seconds: number): string {
  const millions = units / 1e6 / seconds;
  return millions >= 100 ? grouped(millions) : millions >= 1 ? millions.toFixed(1) : millions.toFixed(3);
}

function sum(counts: readonly number[] | Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((before, count) => before + count, 0);
}
