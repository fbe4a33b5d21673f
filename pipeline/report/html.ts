/** The run as one self-contained page: no network, no scripts, everything that came from the corpus escaped. */
import { examplesPerReason } from "../run/observe.js";
import { histogram } from "./charts.js";
import { forecastWords, isWithin } from "./compare-forecast.js";
import { type DiffPart, diff, diffOfExcerpts } from "./diff.js";
import { html, Markup } from "./markup.js";
import { grouped, plural } from "./plural.js";
import { reportStyle } from "./report-style.js";
import type { RunFacts, StageFacts } from "./run-facts.js";

const nothing = new Markup("");

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
    [grouped(kept), `kept (${percent(kept, records)})`],
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
    return html`<tr><th scope="row">${what}</th><td class="r">${wanted}</td><td class="r">${came}</td><td>${isWithin(line) ? "" : "outside"}</td></tr>`;
  });
  return table("Where 90 of 100 simulated runs lie, and what came", ["", "forecast", "came", ""], rows);
}

function funnel(stages: readonly StageFacts[]): Markup {
  const most = Math.max(1, ...stages.map((stage) => stage.in));
  const rows = stages.map((stage) => {
    const lost = sum(stage.dropped) + sum(stage.failed);
    return html`<tr><th scope="row" title="${stage.summary}">${stage.name}</th><td class="r">${grouped(stage.in)}</td><td class="r">${grouped(stage.out)}</td><td class="r">${lost === 0 ? "" : grouped(lost)}</td><td class="r">${stage.changed === 0 ? "" : grouped(stage.changed)}</td><td><div class="bar">${share("kept", stage.out, most)}${share("lost", lost, most)}</div></td></tr>`;
  });
  return table(
    "Samples that entered and left each stage, in the order of the recipe",
    ["stage", "in", "out", "lost", "changed", ""],
    rows,
  );
}

function share(className: string, count: number, most: number): Markup {
  return count === 0
    ? nothing
    : html`<i class="${className}" style="width:${((100 * count) / most).toFixed(2)}%"></i>`;
}

function languages({ languages }: RunFacts): Markup | undefined {
  const entries = Object.entries(languages).sort(([, a], [, b]) => b.in - a.in);
  if (entries.length === 0) return undefined;
  return table(
    "Samples by language (guessed from the script)",
    ["language", "in", "out", "kept"],
    entries.map(
      ([language, count]) =>
        html`<tr><th scope="row">${language}</th><td class="r">${grouped(count.in)}</td><td class="r">${grouped(count.out)}</td><td class="r">${percent(count.out, count.in)}</td></tr>`,
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
    sources.map(
      ({ source, available, wanted, got, epochs, taken }) =>
        html`<tr><th scope="row">${source}</th><td class="r">${grouped(available)}</td><td class="r">${grouped(wanted)}</td><td class="r">${percent(wanted, wantedInAll)}</td><td class="r">${grouped(got)}</td><td class="r">${percent(got, gotInAll)}</td><td class="r">${epochs.toFixed(2)}</td><td class="r">${grouped(taken)}</td></tr>`,
    ),
  );
}

function drops(facts: RunFacts): Markup | undefined {
  const reasons = facts.stages.flatMap((stage) =>
    Object.entries(stage.dropped).map(([reason, count]) => ({ stage, reason, count })),
  );
  if (reasons.length === 0) return undefined;
  return html`${reasons
    .sort((a, b) => b.count - a.count)
    .map(({ stage, reason, count }) => {
      const examples = facts.examples
        .filter((example) => example.stage === stage.name && example.reason === reason)
        .slice(0, examplesPerReason);
      const meaning = stage.reasonsText[reason];
      return html`<article><h3>${stage.name}: ${reason} <span class="soft">${grouped(count)} of ${grouped(stage.in)} (${percent(count, stage.in)})${meaning === undefined ? "" : `: ${meaning}`}</span></h3>${examples.map(
        ({ id, origin, text }) =>
          html`<details><summary><code>${id}</code> <span class="soft">${origin}: ${head(text)}</span></summary><div class="text">${text}</div></details>`,
      )}</article>`;
    })}`;
}

function found(stages: readonly StageFacts[]): Markup | undefined {
  const rows = stages.flatMap(({ name, found }) =>
    Object.entries(found)
      .sort(([, a], [, b]) => b - a)
      .map(
        ([kind, count]) =>
          html`<tr><th scope="row">${name}</th><td>${kind}</td><td class="r">${grouped(count)}</td></tr>`,
      ),
  );
  return rows.length === 0
    ? undefined
    : table("Places in the texts, by stage and kind", ["stage", "kind", "places"], rows);
}

function edits(facts: RunFacts): Markup | undefined {
  const stages = facts.stages.filter(({ name }) => facts.edits.some(({ stage }) => stage === name));
  if (stages.length === 0) return undefined;
  return html`${stages.map(({ name, changed, in: entered }) => {
    const examples = facts.edits.filter(({ stage }) => stage === name);
    return html`<article><h3>${name} <span class="soft">changed ${grouped(changed)} of ${grouped(entered)} (${percent(changed, entered)})</span></h3>${examples.map(
      ({ id, before, after, beforeGoesOn, afterGoesOn }, index) =>
        html`<details${index === 0 ? new Markup(" open") : nothing}><summary><code>${id}</code></summary><div class="text">${marked(diffOfExcerpts(before, after, { before: beforeGoesOn, after: afterGoesOn }))}${beforeGoesOn || afterGoesOn ? " …" : ""}</div></details>`,
    )}</article>`;
  })}`;
}

function marked(parts: readonly DiffPart[]): readonly Markup[] {
  return parts.map(({ kind, text }) =>
    kind === "same"
      ? html`${text}`
      : kind === "added"
        ? html`<ins>${seen(text)}</ins>`
        : html`<del>${seen(text)}</del>`,
  );
}

/** A changed text that has no ink of its own, such as a zero-width space, as the name of its characters. */
function seen(text: string): string {
  if (/^\n+$/.test(text)) return text.replaceAll("\n", "\u21b5\n");
  if (!/^[\p{Cf}\p{Zl}\p{Zp}\u00a0\ufe00-\ufe0f]+$/u.test(text)) return text;
  return Array.from(text, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
  }).join(" ");
}

function duplicates({ duplicates }: RunFacts): Markup | undefined {
  if (duplicates.length === 0) return undefined;
  return html`${duplicates.map(({ stage, id, keeperId, similarity, text, keeperText, keeperRun }) => {
    if (keeperRun !== undefined) {
      return html`<details><summary>${stage}: <code>${id}</code> removed for <code>${keeperId}</code> of the stored index of <code>${keeperRun}</code>, similarity ${similarity.toFixed(3)}</summary><p class="soft">removed; the text of what an earlier run kept is not at hand</p><div class="text">${text}</div></details>`;
    }
    const parts = diff(text, keeperText);
    const removed = marked(parts.filter(({ kind }) => kind !== "added"));
    const kept = marked(parts.filter(({ kind }) => kind !== "removed"));
    return html`<details><summary>${stage}: <code>${id}</code> removed for <code>${keeperId}</code>, similarity ${similarity.toFixed(3)}</summary><div class="two"><div><p class="soft">removed</p><div class="text">${removed}</div></div><div><p class="soft">kept</p><div class="text">${kept}</div></div></div></details>`;
  })}`;
}

function quarantine({ quarantine }: RunFacts): Markup | undefined {
  if (quarantine.length === 0) return undefined;
  return html`${quarantine.map(
    ({ stage, code, message, origin, raw }) =>
      html`<details><summary>${stage}: ${code} <span class="soft">${origin}: ${message}</span></summary><div class="text">${raw}</div></details>`,
  )}`;
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
    .map(
      ({ name, seconds, unitsIn }) =>
        html`<tr><th scope="row">${name}</th><td class="r">${seconds.toFixed(3)}</td><td class="r">${percent(seconds, total)}</td><td class="r">${seconds === 0 ? "" : rate(unitsIn, seconds)}</td><td><div class="bar">${share("time", seconds, most)}</div></td></tr>`,
    );
  return table(
    "Thread time inside each stage, and millions of characters that it took in per second. Deduplication runs as tasks of its own, outside these times",
    ["stage", "seconds", "share", "M characters/s", ""],
    rows,
  );
}

function output({ output }: RunFacts): Markup {
  const facts = Object.entries(output.facts).map(
    ([name, value]) =>
      html`<tr><th scope="row">${name}</th><td class="r">${typeof value === "number" ? grouped(value) : value}</td></tr>`,
  );
  const shards = output.shards.map(
    ({ file, rows, bytes, sha256 }) =>
      html`<tr><th scope="row">${file}</th><td class="r">${grouped(rows)}</td><td class="r">${grouped(bytes)}</td><td><code>${sha256}</code></td></tr>`,
  );
  return html`${table(`Facts of the dataset (${output.format})`, ["fact", "value"], facts)}${table("Shards", ["file", "rows", "bytes", "SHA-256"], shards)}`;
}

function table(caption: string, heads: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="wide"><table><caption><span>${caption}</span></caption><thead><tr>${heads.map((name, index) => html`<th scope="col"${index > 0 && name !== "" ? new Markup(' class="r"') : nothing}>${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Millions a second, three digits that say something whether it is fast or slow. */
function rate(units: number, seconds: number): string {
  const millions = units / 1e6 / seconds;
  return millions >= 100 ? grouped(millions) : millions >= 1 ? millions.toFixed(1) : millions.toFixed(3);
}

function sum(counts: readonly number[] | Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((before, count) => before + count, 0);
}

function percent(part: number, all: number): string {
  return all === 0 ? "" : `${((100 * part) / all).toFixed(1)} %`;
}

function head(text: string): string {
  const characters = Array.from(text.slice(0, 400).trim().replace(/\s+/g, " "));
  return characters.length > 60 ? `${characters.slice(0, 60).join("")}…` : characters.join("");
}
